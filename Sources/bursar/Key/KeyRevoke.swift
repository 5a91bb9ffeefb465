import Administration
import ArgumentParser

/// `bursar key revoke ID`.
struct KeyRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End a key for good and destroy its sealed secret.")

    @Argument(help: "Its id, or its name where that is unique.") var id: String
    @Flag(help: "Also cut the calls that use it now.") var now = false
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let key = try await house.perform(RevokeKey(id: id, now: now))
        try house.format.write(key) { KeyText.facts(key) }
    }
}
