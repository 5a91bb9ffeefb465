import Administration
import ArgumentParser

/// `bursar token revoke ID`.
struct TokenRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End a token for good, from the next call on.")

    @Argument(
        help: "Its id (the twelve characters after “bur_”), or its name where that is unique.")
    var id: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let token = try await house.perform(RevokeToken(id: id))
        try house.format.write(token) { TokenText.facts(token) }
    }
}
