import Vault
import Vocabulary

/// A token as it is about to be issued: what is kept of it, never its text.
package struct TokenDraft: Sendable {
    /// The public id, 12 of `0-9a-z`.
    package let id: String
    /// The name of the client it is for.
    package let client: String
    /// What it is for, in an operator's words.
    package let name: String?
    /// What it may be used for.
    package let scopes: TokenScopes
    /// The first moment it is out of force; `nil` for never.
    package let expiresAt: Timestamp?
    /// `nil` for a token whose secret is made when it is claimed.
    let digest: [UInt8]?

    /// - Parameters:
    ///   - secret: The token itself, of which the id and the digest are kept.
    ///   - pepper: The key of the digest.
    ///   - client: The name of the client it is for.
    ///   - name: What it is for, for humans.
    ///   - expiresAt: The first moment it is refused; `nil` for never.
    ///   - isClaimed: Is its secret made later, by whoever claims it? Then this one counts for nothing but its id.
    /// - Throws: `.badName`, `.badExpiry`.
    package init(
        _ secret: TokenSecret, pepper: Secret, client: String, name: String? = nil,
        scopes: TokenScopes = .unlimited, expiresAt: Timestamp?, isClaimed: Bool = false,
        at now: Timestamp
    ) throws(ClientsFault) {
        if let name {
            let isPrintable = name.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control
            }
            guard (1...64).contains(name.unicodeScalars.count), isPrintable else {
                throw ClientsFault(.badName, "A token's name is 1 to 64 printable characters.")
            }
        }
        if let expiresAt, expiresAt <= now {
            throw ClientsFault(
                .badExpiry, "The token would have expired before its first use. Give a later time.")
        }
        id = secret.publicID
        digest = isClaimed ? nil : secret.digest(pepper: pepper)
        self.client = client
        self.name = name
        self.scopes = scopes
        self.expiresAt = expiresAt
    }
}

/// A token as it is kept: never its text.
package struct Token: Hashable, Sendable {
    /// What would become of it if it were presented.
    package enum State: String, CaseIterable, Sendable {
        case active, expired, revoked
    }

    /// The number by which the ledger names it for ever.
    package let number: Int64
    /// The public id, 12 of `0-9a-z`.
    package let id: String
    /// The number of the client it belongs to.
    package let client: Int64
    /// The client's name.
    package let clientName: String
    /// What it is for, in an operator's words.
    package let name: String?
    /// What it may be used for.
    package let scopes: TokenScopes
    /// The newest version of its secret; 0 while it waits for its claim.
    package let version: Int64
    /// When it was made.
    package let createdAt: Timestamp
    /// The first moment it is out of force; `nil` for never.
    package let expiresAt: Timestamp?
    /// When it was revoked; `nil` while it wasn't.
    package let revokedAt: Timestamp?

    /// Its state at a moment; a suspended client is another matter.
    package func state(at moment: Timestamp) -> State {
        if revokedAt != nil { return .revoked }
        if let expiresAt, expiresAt <= moment { return .expired }
        return .active
    }
}
