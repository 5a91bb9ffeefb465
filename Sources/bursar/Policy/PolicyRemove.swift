import Administration
import ArgumentParser

/// `bursar policy remove NAME`.
struct PolicyRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "End a policy that no client has; its history stays.")

    @Argument var name: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let policy = try await house.perform(RemovePolicy(name: name))
        try house.format.write(policy) { PolicyText.facts(policy) }
    }
}
