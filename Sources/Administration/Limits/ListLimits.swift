import Clients

/// All limits in force.
package struct ListLimits: UseCase {
    package static let name = "limit.list"

    /// `{"limits":[…]}`
    package struct Answer: Codable, Sendable {
        package let limits: [LimitEntry]
    }

    package init() {}

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        try await office.read { database in
            Answer(
                limits: try LimitStore.all(in: database).map { subject, limits in
                    LimitEntry(try SubjectName.text(subject, in: database), limits)
                }.sorted { $0.subject < $1.subject })
        }
    }
}
