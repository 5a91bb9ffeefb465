import Keyring

/// Takes a key out of use until it is enabled; calls under way finish.
package struct DisableKey: UseCase {
    package static let name = "key.disable"
    package let id: String

    package init(id: String) { self.id = id }

    package func perform(in office: Office) async throws(AdministrationFault) -> KeyEntry {
        let asked = id
        return try await office.change { database, _ in
            let key = try KeyName.find(asked, in: database)
            return try KeyEntry(try KeyStore.disable(id: key.id, in: database), in: database)
        }
    }
}
