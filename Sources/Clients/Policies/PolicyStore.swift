import GRDB
import Policy
import Redaction
import Storage
import Vocabulary

/// The policies' tables.
package enum PolicyStore {
    /// How many policies there may be.
    package static let countMax = 1_000

    /// Puts a file under a name, as a new version unless it says the same as the last one.
    ///
    /// - Parameter json: The file's JSON.
    /// - Throws: `.badName`, `.badPolicy` with the key that is wrong.
    package static func put(
        name: String, json: String, at now: Timestamp, in database: Database
    ) throws -> StoredPolicy {
        guard ClientDraft.isName(name) else {
            throw ClientsFault(
                .badName,
                "A policy's name is 1 to 64 letters, digits and `. _ @ -`, and begins with a "
                    + "letter or digit.")
        }
        _ = try check(json)
        let known = try find(name: name, in: database)
        if let known, known.body == json { return known }
        if known == nil, try count(in: database) >= countMax {
            throw ClientsFault(
                .badPolicy, "There are \(countMax) policies already. Remove one first.")
        }
        try end(name: name, at: now, in: database)
        let last = try Int64.fetchOne(
            database, sql: "SELECT MAX(version) FROM policy WHERE name = ?", arguments: [name])
        try database.execute(
            sql: "INSERT INTO policy (name, version, body, created_at_ms) VALUES (?, ?, ?, ?)",
            arguments: [name, (last ?? 0) + 1, json, now.milliseconds])
        return try get(name: name, in: database)
    }

    /// Reads a file as strictly as `put` does.
    ///
    /// - Throws: `.badPolicy`.
    package static func check(_ json: String) throws(ClientsFault) -> Policy {
        let policy: Policy
        do {
            policy = try Policy(parsing: Array(json.utf8), detectors: PolicyDetectors.known)
        } catch { throw ClientsFault(.badPolicy, error.description) }
        // What can't be searched with would refuse every call.
        do throws(RedactionFault) {
            _ = try Redactor(policy: RedactionPolicy(policy.redaction, scansReplies: true))
        } catch { throw ClientsFault(.badPolicy, "redaction: \(error.description)") }
        return policy
    }

    /// The policies in force, by name.
    package static func list(in database: Database) throws -> [StoredPolicy] {
        try Row.fetchAll(database, sql: select + " WHERE ended_at_ms IS NULL ORDER BY name").map(
            policy)
    }

    /// All versions of a name, the newest first; none if it never was.
    package static func history(name: String, in database: Database) throws -> [StoredPolicy] {
        try Row.fetchAll(
            database, sql: select + " WHERE name = ? ORDER BY version DESC", arguments: [name]
        ).map(policy)
    }

    /// The policy in force under a name, if there is one.
    package static func find(name: String, in database: Database) throws -> StoredPolicy? {
        try Row.fetchOne(
            database, sql: select + " WHERE name = ? AND ended_at_ms IS NULL", arguments: [name]
        ).map(policy)
    }

    /// The policy in force under a name.
    ///
    /// - Throws: `.noSuchPolicy`.
    package static func get(name: String, in database: Database) throws -> StoredPolicy {
        guard let policy = try find(name: name, in: database) else {
            throw ClientsFault(
                .noSuchPolicy,
                "There is no policy named \(name.prefix(64)). `bursar policy list` shows all.")
        }
        return policy
    }

    /// Ends a policy that no client has; its versions stay in the history.
    ///
    /// - Throws: `.noSuchPolicy`, `.policyInUse`.
    package static func remove(
        name: String, at now: Timestamp, in database: Database
    ) throws -> StoredPolicy {
        let policy = try get(name: name, in: database)
        let users = try clients(of: name, in: database)
        guard users.isEmpty else {
            throw ClientsFault(
                .policyInUse,
                "Policy \(name) is the policy of \(users.prefix(5).joined(separator: ", ")). Give "
                    + "them another first (bursar client set NAME --policy OTHER).")
        }
        try end(name: name, at: now, in: database)
        return policy
    }

    /// Gives a client a policy, or takes it away; the history is kept.
    ///
    /// - Parameter policy: Its name; `nil` for none.
    /// - Throws: `.noSuchClient`, `.noSuchPolicy`.
    package static func assign(
        _ policy: String?, to client: String, at now: Timestamp, in database: Database
    ) throws {
        let number = try ClientStore.get(name: client, in: database).number
        let name = try policy.map { try get(name: $0, in: database).name }
        let known = try String.fetchOne(
            database,
            sql: "SELECT policy FROM client_policy WHERE client = ? AND ended_at_ms IS NULL",
            arguments: [number])
        guard known != name else { return }
        try database.execute(
            sql:
                "UPDATE client_policy SET ended_at_ms = ? WHERE client = ? AND ended_at_ms IS NULL",
            arguments: [now.milliseconds, number])
        guard let name else { return }
        try database.execute(
            sql: "INSERT INTO client_policy (client, policy, created_at_ms) VALUES (?, ?, ?)",
            arguments: [number, name, now.milliseconds])
    }

    /// The names of the clients that have a policy.
    package static func clients(of policy: String, in database: Database) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT client.name
                FROM client_policy
                JOIN client ON client.number = client_policy.client
                WHERE client_policy.policy = ? AND client_policy.ended_at_ms IS NULL
                ORDER BY client.name
                """,
            arguments: [policy])
    }

    /// The policy of each client that has one, by the client's number.
    package static func assignments(in database: Database) throws -> [Int64: String] {
        let rows = try Row.fetchAll(
            database, sql: "SELECT client, policy FROM client_policy WHERE ended_at_ms IS NULL")
        return Dictionary(
            rows.map { ($0["client"] as Int64, $0["policy"] as String) },
            uniquingKeysWith: { first, _ in first })
    }

    private static let select = "SELECT name, version, body, created_at_ms FROM policy"

    private static func count(in database: Database) throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT COUNT(*) FROM policy WHERE ended_at_ms IS NULL") ?? 0
    }

    private static func end(name: String, at now: Timestamp, in database: Database) throws {
        try database.execute(
            sql: "UPDATE policy SET ended_at_ms = ? WHERE name = ? AND ended_at_ms IS NULL",
            arguments: [now.milliseconds, name])
    }

    private static func policy(_ row: Row) -> StoredPolicy {
        StoredPolicy(
            name: row["name"], version: row["version"], body: row["body"],
            createdAt: Timestamp(milliseconds: row["created_at_ms"]))
    }
}
