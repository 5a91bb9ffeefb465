import Clients
import Keyring
import Vault
import Vocabulary

/// Makes a token; its text is in the answer and nowhere else.
package struct IssueToken: UseCase {
    package static let name = "token.issue"
    package let client: String
    package let name: String?
    package let models: [String]?
    package let endpoints: [String]?
    package let networks: [String]?
    package let expires: String?

    package init(
        client: String, name: String? = nil, models: [String]? = nil, endpoints: [String]? = nil,
        networks: [String]? = nil, expires: String? = nil
    ) {
        self.client = client
        self.name = name
        self.models = models
        self.endpoints = endpoints
        self.networks = networks
        self.expires = expires
    }

    /// `{"id","token","client","expires_at"}`; the token can't be read again.
    package struct Answer: Codable, Sendable {
        package let id: String
        package let token: String
        package let client: String
        package let expiresAt: String?
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let pepper = try await office.keys().service.tokenPepper
        let now = office.clock.now
        let expiresAt = try OperatorText.expiry(expires, at: now)
        let secret: TokenSecret
        let draft: TokenDraft
        do {
            secret = try TokenSecret.make()
            draft = try TokenDraft(
                secret, pepper: pepper, client: client, name: name,
                scopes: try TokenScopes(models: models, endpoints: endpoints, networks: networks),
                expiresAt: expiresAt, at: now)
        } catch { throw AdministrationFault(error) }
        let token = try await office.change { database, now in
            try TokenStore.issue(draft, at: now, in: database)
        }
        return Answer(
            id: token.id, token: secret.text.textInClear(), client: token.clientName,
            expiresAt: token.expiresAt?.text)
    }
}
