import Foundation
import GRDB
import Storage
import Synchronization
import Vault
import Vocabulary

/// Notes every change of the directory's rows, whoever makes it: triggers of the writer's connection hand it each row before
/// and after. Secrets don't appear: of sealed and digested columns there is a digest.
final class RowChanges {
    private let noted = NotedChanges()

    /// Watches the tables that are there.
    init(watching database: Database) throws {
        let noted = noted
        database.add(
            function: DatabaseFunction("journal_note", argumentCount: 3, pure: false) { values in
                guard let table = String.fromDatabaseValue(values[0]) else { return nil }
                noted.note(
                    table: table, before: String.fromDatabaseValue(values[1]),
                    after: String.fromDatabaseValue(values[2]))
                return nil
            })
        Self.addDigest(to: database)
        for table in try WatchedTable.all(in: database) {
            for trigger in table.triggers { try database.execute(sql: trigger) }
        }
    }

    /// Did any row change since the last event?
    var hasAny: Bool { noted.hasAny }

    /// The changes since the last event, each as JSON.
    func take() -> [String] { noted.take() }

    /// Forgets what was noted.
    func forget() { _ = noted.take() }

    /// Lets a connection show blobs: an id as its digits, anything else as its digest.
    static func addDigest(to database: Database) {
        database.add(
            function: DatabaseFunction("journal_blob", argumentCount: 1, pure: true) { values in
                guard let blob = Data.fromDatabaseValue(values[0])?.array else { return nil }
                return blob.count == 16
                    ? Hexadecimal.text(blob) : "sha256:" + Hexadecimal.text(Digest.sha256(blob))
            })
    }

    /// All rows there are, as members of a log's first event.
    static func everything(in database: Database) throws -> String {
        let before = try Int64.fetchOne(database, sql: "SELECT calls_before FROM journal") ?? 0
        var rows: [String] = []
        for table in try WatchedTable.all(in: database) {
            for row in try String.fetchAll(database, sql: table.selection) {
                rows.append(NotedChanges.json(table: table.name, before: nil, after: row))
            }
        }
        return "\"calls_before\":\(before)"
            + (rows.isEmpty ? "" : ",\"rows\":[" + rows.joined(separator: ",") + "]")
    }
}

/// The changes of one transaction. Used on the writer's thread; the lock is for the compiler's sake.
private final class NotedChanges: Sendable {
    private let changes = Mutex<[String]>([])

    var hasAny: Bool { changes.withLock { !$0.isEmpty } }

    func note(table: String, before: String?, after: String?) {
        changes.withLock { $0.append(Self.json(table: table, before: before, after: after)) }
    }

    func take() -> [String] {
        changes.withLock { changes in
            defer { changes = [] }
            return changes
        }
    }

    static func json(table: String, before: String?, after: String?) -> String {
        var parts: [String] = []
        if let after { parts.append("\"after\":\(after)") }
        if let before { parts.append("\"before\":\(before)") }
        parts.append("\"table\":\"\(table)\"")
        return "{" + parts.joined(separator: ",") + "}"
    }
}

/// A table of the directory, whose every change is an event's.
struct WatchedTable: Sendable {
    let name: String
    let columns: [Column]

    /// A column that is shown.
    struct Column: Sendable {
        let name: String
        let isBlob: Bool
        /// Its place in the primary key, from 1; 0 for none.
        let keyPlace: Int
    }

    /// The tables, each with the columns that change by mere use and aren't noted. A table that isn't there is left out.
    private static let unnoted: [String: Set<String>] = [
        "root_key": ["seals"], "service_key": [], "client": [], "token": [],
        "token_version": ["used_at_ms"], "token_claim": [], "upstream": [],
        "upstream_key": ["last_used_at_ms", "until_ms", "reason", "strikes"], "key_version": [],
        "model": [], "model_target": [], "price": [], "policy": [], "client_policy": [],
        "rate_limit": [], "budget": [],
        "budget_version": [], "content_key": [], "erasure": [], "price_case": [],
        "price_factor": [], "client_margin": [], "shipped_book": [], "adjustment": [],
        "reconciliation": [], "vault_job": ["done", "sealed"],
    ]

    /// Rows that aren't noted, since another row's digest covers them: `shipped_book` has that of the price book.
    private static let covered = [
        "price": "ROW.source = 'shipped'",
        "price_case": "(SELECT source FROM price WHERE number = ROW.price) = 'shipped'",
    ]

    /// Is a row noted?
    private func isNoted(_ row: String) -> String? {
        Self.covered[name].map { "NOT (\($0.replacing("ROW", with: row)))" }
    }

    /// The watched tables that a file has, by name.
    static func all(in database: Database) throws -> [WatchedTable] {
        try unnoted.keys.sorted().compactMap { name in
            let columns = try Row.fetchAll(
                database, sql: "SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid",
                arguments: [name]
            ).compactMap { row -> Column? in
                let column = Column(
                    name: row["name"], isBlob: row["type"] == "BLOB", keyPlace: row["pk"])
                return unnoted[name]?.contains(column.name) == true ? nil : column
            }
            return columns.isEmpty ? nil : WatchedTable(name: name, columns: columns)
        }
    }

    /// A row as JSON, its columns in their order.
    private func image(of row: String) -> String {
        let members = columns.map { "'\($0.name)', \(value(of: $0, in: row))" }
        return "json_object(\(members.joined(separator: ", ")))"
    }

    /// A column as it is shown. That a key waits for its provider now and again is no change of it.
    private func value(of column: Column, in row: String) -> String {
        let value = "\(row).\"\(column.name)\""
        if name == "upstream_key", column.name == "state" {
            return "CASE WHEN \(value) IN ('cooling', 'probing') THEN 'active' ELSE \(value) END"
        }
        return column.isBlob ? "journal_blob(\(value))" : value
    }

    /// What tells a row from the others, as JSON.
    func key(of row: String) -> String {
        let keys = columns.filter { $0.keyPlace > 0 }.sorted { $0.keyPlace < $1.keyPlace }
        return "json_array(\(keys.map { value(of: $0, in: row) }.joined(separator: ", ")))"
    }

    /// What tells a row from the others, as JSON, out of its image.
    func key(ofImage image: String) -> String {
        let keys = columns.filter { $0.keyPlace > 0 }.sorted { $0.keyPlace < $1.keyPlace }
        let members = keys.map { "json_extract(\(image), '$.\($0.name)')" }
        return "json_array(\(members.joined(separator: ", ")))"
    }

    /// All noted rows as JSON.
    var selection: String {
        "SELECT \(image(of: name)) AS image, \(key(of: name)) AS key FROM \(name)"
            + (isNoted(name).map { " WHERE \($0)" } ?? "")
    }

    /// Hand changes to `journal_note`.
    var triggers: [String] {
        let differs = columns.map {
            "\(value(of: $0, in: "OLD")) IS NOT \(value(of: $0, in: "NEW"))"
        }
        let change = "(\(differs.joined(separator: " OR ")))"
        return [
            trigger("INSERT", when: isNoted("NEW"), before: "NULL", after: image(of: "NEW")),
            trigger(
                "UPDATE", when: isNoted("NEW").map { "\($0) AND \(change)" } ?? change,
                before: image(of: "OLD"), after: image(of: "NEW")),
            trigger("DELETE", when: isNoted("OLD"), before: image(of: "OLD"), after: "NULL"),
        ]
    }

    private func trigger(
        _ change: String, when condition: String?, before: String, after: String
    ) -> String {
        """
        CREATE TEMP TRIGGER journal_\(name)_\(change.lowercased())
        AFTER \(change) ON main.\(name)\(condition.map { "\nWHEN \($0)" } ?? "")
        BEGIN
            SELECT journal_note('\(name)', \(before), \(after));
        END
        """
    }
}
