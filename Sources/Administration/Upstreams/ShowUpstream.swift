import Keyring

/// One upstream.
package struct ShowUpstream: UseCase {
    package static let name = "upstream.show"
    package let name: String

    package init(name: String) { self.name = name }

    package func perform(in office: Office) async throws(AdministrationFault) -> UpstreamEntry {
        try await office.read { database in
            try UpstreamEntry(try UpstreamStore.get(name: name, in: database), in: database)
        }
    }
}
