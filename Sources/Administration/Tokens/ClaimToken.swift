import Clients
import Keyring
import Vault
import Vocabulary

/// Exchanges a code for a token's secret, which is made only now; the code is used up by it.
package struct ClaimToken: UseCase {
    package static let name = "token.claim"
    package let code: String
    /// Where the claim comes from, for the record; not an argument of operators.
    package let place: String?

    package init(code: String, place: String? = nil) {
        self.code = code
        self.place = place
    }

    package func perform(
        in office: Office
    ) async throws(AdministrationFault) -> IssueToken.Answer {
        let pepper = try await office.keys().service.tokenPepper
        guard let digest = ClaimCode.digest(code, pepper: pepper),
            let id = try await office.read({ try TokenClaims.tokenID(of: digest, in: $0) })
        else { throw Self.refusal }
        let secret: TokenSecret
        do { secret = try TokenSecret.make(publicID: id) } catch {
            throw AdministrationFault(error)
        }
        let place = place ?? "operator"
        let answer = try await office.change { database, now in
            try TokenClaims.claim(
                digest, secret: secret, pepper: pepper, from: place, at: now, in: database)
        }
        guard case .claimed(let token) = answer else { throw Self.refusal }
        return IssueToken.Answer(
            id: token.id, token: secret.text.textInClear(), claim: nil, client: token.clientName,
            expiresAt: token.expiresAt?.text)
    }

    /// One answer for a code that is unknown, used or too old.
    static let refusal = AdministrationFault(
        .conflict,
        "The code isn't good: unknown, used or too old. If it was used without you, ask for the token to be revoked."
    )
}
