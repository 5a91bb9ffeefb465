import Foundation
import GRDB
import Keyring
import Storage
import Vocabulary

/// What the ledger says of one version of a key: how much it served, from when to when, and that nothing was sent with it
/// after its end.
package struct KeyVersionUse: Codable, Sendable {
    /// Tries that were sent with it, those under way too.
    package let attempts: Int64
    /// When the first of them began; `nil` when there was none.
    package let firstUsedAt: String?
    /// When the last of them began.
    package let lastUsedAt: String?
    /// The call it was for.
    package let lastCall: String?
    /// Where that call's intent is in the log; `nil` for calls older than the log.
    package let lastEntry: Int64?
    /// Tries that began after the version's end: none, or the ledger disagrees with what was promised.
    package let attemptsAfterEnd: Int64

    /// Reads it: sums from the roll-ups, moments from the calls of the first and the last hour.
    init(of version: KeyVersion, in database: Database) throws {
        let span = try Row.fetchOne(
            database,
            sql: """
                SELECT min(hour_ms) AS first, max(hour_ms) AS last, ifnull(sum(attempts), 0) AS attempts
                FROM roll_up_hour
                WHERE key_version = ?
                """,
            arguments: [version.number])
        let open = try Self.open(version, in: database)
        attempts = (span?["attempts"] ?? 0) + Int64(open.count)
        let first: Int64? = span?["first"]
        let last: Int64? = span?["last"]
        var seen = open
        if let first, let use = try Self.use(version, CallHour(first), "ASC", in: database) {
            seen.append(use)
        }
        if let last, let use = try Self.use(version, CallHour(last), "DESC", in: database) {
            seen.append(use)
        }
        let newest = seen.max { $0.began < $1.began }
        firstUsedAt = seen.map(\.began).min().map { Timestamp(milliseconds: $0).text }
        lastUsedAt = newest.map { Timestamp(milliseconds: $0.began).text }
        lastCall = newest.flatMap { Identifier(bytes: $0.call.array)?.description }
        lastEntry = newest?.entry
        attemptsAfterEnd = try Self.late(version, last: last, open: open, in: database)
    }

    private struct Use {
        let call: Data
        let entry: Int64?
        let began: Int64

        init(_ row: Row) {
            call = row["id"]
            entry = row["entry"]
            began = row["began_at_ms"]
        }
    }

    /// Its tries of calls that have not ended, which the roll-ups don't know yet.
    private static func open(_ version: KeyVersion, in database: Database) throws -> [Use] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT call.id, call.entry, attempt.began_at_ms
                FROM call
                JOIN attempt ON attempt.call = call.number
                WHERE call.number >= (SELECT floor FROM recovery) AND call.outcome IS NULL
                  AND attempt.key_version = ?
                """,
            arguments: [version.number]
        ).map { Use($0) }
    }

    private static func use(
        _ version: KeyVersion, _ hour: CallHour, _ order: String, in database: Database
    ) throws -> Use? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT call.id, call.entry, attempt.began_at_ms
                FROM call
                JOIN attempt ON attempt.call = call.number
                WHERE call.id >= ? AND call.id < ? AND attempt.key_version = ?
                ORDER BY call.id \(order)
                LIMIT 1
                """,
            arguments: [hour.firstID, hour.endID, version.number]
        ).map { Use($0) }
    }

    /// Counts in the hours from the one before the end: a call's later tries stand in the hour the call began in.
    private static func late(
        _ version: KeyVersion, last: Int64?, open: [Use], in database: Database
    ) throws -> Int64 {
        guard let end = version.endedAt?.milliseconds else { return 0 }
        let from = (end / CallHour.milliseconds - 1) * CallHour.milliseconds
        let stillOpen = Int64(open.count { $0.began > end })
        guard let last, last >= from else { return stillOpen }
        let ended =
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT count(*)
                    FROM call
                    JOIN attempt ON attempt.call = call.number
                    WHERE call.id >= ? AND call.id < ? AND call.outcome IS NOT NULL
                      AND attempt.key_version = ? AND attempt.began_at_ms > ?
                    """,
                arguments: [
                    CallHour(from).firstID, CallHour(last).endID, version.number, end,
                ]) ?? 0
        return stillOpen + ended
    }
}
