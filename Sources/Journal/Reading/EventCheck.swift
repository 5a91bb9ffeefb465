import Foundation
import GRDB
import Storage
import Vault
import Vocabulary

/// Checks events against the log, and the directory's rows against what events say of them.
package struct EventCheck {
    private let database: Database
    private let leaves: StoredLeaves
    private let problem: (String) -> Void

    /// - Parameter problem: Told each problem, as the rest of a sentence.
    package init(
        _ database: Database, leaves: StoredLeaves, problem: @escaping (String) -> Void
    ) {
        self.database = database
        self.leaves = leaves
        self.problem = problem
    }

    /// Makes each event's leaf again.
    package func checkEvents() throws {
        let tree = TreeHash()
        var text = LeafText()
        var expected: Int64 = 1
        let rows = try RowScan(
            """
            SELECT number, entry, at_ms, kind, actor, salt, commitment, detail FROM event
            ORDER BY number
            """, on: database)
        while try rows.next() {
            let number = rows.integer(0)
            if number != expected { problem("event \(expected) is missing") }
            expected = number + 1
            guard let salt = rows.bytes(5), let stored = rows.bytes(6).flatMap({ Fingerprint($0) })
            else {
                problem("event \(number) can't be read")
                continue
            }
            if EventLeaf.commitment(to: rows.text(7) ?? "", salt: salt, tree) != stored {
                problem("event \(number) says something else than it said")
            }
            EventLeaf(
                number: number, at: Timestamp(milliseconds: rows.integer(2)),
                kind: rows.text(3) ?? "", actor: rows.text(4) ?? "", commitment: stored
            ).write(to: &text)
            try explain(rows.integer(1), text.hash(by: tree), "event \(number)")
        }
    }

    /// Compares a row's leaf with the log's.
    ///
    /// - Parameter subject: Whose it is, for a problem.
    package func explain(_ index: Int64, _ hash: Fingerprint, _ subject: String) throws {
        if let found = try leaves.explain(index, hash).problem(subject, index) { problem(found) }
    }

    /// Compares every row of the directory with the last event that changed it.
    package func checkDirectory() throws {
        RowChanges.addDigest(to: database)
        for table in try WatchedTable.all(in: database) {
            var last = try lastImages(of: table)
            let rows = try Row.fetchCursor(database, sql: table.selection)
            while let row = try rows.next() {
                let (key, image): (String, String) = (row["key"], row["image"])
                guard let said = last.removeValue(forKey: key) else {
                    problem("row \(key) of \(table.name) is in no event")
                    continue
                }
                if try !isSame(said, image) {
                    problem("row \(key) of \(table.name) isn't what the last event says of it")
                }
            }
            for key in last.keys.sorted() {
                problem("row \(key) of \(table.name) is gone, and no event says so")
            }
        }
    }

    /// What the last event says of each row that is still there.
    private func lastImages(of table: WatchedTable) throws -> [String: String] {
        var images: [String: String] = [:]
        let changes = try Row.fetchCursor(
            database,
            sql: """
                SELECT json_extract(change.value, '$.after') AS after,
                       \(table.key(ofImage: "json_extract(change.value, '$.after')")) AS after_key,
                       json_extract(change.value, '$.before') AS before,
                       \(table.key(ofImage: "json_extract(change.value, '$.before')")) AS before_key
                FROM event
                JOIN json_each(event.detail, CASE event.kind WHEN 'journal.begin' THEN '$.rows' ELSE '$.changes' END)
                  AS change
                WHERE json_extract(change.value, '$.table') = ?
                ORDER BY event.number, change.key
                """, arguments: [table.name])
        while let row = try changes.next() {
            if row["before"] != nil { images[row["before_key"]] = nil }
            if let after: String = row["after"] { images[row["after_key"]] = after }
        }
        return images
    }

    /// Do two images of a row agree? An older one may lack columns that came later.
    private func isSame(_ older: String, _ newer: String) throws -> Bool {
        guard older != newer else { return true }
        return try Int.fetchOne(
            database,
            sql: """
                SELECT COUNT(*)
                FROM json_each(?1) AS old
                LEFT JOIN json_each(?2) AS new ON new.key = old.key
                WHERE new.key IS NULL OR new.value IS NOT old.value
                """, arguments: [older, newer]) == 0
    }

    /// Do the log's own row and what was gathered agree with the events?
    package func checkBookkeeping(_ identity: JournalIdentity) throws {
        let begun = try Row.fetchOne(
            database,
            sql: """
                SELECT json_extract(detail, '$.calls_before') AS calls, at_ms FROM event
                WHERE kind = 'journal.begin'
                """)
        if begun?["calls"] != identity.callsBefore
            || begun?["at_ms"] != identity.createdAt.milliseconds
        {
            problem("the log's first event says otherwise where it begins")
        }
        let pruned = try Row.fetchOne(
            database,
            sql: """
                SELECT IFNULL(SUM(json_extract(detail, '$.entries')), 0) AS entries,
                       IFNULL(MAX(json_extract(detail, '$.minimum_index')), 0) AS minimum
                FROM event WHERE kind = 'journal.prune'
                """)
        let minimum: Int64 = pruned?["minimum"] ?? 0
        if minimum != identity.minimumIndex {
            problem(
                "the log's minimum index is \(identity.minimumIndex), its events say \(minimum)")
        }
        let gone: Int64 = pruned?["entries"] ?? 0
        let missing = leaves.missingCount(below: minimum)
        if missing != gone {
            problem("\(missing) entries below \(minimum) have no row, retention deleted \(gone)")
        }
        for index in leaves.missing(from: minimum, atMost: 20) {
            problem("entry \(index) of the log has no row")
        }
        if let key = identity.publicKey {
            let said = try String.fetchOne(
                database,
                sql: """
                    SELECT json_extract(detail, '$.public_key') FROM event
                    WHERE kind = 'journal.key' ORDER BY number DESC LIMIT 1
                    """)
            if said != Hexadecimal.text(key) {
                problem("the log's key isn't the one it began to sign with")
            }
        }
    }
}
