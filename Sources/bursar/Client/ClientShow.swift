import Administration
import ArgumentParser

/// `bursar client show NAME`.
struct ClientShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One client.")

    @Argument(help: "The client's name.") var name: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let client = try await house.perform(ShowClient(name: name))
        try house.format.write(client) { ClientText.facts(client) }
    }
}
