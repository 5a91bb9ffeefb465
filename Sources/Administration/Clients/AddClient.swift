import Clients
import Vocabulary

/// Adds a client.
package struct AddClient: UseCase {
    package static let name = "client.add"
    package let name: String
    package let parent: String?

    package init(name: String, parent: String?) {
        self.name = name
        self.parent = parent
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> ClientEntry {
        let draft: ClientDraft
        do {
            draft = try ClientDraft(
                id: Identifier(at: office.clock.now), name: name, parent: parent)
        } catch {
            throw AdministrationFault(error)
        }
        return try await office.change { database, now in
            try ClientEntry(
                try ClientStore.add(draft, at: now, in: database), at: now, in: database)
        }
    }
}
