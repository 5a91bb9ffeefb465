import Administration
import ArgumentParser

/// `bursar client resume NAME`.
struct ClientResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Take a suspended client's calls again.")

    @Argument(help: "The client's name.") var name: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let client = try await house.perform(ResumeClient(name: name))
        try house.format.write(client) { ClientText.facts(client) }
    }
}
