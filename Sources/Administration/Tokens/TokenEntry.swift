import Clients
import Policy
import Vocabulary

/// A token as answers show it: never its secret.
package struct TokenEntry: Codable, Sendable {
    package let id: String
    package let name: String?
    package let client: String
    /// `active`, `expired` or `revoked`.
    package let state: String
    /// The newest version of its secret; 0 while it waits for its claim.
    package let version: Int64
    /// Globs of models it may ask for; `nil` for any.
    package let models: [String]?
    /// Families of routes it may call; `nil` for any.
    package let endpoints: [String]?
    /// Where its calls may come from; `nil` for anywhere.
    package let networks: [String]?
    package let createdAt: String
    package let expiresAt: String?
    package let revokedAt: String?
    /// What became of the code it was handed over by; `nil` without one, and in lists.
    package let claim: Claim?

    /// What became of a code.
    package struct Claim: Codable, Sendable {
        /// The first moment it is no longer good.
        package let expiresAt: String
        package let claimedAt: String?
        package let claimedFrom: String?
        /// How often it was tried when it was no longer good: somebody else has seen it.
        package let refusals: Int64
        package let refusedAt: String?
        package let refusedFrom: String?

        init(_ state: TokenClaims.State) {
            expiresAt = state.expiresAt.text
            claimedAt = state.claimedAt?.text
            claimedFrom = state.claimedFrom
            refusals = state.refusals
            refusedAt = state.refusedAt?.text
            refusedFrom = state.refusedFrom
        }
    }

    init(_ token: Token, claim: TokenClaims.State? = nil, at now: Timestamp) {
        self.claim = claim.map(Claim.init)
        id = token.id
        name = token.name
        client = token.clientName
        state = token.state(at: now).rawValue
        version = token.version
        models = token.scopes.models?.map(\.pattern)
        endpoints = token.scopes.endpoints?.map(\.rawValue)
        networks = token.scopes.networks?.map(\.description)
        createdAt = token.createdAt.text
        expiresAt = token.expiresAt?.text
        revokedAt = token.revokedAt?.text
    }
}
