import Clients

/// All policies in force.
package struct ListPolicies: UseCase {
    package static let name = "policy.list"

    /// `{"policies":[…]}`
    package struct Answer: Codable, Sendable {
        package let policies: [PolicyEntry]
    }

    package init() {}

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        try await office.read { database in
            Answer(
                policies: try PolicyStore.list(in: database).map {
                    try PolicyEntry($0, in: database)
                })
        }
    }
}
