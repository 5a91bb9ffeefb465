import Keyring
import Vocabulary

/// One key and its versions.
package struct ShowKey: UseCase {
    package static let name = "key.show"
    package let id: String

    package init(id: String) { self.id = id }

    package func perform(in office: Office) async throws(AdministrationFault) -> KeyEntry {
        let now = office.clock.now
        return try await office.read { database in
            try KeyEntry(try KeyName.find(id, in: database), withUse: true, at: now, in: database)
        }
    }
}
