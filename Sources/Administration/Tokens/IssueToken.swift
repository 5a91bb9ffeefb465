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
    /// For how long a code can be exchanged for the token, which is then made only at that time.
    package let wrap: String?

    /// What a token lasts unless it is said: 90 days.
    package static let expiresUnlessSaid = "90d"

    package init(
        client: String, name: String? = nil, models: [String]? = nil, endpoints: [String]? = nil,
        networks: [String]? = nil, expires: String? = nil, wrap: String? = nil
    ) {
        self.wrap = wrap
        self.client = client
        self.name = name
        self.models = models
        self.endpoints = endpoints
        self.networks = networks
        self.expires = expires
    }

    /// `{"id","token","client","expires_at"}`; the token can't be read again. With a code, `claim` in the token's place.
    package struct Answer: Codable, Sendable {
        package let id: String
        package let token: String?
        /// The code that is exchanged for the token, once.
        package let claim: String?
        package let client: String
        package let expiresAt: String?
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let pepper = try await office.keys().service.tokenPepper
        let now = office.clock.now
        let expiresAt = try OperatorText.expiry(expires ?? Self.expiresUnlessSaid, at: now)
        let claimEnd = try claimEnd(at: now)
        let secret: TokenSecret
        let draft: TokenDraft
        do {
            secret = try TokenSecret.make()
            draft = try TokenDraft(
                secret, pepper: pepper, client: client, name: name,
                scopes: try TokenScopes(models: models, endpoints: endpoints, networks: networks),
                expiresAt: expiresAt, isClaimed: wrap != nil, at: now)
        } catch { throw AdministrationFault(error) }
        guard let claimEnd else {
            let token = try await office.change { database, now in
                try TokenStore.issue(draft, at: now, in: database)
            }
            return Answer(
                id: token.id, token: secret.text.textInClear(), claim: nil,
                client: token.clientName, expiresAt: token.expiresAt?.text)
        }
        return try await wrapped(draft, until: claimEnd, pepper: pepper, in: office)
    }

    private func wrapped(
        _ draft: TokenDraft, until end: Timestamp, pepper: Secret, in office: Office
    ) async throws(AdministrationFault) -> Answer {
        let code: ClaimCode
        do { code = try ClaimCode.make() } catch { throw AdministrationFault(error) }
        let digest = code.digest(pepper: pepper)
        let token = try await office.change { database, now in
            let token = try TokenStore.issue(draft, at: now, in: database)
            try TokenClaims.insert(digest, for: token, until: end, at: now, in: database)
            return token
        }
        return Answer(
            id: token.id, token: nil, claim: code.text.textInClear(), client: token.clientName,
            expiresAt: token.expiresAt?.text)
    }

    private func claimEnd(at now: Timestamp) throws(AdministrationFault) -> Timestamp? {
        guard let wrap else { return nil }
        guard let length = DurationText.milliseconds(wrap), length > 0,
            length <= TokenClaims.lifetimeMillisecondsMax
        else {
            throw AdministrationFault(
                .invalid, "--wrap “\(wrap.prefix(64))” is no duration from 1s to 30d.")
        }
        return now.advanced(byMilliseconds: length)
    }
}
