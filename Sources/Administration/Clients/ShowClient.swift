import Clients
import Vocabulary

/// One client.
package struct ShowClient: UseCase {
    package static let name = "client.show"
    package let name: String

    package init(name: String) { self.name = name }

    package func perform(in office: Office) async throws(AdministrationFault) -> ClientEntry {
        let now = office.clock.now
        return try await office.read { database in
            try ClientEntry(try ClientStore.get(name: name, in: database), at: now, in: database)
        }
    }
}
