import Keyring
import Vault
import Vocabulary

/// Seals a provider's key.
package struct AddKey: SecretUseCase {
    package static let name = "key.add"
    package let upstream: String
    package let name: String?
    package let weight: Int?
    package let parallel: Int?
    package let models: [String]?
    package let expires: String?
    /// Ask the provider for its models with the key, once it is stored.
    package let test: Bool

    package init(
        upstream: String, name: String? = nil, weight: Int? = nil, parallel: Int? = nil,
        models: [String]? = nil,
        expires: String? = nil, test: Bool = true
    ) {
        self.upstream = upstream
        self.name = name
        self.weight = weight
        self.parallel = parallel
        self.models = models
        self.expires = expires
        self.test = test
    }

    /// `{"id","version","upstream","name","test"}`; `test` is `null` when it wasn't asked for.
    package struct Answer: Codable, Sendable {
        package let id: String
        package let version: Int64
        package let upstream: String
        package let name: String
        package let test: KeyTrialResult?
        /// Other keys in use with the same secret, by id: their limits and benches count it twice.
        package let sameAs: [String]?
    }

    package func perform(in office: Office, secret: Secret) async throws(AdministrationFault)
        -> Answer
    {
        let expiresAt = try OperatorText.expiry(expires, at: office.clock.now)
        let (id, asked) = (KeyDraft.makeID(), self)
        let digest: [UInt8]
        let pepper = try await office.keys().service.tokenPepper
        do { digest = try KeyDigests.digest(of: secret, pepper: pepper) } catch {
            throw AdministrationFault(error)
        }
        let (key, provider, same) = try await office.seal(secret) { sealed, database, now in
            let draft = try KeyDraft(
                id: id, sealed: sealed, upstream: asked.upstream, name: asked.name,
                weight: asked.weight ?? 1, parallelMax: asked.parallel, models: asked.models,
                expiresAt: expiresAt, at: now)
            return (
                try KeyStore.add(draft, at: now, in: database),
                try UpstreamStore.get(name: asked.upstream, in: database),
                try KeyDigests.note(digest, of: id, in: database)
            )
        }
        let transport = test ? try office.transport() : nil
        var result: KeyTrialResult?
        if let transport {
            result = await KeyTrial(upstream: provider, secret: secret, transport: transport).run()
        }
        return Answer(
            id: key.id, version: key.version, upstream: key.upstreamName, name: key.name,
            test: result, sameAs: same.isEmpty ? nil : same)
    }
}
