import Foundation
import GRDB
import Storage
import Vocabulary

/// Calls that were under way when Bursar died.
enum AbandonedCalls {
    /// Some of the open calls, oldest first.
    static func next(_ countMax: Int, in database: Database) throws -> [OpenCall] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT call.number, call.id, call.client, call.token, call.dialect, call.endpoint, call.model,
                       call.is_stream, call.began_at_ms, call.request_bytes, call.budget_scope,
                       attempt.id AS attempt_id, attempt.ordinal, attempt.upstream,
                       attempt.key_version, attempt.model_sent, attempt.price,
                       attempt.began_at_ms AS attempt_began_at_ms, attempt.hold_nano_usd
                FROM call
                JOIN attempt ON attempt.call = call.number AND attempt.outcome IS NULL
                WHERE call.outcome IS NULL AND call.number >= (SELECT floor FROM recovery)
                ORDER BY call.number
                LIMIT ?
                """,
            arguments: [countMax]
        ).map { row in
            let scope: Int64? = row["budget_scope"]
            var open = try openCall(
                row, budgets: scope.map { try BudgetHold.of($0, in: database) } ?? [])
            if open.intent.attempt.ordinal > 1 {
                open.earlier = try earlier(of: open.call, in: database)
            }
            return open
        }
    }

    /// The number below which every call has ended.
    static func floor(in database: Database) throws -> Int64 {
        try Int64.fetchOne(
            database,
            sql: """
                SELECT IFNULL(
                    (SELECT number FROM call
                     WHERE outcome IS NULL AND number >= (SELECT floor FROM recovery)
                     ORDER BY number
                     LIMIT 1),
                    (SELECT IFNULL(MAX(number), 0) + 1 FROM call))
                """) ?? 0
    }

    /// The tries of a call that had ended already.
    private static func earlier(of call: Int64, in database: Database) throws -> [EndedTry] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT key_version, upstream, fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens,
                       cache_write_1h_tokens, visible_output_tokens, reasoning_tokens, audio_input_tokens,
                       audio_output_tokens, images, searches, cost_nano_usd,
                       IFNULL(cache_saved_nano_usd, 0) AS cache_saved_nano_usd,
                       usage_source = 'estimated' AS is_estimated,
                       IFNULL(code IN ('unpriced', 'unpriced_meter'), 0) AS is_unpriced
                FROM attempt
                WHERE call = ? AND outcome IS NOT NULL
                ORDER BY ordinal
                """,
            arguments: [call]
        ).map { row in
            var sums = RollUpSums(usage: TokenUsage(row))
            sums.attempts = 1
            sums.estimated = row["is_estimated"]
            sums.unpriced = row["is_unpriced"]
            sums.costNanoUSD = row["cost_nano_usd"]
            sums.cacheSavedNanoUSD = row["cache_saved_nano_usd"]
            return EndedTry(
                keyVersion: row["key_version"], upstream: row["upstream"], sums: sums)
        }
    }

    private static func openCall(_ row: Row, budgets: [BudgetHold]) throws -> OpenCall {
        guard let id = Identifier(bytes: (row["id"] as Data).array),
            let attemptID = Identifier(bytes: (row["attempt_id"] as Data).array),
            let dialect = Dialect(rawValue: row["dialect"])
        else { throw StorageFault(.unreadable, "A call's row can't be read.") }
        let request = RequestFacts(
            id: id, dialect: dialect, endpoint: row["endpoint"], model: row["model"],
            isStream: row["is_stream"], began: Timestamp(milliseconds: row["began_at_ms"]),
            bodyBytes: row["request_bytes"])
        let attempt = AttemptIntent(
            id: attemptID, ordinal: row["ordinal"], upstream: row["upstream"],
            keyVersion: row["key_version"], modelSent: row["model_sent"], price: row["price"],
            hold: NanoUSD(row["hold_nano_usd"]),
            began: Timestamp(milliseconds: row["attempt_began_at_ms"]))
        return OpenCall(
            call: row["number"],
            intent: Intent(
                caller: Caller(client: row["client"], token: row["token"]), request: request,
                attempt: attempt, budgets: budgets))
    }
}
