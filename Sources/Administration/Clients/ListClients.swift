import Clients
import Vocabulary

/// All clients.
package struct ListClients: UseCase {
    package static let name = "client.list"

    /// `{"clients":[…]}`
    package struct Answer: Codable, Sendable {
        package let clients: [ClientEntry]
    }

    package init() {}

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let now = office.clock.now
        return try await office.read { database in
            Answer(
                clients: try ClientStore.list(in: database).map {
                    try ClientEntry($0, at: now, in: database)
                })
        }
    }
}
