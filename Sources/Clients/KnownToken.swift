import Policy
import Vocabulary

/// Somebody who proved to hold a token that is in force: what the road needs to know of them.
package struct KnownToken: Sendable {
    /// The client's number in the ledger.
    package let client: Int64
    /// The client's name.
    package let clientName: String
    /// The token's number in the ledger.
    package let token: Int64
    /// The token's public id.
    package let tokenID: String
    /// The secret's version under that id.
    package let version: Int64
    /// Was this version of the secret never used before, as far as the directory knows?
    package let isFirstUse: Bool
    /// What it may do, as of when it was presented.
    package let standing: Standing
    /// Where the call came from, as far as known.
    package let address: IPAddress?

    /// May a model of this public name be asked for?
    package func mayUse(model: String) -> Bool { standing.policy.mayUse(model: model) }
}

/// Why whoever calls isn't known. Callers are told none of this but "invalid token"; it is counted.
package enum AuthenticationRefusal: String, Error, CaseIterable, Sendable {
    /// Not of a token's shape, or mistyped.
    case malformed
    /// No token has this id.
    case unknown
    /// The id is known, the secret isn't its.
    case wrongSecret = "wrong_secret"
    /// Once right, past its end.
    case expired
    /// Once right, revoked.
    case revoked
    /// Right, but the client or one above it is suspended.
    case suspended
}
