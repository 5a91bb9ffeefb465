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
    package let version: Int
    /// Globs of models it may ask for; `nil` for any.
    package let models: [String]?
    /// Families of routes it may call; `nil` for any.
    package let endpoints: [String]?
    /// Where its calls may come from; `nil` for anywhere.
    package let networks: [String]?
    package let createdAt: String
    package let expiresAt: String?
    package let revokedAt: String?

    init(_ token: Token, at now: Timestamp) {
        id = token.id
        name = token.name
        client = token.clientName
        state = token.state(at: now).rawValue
        version = 1
        models = token.scopes.models?.map(\.pattern)
        endpoints = token.scopes.endpoints?.map(\.rawValue)
        networks = token.scopes.networks?.map(\.description)
        createdAt = token.createdAt.text
        expiresAt = token.expiresAt?.text
        revokedAt = token.revokedAt?.text
    }
}
