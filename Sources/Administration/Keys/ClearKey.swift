import Keyring

/// Ends what a key waits for after a provider limited or refused it; one that an operator disabled stays so.
package struct ClearKey: UseCase {
    package static let name = "key.clear"
    package let id: String

    package init(id: String) { self.id = id }

    package func perform(in office: Office) async throws(AdministrationFault) -> KeyEntry {
        let asked = id
        return try await office.change { database, _ in
            let key = try KeyName.find(asked, in: database)
            return try KeyEntry(try KeyStore.clear(id: key.id, in: database), in: database)
        }
    }
}
