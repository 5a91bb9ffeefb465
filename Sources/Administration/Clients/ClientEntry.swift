import Clients
import GRDB
import Vocabulary

/// A client as answers show it.
package struct ClientEntry: Codable, Sendable {
    package let name: String
    package let parent: String?
    /// `active` or `suspended`.
    package let state: String
    /// How many tokens it has that would be taken now.
    package let tokens: Int
    /// The name of its own policy; `nil` without one: those above still hold.
    package let policy: String?
    package let createdAt: String

    /// Reads what the client's row doesn't say itself.
    init(_ client: Client, at now: Timestamp, in database: Database) throws {
        name = client.name
        parent = try client.parent.flatMap { try ClientStore.find(number: $0, in: database)?.name }
        state = client.state.rawValue
        tokens = try TokenStore.list(client: client.name, in: database).count {
            $0.state(at: now) == .active
        }
        policy = try PolicyStore.assignments(in: database)[client.number]
        createdAt = client.createdAt.text
    }
}
