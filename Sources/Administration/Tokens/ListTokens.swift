import Clients
import Vocabulary

/// All tokens, or one client's.
package struct ListTokens: UseCase {
    package static let name = "token.list"
    package let client: String?

    /// `{"tokens":[…]}`
    package struct Answer: Codable, Sendable {
        package let tokens: [TokenEntry]
    }

    package init(client: String? = nil) { self.client = client }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let now = office.clock.now
        return try await office.read { database in
            Answer(
                tokens: try TokenStore.list(client: client, in: database).map {
                    TokenEntry($0, at: now)
                })
        }
    }
}
