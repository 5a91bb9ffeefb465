/// Why a client or a token could not be made, found or changed.
package struct ClientsFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for code.
    package enum Code: String, Hashable, Sendable {
        /// A name has characters that names can't have, or is too long.
        case badName
        /// Another client has the name.
        case nameTaken
        /// No client has the name.
        case noSuchClient
        /// No token has the id.
        case noSuchToken
        /// A glob, endpoint or network of a token's scopes can't be read.
        case badScope
        /// A moment lies in the past that must not.
        case badExpiry
        /// The client is suspended.
        case suspended
        /// Clients are nested too deeply.
        case tooDeep
        /// A policy file has something wrong in it.
        case badPolicy
        /// No policy in force has the name.
        case noSuchPolicy
        /// A client has the policy.
        case policyInUse
        /// `client:NAME` or `token:ID` was expected.
        case badSubject
        /// A limit is out of range.
        case badLimit
        /// A budget's limit, zone, percentages or raise make no sense.
        case badBudget
        /// No budget in force has the id.
        case noSuchBudget
        /// The token was revoked, or a rotation of it can't be repeated.
        case badRotation
        /// A claim's code is unknown, used or too old.
        case badClaim
        /// A stored row can't be read.
        case unreadable
    }

    /// What went wrong, for code.
    package let code: Code
    /// One sentence for an operator, with the way out.
    package let description: String

    /// A fault with its sentence for an operator, which never holds a secret.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
