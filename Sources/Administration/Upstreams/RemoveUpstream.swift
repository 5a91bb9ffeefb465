import Keyring

/// Removes an upstream that no model needs; its keys are revoked with it.
package struct RemoveUpstream: UseCase {
    package static let name = "upstream.remove"
    package let name: String

    package init(name: String) { self.name = name }

    /// `{"name","removed","revoked_keys"}`
    package struct Answer: Codable, Sendable {
        package let name: String
        package let removed: Bool
        /// How many of its keys were revoked with it.
        package let revokedKeys: Int
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        // First nothing is lent any more, then the end is stamped: so no call begins after it.
        let keys = try await office.change { database, now in
            try UpstreamStore.remove(name: name, at: now, in: database)
        }
        if !keys.isEmpty {
            try await office.change { database, now in
                for id in keys { _ = try KeyStore.revoke(id: id, at: now, in: database) }
            }
        }
        return Answer(name: name, removed: true, revokedKeys: keys.count)
    }
}
