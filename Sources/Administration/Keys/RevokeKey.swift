import Keyring

/// Ends a key for good and destroys its sealed secret.
package struct RevokeKey: UseCase {
    package static let name = "key.revoke"
    package let id: String
    /// Also cut the calls that use it now.
    package let now: Bool

    package init(id: String, now: Bool = false) {
        self.id = id
        self.now = now
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> KeyEntry {
        let asked = id
        // First nothing is lent any more, then the end is stamped: so no call begins after it.
        let key = try await office.change { database, moment in
            let key = try KeyName.find(asked, in: database)
            try KeyVersionStore.withdraw(id: key.id, at: moment, in: database)
            return key
        }
        let (entry, versions) = try await office.change { database, moment in
            let revoked = try KeyStore.revoke(id: key.id, at: moment, in: database)
            return (
                try KeyEntry(revoked, in: database),
                Set(try KeyStore.versions(of: revoked, in: database).map(\.number))
            )
        }
        if now { office.cut(keyVersions: versions) }
        return entry
    }
}
