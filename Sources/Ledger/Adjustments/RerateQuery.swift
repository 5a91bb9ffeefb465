import Foundation
import GRDB
import Storage
import Vocabulary

/// Settled attempts whose usage is known, page by page, with what they cost by now.
package struct RerateQuery: Sendable {
    /// Calls that began at or after this.
    package var since: Timestamp
    /// Calls that began before this.
    package var until: Timestamp
    /// Only at this upstream, by number.
    package var upstream: Int64?
    /// Only calls after this one.
    package var after: Identifier?

    package init(since: Timestamp, until: Timestamp) {
        self.since = since
        self.until = until
    }

    /// One attempt.
    package struct Row: Sendable {
        /// The call's number and id.
        package let call: Int64
        package let id: Identifier
        package let attempt: Int
        package let began: Timestamp
        package let upstream: Int64
        /// The number of the key that served; `nil` for none.
        package let key: Int64?
        package let modelSent: String
        package let tierServed: String?
        package let usage: TokenUsage
        /// What was booked, with earlier re-ratings.
        package let cost: NanoUSD
    }

    /// The next attempts in the order of calls; a call's are never torn apart.
    ///
    /// - Parameter callsMax: Of at most so many calls.
    /// - Returns: Them, and the last call that was looked at; `nil` when there are no more.
    package func page(
        callsMax: Int, in database: Database
    ) throws -> (rows: [Row], last: Identifier?) {
        let first = after?.bytes.data ?? UsageQuery.firstID(since.milliseconds)
        let end = UsageQuery.firstID(until.milliseconds)
        let last = try Data.fetchOne(
            database,
            sql: """
                SELECT MAX(id) FROM (
                    SELECT id FROM call WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3
                )
                """,
            arguments: [first, end, callsMax])
        guard let last else { return ([], nil) }
        let rows = try GRDB.Row.fetchAll(
            database,
            sql: """
                SELECT call.number, call.id, call.began_at_ms AS call_began_at_ms, attempt.ordinal,
                       attempt.upstream, key_version.key, attempt.model_sent, attempt.tier_served,
                       attempt.cost_nano_usd,
                       attempt.fresh_input_tokens, attempt.cache_read_tokens, attempt.cache_write_5m_tokens,
                       attempt.cache_write_1h_tokens, attempt.visible_output_tokens, attempt.reasoning_tokens,
                       attempt.audio_input_tokens, attempt.audio_output_tokens, attempt.images,
                       attempt.searches,
                       (SELECT IFNULL(SUM(amount_nano_usd), 0) FROM adjustment
                        WHERE adjustment.call = attempt.call AND adjustment.attempt = attempt.ordinal
                            AND kind = 'rerate') AS rerated
                FROM call
                JOIN attempt ON attempt.call = call.number
                LEFT JOIN key_version ON key_version.number = attempt.key_version
                WHERE call.id > ?1 AND call.id <= ?2 AND call.outcome IS NOT NULL
                    AND attempt.outcome IS NOT NULL AND attempt.outcome <> 'abandoned'
                    AND attempt.usage_source <> 'none'
                    AND (?3 IS NULL OR attempt.upstream = ?3)
                ORDER BY call.id, attempt.ordinal
                """,
            arguments: [first, last, upstream]
        ).compactMap(Self.row)
        return (rows, Identifier(bytes: last))
    }

    private static func row(_ row: GRDB.Row) -> Row? {
        guard let id = Identifier(bytes: row["id"] as Data) else { return nil }
        let cost: Int64 = row["cost_nano_usd"] ?? 0
        return Row(
            call: row["number"], id: id, attempt: row["ordinal"],
            began: Timestamp(milliseconds: row["call_began_at_ms"]), upstream: row["upstream"],
            key: row["key"], modelSent: row["model_sent"], tierServed: row["tier_served"],
            usage: TokenUsage(row),
            cost: NanoUSD(cost + (row["rerated"] as Int64)))
    }
}
