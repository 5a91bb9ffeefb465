import Keyring
import Storage
import Vault
import Vocabulary

/// Seals everything anew under another root key, beside the calls.
package struct RotateVault: UseCase {
    package static let name = "vault.rotate"
    /// Where the next root key comes from; `nil` for a new file beside the present one.
    package let to: String?
    /// Give every provider's key a fresh data key too.
    package let deep: Bool

    package init(to: String? = nil, deep: Bool = false) {
        self.to = to.map(Founding.absolute)
        self.deep = deep
    }

    /// `{"root_version","source","sealed","resumed","deep","retired":[{"version","source"}]}`
    package struct Answer: Codable, Sendable {
        /// The version that seals now.
        package let rootVersion: Int64
        /// Where it comes from.
        package let source: String
        /// How many values were sealed anew.
        package let sealed: Int
        /// Was it begun earlier?
        package let resumed: Bool
        package let deep: Bool
        /// The root keys that seal nothing any more.
        package let retired: [Retired]

        /// One of them.
        package struct Retired: Codable, Sendable {
            package let version: Int64
            package let source: String
        }
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let roots = try await office.keys().roots
        let open = try await office.read { try VaultJobStore.open(in: $0) }
        let before = try await office.read { try RootKeyStore.list(in: $0) }
        let job: VaultJob
        if let open {
            try checkSame(open, before)
            job = open
        } else {
            job = try await begin(in: office, roots)
        }
        try await office.vault.finish(job, in: office, with: roots)
        return try await office.read { database in
            let records = try RootKeyStore.list(in: database)
            let ended = try VaultJobStore.last(in: database)
            let current = try RootKeyStore.current(in: database)
            let gone = records.filter { record in
                record.state == .retired
                    && before.contains { $0.version == record.version && $0.state != .retired }
            }
            return Answer(
                rootVersion: Int64(current.version), source: current.source.text,
                sealed: ended?.sealed ?? 0, resumed: open != nil, deep: job.isDeep,
                retired: gone.map {
                    Answer.Retired(version: Int64($0.version), source: $0.source.text)
                })
        }
    }

    /// One rotation at a time: asked again, the same goes on.
    private func checkSame(_ job: VaultJob, _ records: [RootKeyRecord])
        throws(AdministrationFault)
    {
        let source = records.first { $0.version == job.rootVersion }?.source
        guard to == nil || to == source?.text, !deep || job.isDeep else {
            throw AdministrationFault(
                .conflict,
                "A rotation to \(source?.text ?? "another root key") is under way; run bursar vault rotate without options to finish it first."
            )
        }
    }

    private func begin(in office: Office, _ roots: RootKeys) async throws(AdministrationFault)
        -> VaultJob
    {
        let (root, record) = try await NextRootKey(office: office).fetch(to)
        let isDeep = deep
        let now = office.clock.now
        let job: VaultJob
        do {
            job = try await office.file.writer.write { transaction in
                try VaultJobStore.begin(
                    record, root: root, isDeep: isDeep, with: roots, at: now,
                    in: transaction.database)
            }
        } catch { throw AdministrationFault(error) }
        roots.adopt(root)
        return job
    }
}
