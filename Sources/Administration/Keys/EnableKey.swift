import Keyring

/// Puts a key back into use, whatever kept it out.
package struct EnableKey: UseCase {
    package static let name = "key.enable"
    package let id: String

    package init(id: String) { self.id = id }

    package func perform(in office: Office) async throws(AdministrationFault) -> KeyEntry {
        let asked = id
        return try await office.change { database, _ in
            let key = try KeyName.find(asked, in: database)
            return try KeyEntry(try KeyStore.enable(id: key.id, in: database), in: database)
        }
    }
}
