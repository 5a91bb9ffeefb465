import GRDB
import Policy
import Storage
import Vocabulary

/// The limits' table.
package enum LimitStore {
    /// Puts limits in the place of a subject's; none at all take them away. The history is kept.
    ///
    /// - Throws: `.badLimit` for a negative or huge one.
    package static func set(
        _ limits: RateLimits, for subject: PolicySubject, at now: Timestamp, in database: Database
    ) throws {
        for limit in [limits.requestsPerMinute, limits.tokensPerMinute, limits.parallelCalls] {
            guard (0...RateLimits.max).contains(limit ?? 0) else {
                throw ClientsFault(
                    .badLimit, "A limit is a whole number from 0 to \(RateLimits.max).")
            }
        }
        try database.execute(
            sql: """
                UPDATE rate_limit
                SET ended_at_ms = ?
                WHERE kind = ? AND subject = ? AND ended_at_ms IS NULL
                """,
            arguments: [now.milliseconds, subject.kind.rawValue, subject.number])
        guard !limits.isEmpty else { return }
        try database.execute(
            sql: """
                INSERT INTO rate_limit (
                    kind, subject, requests_per_minute, tokens_per_minute, parallel_calls, created_at_ms
                )
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                subject.kind.rawValue, subject.number, limits.requestsPerMinute,
                limits.tokensPerMinute, limits.parallelCalls, now.milliseconds,
            ])
    }

    /// All limits in force.
    package static func all(in database: Database) throws -> [PolicySubject: RateLimits] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT kind, subject, requests_per_minute, tokens_per_minute, parallel_calls
                FROM rate_limit
                WHERE ended_at_ms IS NULL
                """)
        var limits: [PolicySubject: RateLimits] = [:]
        for row in rows {
            limits[try subject(row)] = RateLimits(
                requestsPerMinute: row["requests_per_minute"],
                tokensPerMinute: row["tokens_per_minute"], parallelCalls: row["parallel_calls"])
        }
        return limits
    }

    /// The subject of a row's `kind` and `subject`.
    static func subject(_ row: Row) throws -> PolicySubject {
        guard let kind = PolicySubject.Kind(rawValue: row["kind"]) else {
            throw ClientsFault(.unreadable, "The row of a limit or budget can't be read.")
        }
        return PolicySubject(kind, row["subject"])
    }
}
