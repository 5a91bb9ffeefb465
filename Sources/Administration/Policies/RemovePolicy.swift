import Clients

/// Ends a policy that no client has; its versions stay in the history.
package struct RemovePolicy: UseCase {
    package static let name = "policy.remove"
    package let name: String

    package init(name: String) { self.name = name }

    package func perform(in office: Office) async throws(AdministrationFault) -> PolicyEntry {
        try await office.change { database, now in
            try PolicyEntry(
                try PolicyStore.remove(name: name, at: now, in: database), in: database)
        }
    }
}
