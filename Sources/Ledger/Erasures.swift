import GRDB
import Storage
import Vocabulary

/// What was erased, and when: rows that stay when what they speak of is gone.
package enum Erasures {
    /// Notes an erasure, in the transaction that destroys a key or before rows are deleted.
    ///
    /// - Parameters:
    ///   - client: The client's number, or that of the call's client.
    ///   - call: The one call; `nil` for all of the client's.
    ///   - bodies: Of how many calls content was kept.
    /// - Returns: The erasure's id.
    package static func note(
        client: Int64, call: Identifier?, reason: String?, bodies: Int, at now: Timestamp,
        in database: Database
    ) throws -> Identifier {
        let id = Identifier(at: now)
        try database.execute(
            sql: """
                INSERT INTO erasure (id, kind, client, call_id, reason, bodies, erased_at_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id.bytes.data, call == nil ? "client" : "call", client, call?.bytes.data, reason,
                bodies, now.milliseconds,
            ])
        return id
    }

    /// When a call's content was erased, by itself or with its client's; `nil` when it wasn't.
    package static func time(of call: Identifier, in database: Database) throws -> Timestamp? {
        try Int64.fetchOne(
            database,
            sql: """
                SELECT MIN(erasure.erased_at_ms)
                FROM erasure
                JOIN call ON call.id = ?1
                WHERE erasure.call_id = ?1
                   OR (erasure.kind = 'client' AND erasure.client = call.client
                       AND erasure.erased_at_ms >= call.began_at_ms)
                """, arguments: [call.bytes.data]
        ).map(Timestamp.init(milliseconds:))
    }
}
