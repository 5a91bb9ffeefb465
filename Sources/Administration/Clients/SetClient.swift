import Clients
import Vocabulary

/// Gives a client another policy, or none.
package struct SetClient: UseCase {
    package static let name = "client.set"
    package let name: String
    /// The policy's name, or `none`.
    package let policy: String

    package init(name: String, policy: String) {
        self.name = name
        self.policy = policy
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> ClientEntry {
        try await office.change { database, now in
            try PolicyStore.assign(
                policy == "none" ? nil : policy, to: name, at: now, in: database)
            return try ClientEntry(
                try ClientStore.get(name: name, in: database), at: now, in: database)
        }
    }
}
