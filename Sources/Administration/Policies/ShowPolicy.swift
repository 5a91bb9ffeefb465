import Clients

/// One policy, or an older version of it.
package struct ShowPolicy: UseCase {
    package static let name = "policy.show"
    package let name: String
    /// `nil` for the one in force.
    package let version: Int64?

    package init(name: String, version: Int64? = nil) {
        self.name = name
        self.version = version
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> PolicyEntry {
        try await office.read { database in
            guard let version else {
                return try PolicyEntry(try PolicyStore.get(name: name, in: database), in: database)
            }
            let history = try PolicyStore.history(name: name, in: database)
            guard let stored = history.first(where: { $0.version == version }) else {
                throw AdministrationFault(
                    .notFound, "There is no version \(version) of policy \(name.prefix(64)).")
            }
            return try PolicyEntry(stored, in: database)
        }
    }
}
