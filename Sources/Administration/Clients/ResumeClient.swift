import Clients

/// Takes a suspended client's calls again.
package struct ResumeClient: UseCase {
    package static let name = "client.resume"
    package let name: String

    package init(name: String) { self.name = name }

    package func perform(in office: Office) async throws(AdministrationFault) -> ClientEntry {
        try await office.change { database, now in
            try ClientEntry(try ClientStore.resume(name: name, in: database), at: now, in: database)
        }
    }
}
