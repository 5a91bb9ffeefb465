import ArgumentParser

/// `bursar token …`: what clients call with.
struct TokenGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Tokens: what clients call with instead of a provider's key.",
        subcommands: [
            TokenIssue.self, TokenList.self, TokenShow.self, TokenRotate.self, TokenRevoke.self,
            TokenClaim.self,
        ])
}
