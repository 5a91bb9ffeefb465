import Clients

/// Puts a policy file under a name; clients that have the policy go by the new version from the next call on.
package struct PutPolicy: UseCase {
    package static let name = "policy.put"
    package let name: String
    /// The file's JSON; a YAML file is made JSON by who reads it.
    package let policy: String

    package init(name: String, policy: String) {
        self.name = name
        self.policy = policy
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> PolicyEntry {
        try await office.change { database, now in
            let stored = try PolicyStore.put(name: name, json: policy, at: now, in: database)
            return try PolicyEntry(stored, in: database)
        }
    }
}
