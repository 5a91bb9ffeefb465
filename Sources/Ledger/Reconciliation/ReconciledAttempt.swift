import Foundation
import GRDB
import Vocabulary

/// One attempt at an upstream as reconciliation needs it.
package struct ReconciledAttempt: Sendable {
    package let began: Timestamp
    /// What the key is called here, and its public id; empty for none.
    package let keyName: String
    package let keyID: String
    /// The key's number; `nil` for none.
    package let key: Int64?
    package let modelSent: String
    package let modelServed: String
    package let tierServed: String?
    package let price: Int64?
    package let factor: Int64?
    package let usage: TokenUsage
    /// With its adjustments.
    package let cost: NanoUSD

    /// What was used and cost at an upstream: calls that began in a span of time.
    ///
    /// - Parameter body: Called for each.
    package static func each(
        upstream: Int64, since: Timestamp, until: Timestamp, in database: Database,
        _ body: (ReconciledAttempt) throws -> Void
    ) throws {
        let cursor = try Row.fetchCursor(
            database,
            sql: """
                SELECT call.began_at_ms AS call_began_at_ms, IFNULL(upstream_key.name, '') AS key_name,
                       IFNULL(upstream_key.id, '') AS key_id, upstream_key.number AS key, attempt.model_sent,
                       IFNULL(attempt.model_served, attempt.model_sent) AS model_served, attempt.tier_served,
                       attempt.price, attempt.factor, attempt.cost_nano_usd,
                       attempt.fresh_input_tokens, attempt.cache_read_tokens, attempt.cache_write_5m_tokens,
                       attempt.cache_write_1h_tokens, attempt.visible_output_tokens, attempt.reasoning_tokens,
                       attempt.audio_input_tokens, attempt.audio_output_tokens, attempt.images,
                       attempt.searches,
                       (SELECT IFNULL(SUM(amount_nano_usd), 0) FROM adjustment
                        WHERE adjustment.call = attempt.call AND adjustment.attempt = attempt.ordinal)
                           AS adjusted
                FROM call
                JOIN attempt ON attempt.call = call.number
                LEFT JOIN key_version ON key_version.number = attempt.key_version
                LEFT JOIN upstream_key ON upstream_key.number = key_version.key
                WHERE call.id >= ?1 AND call.id < ?2 AND attempt.upstream = ?3
                    AND attempt.outcome IS NOT NULL AND attempt.usage_source <> 'none'
                ORDER BY call.id
                """,
            arguments: [
                UsageQuery.firstID(since.milliseconds), UsageQuery.firstID(until.milliseconds),
                upstream,
            ])
        while let row = try cursor.next() { try body(ReconciledAttempt(row)) }
    }

    private init(_ row: Row) {
        began = Timestamp(milliseconds: row["call_began_at_ms"])
        (keyName, keyID, key) = (row["key_name"], row["key_id"], row["key"])
        (modelSent, modelServed) = (row["model_sent"], row["model_served"])
        (tierServed, price, factor) = (row["tier_served"], row["price"], row["factor"])
        usage = TokenUsage(row)
        let booked: Int64 = row["cost_nano_usd"] ?? 0
        cost = NanoUSD(booked + (row["adjusted"] as Int64))
    }

    /// What it adds to a day's sums.
    package var sums: UsageSums {
        var sums = UsageSums()
        sums.requests = 1
        sums.inputTokens = usage.inputTokens
        sums.cacheReadTokens = usage.cacheRead
        sums.cacheWriteTokens = usage.cacheWrite5m + usage.cacheWrite1h
        sums.outputTokens = usage.outputTokens
        sums.cost = FineUSD(cost)
        // Half a nano-dollar of its own rounding.
        sums.rounding = FineUSD(units: 500_000)
        return sums
    }
}
