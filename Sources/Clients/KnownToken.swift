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
    /// What it may be used for.
    package let scopes: TokenScopes
    /// Where the call came from, as far as known.
    package let address: IPAddress?

    /// May a model of this public name be asked for?
    package func mayUse(model: String) -> Bool { scopes.mayUse(model: model) }

    /// Says why a call isn't within the token's scopes; `nil` when it is.
    ///
    /// - Parameters:
    ///   - model: The public name asked for; `nil` on routes without one.
    ///   - endpoint: The family of the route; `nil` on routes that every token may use.
    package func refusal(model: String?, endpoint: Endpoint?) -> ScopeRefusal? {
        if !scopes.mayComeFrom(address) {
            return ScopeRefusal(
                rule: .networks, reason: "This token may not be used from this address.")
        }
        if let endpoint, !scopes.mayUse(endpoint: endpoint) {
            return ScopeRefusal(
                rule: .endpoints,
                reason: "This token may not use the \(endpoint.rawValue) endpoint.")
        }
        if let model, !scopes.mayUse(model: model) {
            return ScopeRefusal(
                rule: .models, reason: "This token may not use the model \(model.prefix(256)).")
        }
        return nil
    }
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
