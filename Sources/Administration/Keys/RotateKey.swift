import Keyring
import Vault
import Vocabulary

/// Gives a key another secret: the new one serves at once, the old one finishes the calls it holds and is destroyed.
package struct RotateKey: SecretUseCase {
    package static let name = "key.rotate"
    package let id: String
    /// The longest that calls under way may go on with the old secret; then they are cut. `nil`: until they end.
    package let grace: String?
    /// When the key ends; `nil` leaves it as it is.
    package let expires: String?
    /// Try the new secret first, and change nothing when the provider refuses it.
    package let test: Bool

    package init(id: String, grace: String? = nil, expires: String? = nil, test: Bool = true) {
        self.id = id
        self.grace = grace
        self.expires = expires
        self.test = test
    }

    /// `{"id","version","upstream","name","test","previous":{"version","state","calls"}}`
    package struct Answer: Codable, Sendable {
        package let id: String
        package let version: Int64
        package let upstream: String
        package let name: String
        package let test: KeyTrialResult?
        package let previous: Previous

        /// The version before.
        package struct Previous: Codable, Sendable {
            package let version: Int64
            /// `retired` while it finishes calls, then `revoked`.
            package let state: String
            /// How many calls it holds.
            package let calls: Int
        }
    }

    package func perform(in office: Office, secret: Secret) async throws(AdministrationFault)
        -> Answer
    {
        let now = office.clock.now
        let expiry: KeyVersionStore.Expiry =
            expires == nil ? .kept : .set(try OperatorText.expiry(expires, at: now))
        let end = try graceEnd(at: now)
        let asked = id
        let (known, provider, present) = try await office.read { database in
            let key = try KeyName.find(asked, in: database)
            return (
                key, try UpstreamStore.get(name: key.upstreamName, in: database),
                try KeyStore.sealed(id: key.id, in: database)
            )
        }
        try await checkAnother(secret, than: present, in: office)
        let result = try await tried(secret, at: provider, in: office)
        let digest: [UInt8]
        let pepper = try await office.keys().service.tokenPepper
        do { digest = try KeyDigests.digest(of: secret, pepper: pepper) } catch {
            throw AdministrationFault(error)
        }
        let (key, old) = try await office.seal(secret) { sealed, database, now in
            let rotated = try KeyVersionStore.rotate(
                id: known.id, to: sealed, notAfter: end, expiry: expiry, at: now, in: database)
            _ = try KeyDigests.note(digest, of: known.id, in: database)
            return rotated
        }
        try await Retirement(office: office).sweep()
        let calls = office.leases(ofKeyVersion: old.number) ?? 0
        let version = try await office.read { database in
            try KeyStore.versions(of: key, in: database).first { $0.number == old.number }
        }
        return Answer(
            id: key.id, version: key.version, upstream: key.upstreamName, name: key.name,
            test: result,
            previous: Answer.Previous(
                version: old.version, state: (version?.state ?? .revoked).rawValue, calls: calls))
    }

    private func graceEnd(at now: Timestamp) throws(AdministrationFault) -> Timestamp? {
        guard let grace else { return nil }
        guard let length = DurationText.milliseconds(grace) else {
            throw AdministrationFault(
                .invalid, "--grace “\(grace.prefix(64))” is no duration such as 10m.")
        }
        return now.advanced(byMilliseconds: length)
    }

    /// Refuses the secret that is in use already: whoever means to replace a leaked one must not think it is done.
    private func checkAnother(
        _ secret: Secret, than present: SealedKey, in office: Office
    ) async throws(AdministrationFault) {
        let roots = try await office.keys().roots
        let known: Secret
        do { known = try present.open(with: roots) } catch { throw AdministrationFault(error) }
        guard known != secret else {
            throw AdministrationFault(
                .conflict,
                "That is the secret which the key has already; make another at the provider.")
        }
    }

    private func tried(
        _ secret: Secret, at upstream: Upstream, in office: Office
    ) async throws(AdministrationFault) -> KeyTrialResult? {
        guard test else { return nil }
        let result = await KeyTrial(
            upstream: upstream, secret: secret, transport: try office.transport()
        ).run()
        guard result.status != 401, result.status != 403 else {
            throw AdministrationFault(
                .upstream,
                "Nothing was changed. \(result.problem ?? "The provider refuses the key.") --no-test takes it all the same."
            )
        }
        return result
    }
}
