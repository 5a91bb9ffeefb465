import Clients
import Keyring
import Vault
import Vocabulary

/// Gives a token another secret; id, scopes, limits, budgets and history stay.
package struct RotateToken: UseCase {
    package static let name = "token.rotate"
    package let id: String
    /// How long the old secret goes on; none unless given.
    package let grace: String?
    /// The same key again replaces the secret it made, while nobody used it.
    package let idempotencyKey: String?

    package init(id: String, grace: String? = nil, idempotencyKey: String? = nil) {
        self.id = id
        self.grace = grace
        self.idempotencyKey = idempotencyKey
    }

    /// `{"id","token","client","expires_at","version"}`
    package struct Answer: Codable, Sendable {
        package let id: String
        package let token: String
        package let client: String
        package let expiresAt: String?
        package let version: Int64
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let pepper = try await office.keys().service.tokenPepper
        let length = try grace.map { text throws(AdministrationFault) in
            guard let length = DurationText.milliseconds(text) else {
                throw AdministrationFault(
                    .invalid, "--grace “\(text.prefix(64))” is no duration such as 24h.")
            }
            return length
        }
        let asked = id
        let known = try await office.read { try TokenName.find(asked, in: $0) }
        let secret: TokenSecret
        let rotation: TokenRotation
        do {
            secret = try TokenSecret.make(publicID: known.id)
            rotation = try TokenRotation(
                secret, pepper: pepper, graceMilliseconds: length ?? 0,
                idempotencyKey: idempotencyKey)
        } catch { throw AdministrationFault(error) }
        let token = try await office.change { database, now in
            try TokenStore.rotate(rotation, at: now, in: database)
        }
        return Answer(
            id: token.id, token: secret.text.textInClear(), client: token.clientName,
            expiresAt: token.expiresAt?.text, version: token.version)
    }
}
