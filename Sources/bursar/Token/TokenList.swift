import Administration
import ArgumentParser

/// `bursar token list`.
struct TokenList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All tokens, without their secrets.")

    @Option(help: "Only this client's.") var client: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListTokens(client: client))
        try house.format.write(answer) {
            var table = TextTable([
                .text("ID"), .text("NAME"), .text("CLIENT"), .text("STATE"), .text("EXPIRES"),
                .text("CREATED"),
            ])
            for token in answer.tokens {
                table.add([
                    token.id, token.name, token.client, token.state, token.expiresAt ?? "never",
                    token.createdAt,
                ])
            }
            return table.text(
                whenEmpty: "No tokens yet: bursar token issue CLIENT makes one.")
        }
    }
}
