import Clients

/// Refuses a client's tokens, and those of the clients below it, from the next call on.
package struct SuspendClient: UseCase {
    package static let name = "client.suspend"
    package let name: String

    package init(name: String) { self.name = name }

    package func perform(in office: Office) async throws(AdministrationFault) -> ClientEntry {
        try await office.change { database, now in
            try ClientEntry(
                try ClientStore.suspend(name: name, at: now, in: database), at: now, in: database)
        }
    }
}
