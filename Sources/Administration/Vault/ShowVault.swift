import Keyring
import Vault
import Vocabulary

/// Which root keys there are, what is sealed under each, and how far a rotation is.
package struct ShowVault: UseCase {
    package static let name = "vault.status"

    package init() {}

    /// `{"root_keys":[…],"rotation":{…}|null}`
    package struct Answer: Codable, Sendable {
        /// The newest first.
        package let rootKeys: [RootKeyEntry]
        /// The newest rotation; `nil` when there was none.
        package let rotation: Rotation?
    }

    /// A version of the root key: never the key.
    package struct RootKeyEntry: Codable, Sendable {
        package let version: Int64
        package let source: String
        /// `current`, `decrypt-only` or `retired`.
        package let state: String
        /// How many values are sealed under it now.
        package let values: Int
        /// How many seals it has made in all, of the 2,147,483,648 it may.
        package let seals: Int64
        package let createdAt: String
    }

    /// A rotation.
    package struct Rotation: Codable, Sendable {
        package let rootVersion: Int64
        package let deep: Bool
        /// How many values it has sealed anew.
        package let sealed: Int
        /// How many it has still to.
        package let left: Int
        package let startedAt: String
        /// When it ended; `nil` while it is under way.
        package let endedAt: String?
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        try await office.read { database in
            let counts = try RootKeyStore.counts(in: database)
            let keys = try RootKeyStore.list(in: database).map { record in
                RootKeyEntry(
                    version: Int64(record.version), source: record.source.text,
                    state: record.state.rawValue, values: counts[record.version] ?? 0,
                    seals: try RootKeyStore.seals(of: record.version, in: database),
                    createdAt: record.createdAt.text)
            }
            let rotation = try VaultJobStore.last(in: database).map { job in
                Rotation(
                    rootVersion: Int64(job.rootVersion), deep: job.isDeep, sealed: job.sealed,
                    left: try VaultJobStore.left(of: job, in: database),
                    startedAt: job.startedAt.text, endedAt: job.endedAt?.text)
            }
            return Answer(rootKeys: keys, rotation: rotation)
        }
    }
}
