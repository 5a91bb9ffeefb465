import Clients
import GRDB
import Vocabulary

/// A policy as answers show it.
package struct PolicyEntry: Codable, Sendable {
    package let name: String
    package let version: Int64
    /// The file's JSON, as text.
    package let policy: String
    /// The clients that have it.
    package let clients: [String]
    package let createdAt: String

    init(_ stored: StoredPolicy, in database: Database) throws {
        name = stored.name
        version = stored.version
        policy = stored.body
        clients = try PolicyStore.clients(of: stored.name, in: database)
        createdAt = stored.createdAt.text
    }
}
