import Administration
import ArgumentParser

/// `bursar token revoke ID`.
struct TokenRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End a token for good, from the next call on.")

    @Argument(help: "The twelve characters after “bur_”.") var id: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let token = try await house.perform(RevokeToken(id: id))
        try house.format.write(token) { TokenText.facts(token) }
    }
}
