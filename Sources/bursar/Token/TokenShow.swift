import Administration
import ArgumentParser

/// `bursar token show ID`.
struct TokenShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "One token: whose it is and what it may do; never its secret.")

    @Argument(
        help: "Its id (the twelve characters after “bur_”), or its name where that is unique.")
    var id: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let token = try await house.perform(ShowToken(id: id))
        try house.format.write(token) { TokenText.facts(token) }
    }
}

/// Tokens as text.
enum TokenText {
    /// One token.
    static func facts(_ token: TokenEntry) -> String {
        var facts = TextFacts()
        facts.add("token", token.id)
        facts.add("name", token.name)
        facts.add("client", token.client)
        facts.add("state", token.state)
        facts.add("version", String(token.version))
        facts.add("models", token.models?.joined(separator: ", ") ?? "any")
        facts.add("endpoints", token.endpoints?.joined(separator: ", ") ?? "any")
        facts.add("networks", token.networks?.joined(separator: ", ") ?? "any")
        facts.add("created", token.createdAt)
        facts.add("expires", token.expiresAt ?? "never")
        facts.add("revoked", token.revokedAt)
        if let claim = token.claim {
            facts.add("code until", claim.expiresAt)
            facts.add("claimed", claim.claimedAt.map { "\($0) from \(claim.claimedFrom ?? "")" })
            if claim.refusals > 0 {
                facts.add(
                    "tried again",
                    "\(claim.refusals) times, last \(claim.refusedAt ?? "") from \(claim.refusedFrom ?? "")"
                )
            }
        }
        return facts.text
    }
}
