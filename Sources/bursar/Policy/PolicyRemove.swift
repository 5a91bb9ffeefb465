import Administration
import ArgumentParser

/// `bursar policy remove NAME`.
struct PolicyRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "End a policy that no client has; its history stays.")

    @Argument(help: "The policy's name.") var name: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let policy = try await house.perform(RemovePolicy(name: name))
        try house.format.write(policy) { "Removed policy \(PlainText.word(policy.name)).\n" }
    }
}
