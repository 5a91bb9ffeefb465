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
    }

    package func perform(in office: Office, secret: Secret) async throws(AdministrationFault)
        -> Answer
    {
        let keys = try await office.keys()
        let now = office.clock.now
        let expiresAt = try OperatorText.expiry(expires, at: now)
        let draft: KeyDraft
        do {
            draft = try KeyDraft(
                id: KeyDraft.makeID(),
                sealed: try SealedKey(sealing: secret, under: keys.root, at: now),
                upstream: upstream, name: name, weight: weight ?? 1, parallelMax: parallel,
                models: models,
                expiresAt: expiresAt, at: now)
        } catch { throw AdministrationFault(error) }
        let (key, provider) = try await office.change { database, now in
            (
                try KeyStore.add(draft, at: now, in: database),
                try UpstreamStore.get(name: upstream, in: database)
            )
        }
        let transport = test ? try office.transport() : nil
        var result: KeyTrialResult?
        if let transport {
            result = await KeyTrial(upstream: provider, secret: secret, transport: transport).run()
        }
        return Answer(
            id: key.id, version: key.version, upstream: key.upstreamName, name: key.name,
            test: result)
    }
}
