import GRDB
import Storage
import Vocabulary

/// The clients' table.
package enum ClientStore {
    /// How deep clients may be nested.
    package static let depthMax = 8

    /// Makes a client.
    ///
    /// - Returns: The client, or the one of an earlier call with the same id.
    /// - Throws: `.nameTaken`, `.noSuchClient` for the parent, `.tooDeep`.
    @discardableResult
    package static func add(_ draft: ClientDraft, at now: Timestamp, in database: Database) throws
        -> Client
    {
        if let row = try Row.fetchOne(
            database, sql: select + " WHERE id = ?", arguments: [draft.id.bytes.data])
        {
            return try client(row)
        }
        if try find(name: draft.name, in: database) != nil {
            throw ClientsFault(
                .nameTaken, "There is a client named \(draft.name) already. Choose another name.")
        }
        let parent = try draft.parent.map { try get(name: $0, in: database).number }
        if let parent, try depth(of: parent, in: database) >= depthMax {
            throw ClientsFault(
                .tooDeep,
                "Clients can be nested \(depthMax) deep. Choose a parent nearer to the top.")
        }
        try database.execute(
            sql: "INSERT INTO client (id, name, parent, created_at_ms) VALUES (?, ?, ?, ?)",
            arguments: [draft.id.bytes.data, draft.name, parent, now.milliseconds])
        return Client(
            number: database.lastInsertedRowID, name: draft.name, parent: parent, state: .active,
            createdAt: now)
    }

    /// All clients, by name.
    package static func list(in database: Database) throws -> [Client] {
        try Row.fetchAll(database, sql: select + " ORDER BY name").map(client)
    }

    /// The client of a name, if there is one.
    package static func find(name: String, in database: Database) throws -> Client? {
        try Row.fetchOne(database, sql: select + " WHERE name = ?", arguments: [name]).map(client)
    }

    /// The client that a row of the ledger names.
    package static func find(number: Int64, in database: Database) throws -> Client? {
        try Row.fetchOne(database, sql: select + " WHERE number = ?", arguments: [number]).map(
            client)
    }

    /// The client of a name.
    ///
    /// - Throws: `.noSuchClient`.
    package static func get(name: String, in database: Database) throws -> Client {
        guard let client = try find(name: name, in: database) else {
            throw ClientsFault(
                .noSuchClient, "There is no client named \(name). `bursar client list` shows all.")
        }
        return client
    }

    /// Refuses the client's tokens, and those of all clients below it, from the next call on.
    /// Again: no change.
    package static func suspend(name: String, at now: Timestamp, in database: Database) throws
        -> Client
    {
        let client = try get(name: name, in: database)
        try database.execute(
            sql: """
                UPDATE client
                SET state = 'suspended', suspended_at_ms = ?
                WHERE number = ? AND state = 'active'
                """,
            arguments: [now.milliseconds, client.number])
        return try get(name: name, in: database)
    }

    /// Serves a suspended client again. Again: no change.
    package static func resume(name: String, in database: Database) throws -> Client {
        let client = try get(name: name, in: database)
        try database.execute(
            sql: "UPDATE client SET state = 'active', suspended_at_ms = NULL WHERE number = ?",
            arguments: [client.number])
        return try get(name: name, in: database)
    }

    private static let select = "SELECT number, name, parent, state, created_at_ms FROM client"

    private static func depth(of number: Int64, in database: Database) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                WITH RECURSIVE above (number, parent) AS (
                    SELECT number, parent FROM client WHERE number = ?
                    UNION ALL
                    SELECT client.number, client.parent
                    FROM client
                    JOIN above ON client.number = above.parent
                )
                SELECT COUNT(*) FROM above
                """,
            arguments: [number]) ?? 0
    }

    private static func client(_ row: Row) throws -> Client {
        let name: String = row["name"]
        guard let state = Client.State(rawValue: row["state"]) else {
            throw ClientsFault(.unreadable, "The row of client \(name) can't be read.")
        }
        return Client(
            number: row["number"], name: name, parent: row["parent"], state: state,
            createdAt: Timestamp(milliseconds: row["created_at_ms"]))
    }
}
