import Clients
import Vocabulary

/// Adds a client.
package struct AddClient: UseCase {
    package static let name = "client.add"
    package let name: String
    package let parent: String?
    /// The name of its policy.
    package let policy: String?

    package init(name: String, parent: String?, policy: String? = nil) {
        self.name = name
        self.parent = parent
        self.policy = policy
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
            let client = try ClientStore.add(draft, at: now, in: database)
            if let policy {
                try PolicyStore.assign(policy, to: client.name, at: now, in: database)
            }
            return try ClientEntry(client, at: now, in: database)
        }
    }
}
