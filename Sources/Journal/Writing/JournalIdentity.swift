import Foundation
import GRDB
import Storage
import Vault
import Vocabulary

/// What a log is called, and what its leaves and checkpoints are made with; set when it is founded.
package struct JournalIdentity: Hashable, Sendable {
    /// Its name in checkpoints, `bursar/` and an id of its own.
    package let origin: String
    /// Binds leaves to texts in rows.
    package let textKey: [UInt8]
    /// The key that signs checkpoints; `nil` until the first is signed.
    package let publicKey: [UInt8]?
    /// Calls with numbers up to this one are older than the log.
    package let callsBefore: Int64
    /// Rows of entries below this index may be gone.
    package let minimumIndex: Int64
    /// When it was founded.
    package let createdAt: Timestamp

    /// What its checkpoints' signatures are checked with.
    package var verifierKey: NoteKey? { publicKey.map { NoteKey(name: origin, publicKey: $0) } }

    /// The log of a file; `nil` when there is none yet.
    package static func find(in database: Database) throws -> JournalIdentity? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT origin, text_key, public_key, calls_before, minimum_index, created_at_ms
                FROM journal
                """
        ).map { row in
            JournalIdentity(
                origin: row["origin"], textKey: (row["text_key"] as Data).array,
                publicKey: (row["public_key"] as Data?)?.array, callsBefore: row["calls_before"],
                minimumIndex: row["minimum_index"],
                createdAt: Timestamp(milliseconds: row["created_at_ms"]))
        }
    }

    /// Founds a log.
    static func found(at now: Timestamp, in database: Database) throws -> JournalIdentity {
        let textKey: [UInt8]
        do { textKey = try RandomBytes.make(32) } catch {
            throw JournalFault(.unsigned, "The log can't be founded: \(error).")
        }
        let before =
            try Int64.fetchOne(database, sql: "SELECT IFNULL(MAX(number), 0) FROM call") ?? 0
        let made = JournalIdentity(
            origin: "bursar/\(Identifier(at: now))", textKey: textKey, publicKey: nil,
            callsBefore: before, minimumIndex: 0, createdAt: now)
        try database.execute(
            sql: """
                INSERT INTO journal (one, origin, text_key, calls_before, created_at_ms)
                VALUES (1, ?, ?, ?, ?)
                """,
            arguments: [made.origin, textKey.data, before, now.milliseconds])
        return made
    }
}
