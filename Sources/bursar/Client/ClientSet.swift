import Administration
import ArgumentParser

/// `bursar client set NAME --policy P`.
struct ClientSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Give a client another policy, or none of its own.")

    @Argument(help: "The client's name.") var name: String
    @Option(help: "The policy's name, or none.") var policy: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let client = try await house.perform(SetClient(name: name, policy: policy))
        try house.format.write(client) { ClientText.facts(client) }
    }
}
