import Administration
import ArgumentParser

/// `bursar policy show NAME`.
struct PolicyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One policy's file, as JSON.")

    @Argument(help: "The policy's name.") var name: String
    @Option(help: "An older version.") var version: Int64?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let policy = try await house.perform(ShowPolicy(name: name, version: version))
        try house.format.write(policy) { policy.policy + "\n" }
    }
}
