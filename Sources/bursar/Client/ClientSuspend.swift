import Administration
import ArgumentParser

/// `bursar client suspend NAME`.
struct ClientSuspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend", abstract: "Refuse a client's calls from the next one on.")

    @Argument(help: "The client's name.") var name: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let client = try await house.perform(SuspendClient(name: name))
        try house.format.write(client) { ClientText.facts(client) }
    }
}
