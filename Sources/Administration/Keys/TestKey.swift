import Keyring
import Vault

/// Asks the provider for its models with a key.
package struct TestKey: UseCase {
    package static let name = "key.test"
    package let id: String

    package init(id: String) { self.id = id }

    /// `{"id","upstream","test"}`
    package struct Answer: Codable, Sendable {
        package let id: String
        package let upstream: String
        package let test: KeyTrialResult
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let roots = try await office.keys().roots
        let (key, sealed, upstream) = try await office.read { database in
            let key = try KeyName.find(id, in: database)
            return (
                key, try KeyStore.sealed(id: key.id, in: database),
                try UpstreamStore.get(name: key.upstreamName, in: database)
            )
        }
        let secret: Secret
        do { secret = try sealed.open(with: roots) } catch { throw AdministrationFault(error) }
        let result = await KeyTrial(
            upstream: upstream, secret: secret, transport: try office.transport()
        ).run()
        return Answer(id: key.id, upstream: key.upstreamName, test: result)
    }
}
