import GRDB
import Journal
import Storage
import Vocabulary
import Wire

/// Calls of one token that one limit refused in one minute, beyond the first.
package struct LimitRefusals: Sendable {
    package let minute: Timestamp
    package let caller: Caller
    /// Which limit.
    package let rule: String
    package let refusals: Int64

    package init(minute: Timestamp, caller: Caller, rule: String, refusals: Int64) {
        self.minute = minute
        self.caller = caller
        self.rule = rule
        self.refusals = refusals
    }
}

/// What one call used of its limits.
package struct RecentUse: Sendable {
    package let caller: Caller
    package let began: Timestamp
    /// Input and output.
    package let tokens: Int64

    /// The calls that began after a moment and weren't refused, at most 100,000: what limits must remember of the time
    /// before this process.
    package static func since(_ moment: Timestamp, in database: Database) throws -> [RecentUse] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT call.client, call.token, call.began_at_ms,
                       IFNULL((
                           SELECT SUM(fresh_input_tokens + cache_read_tokens + cache_write_5m_tokens
                                      + cache_write_1h_tokens + visible_output_tokens + reasoning_tokens
                                      + audio_input_tokens + audio_output_tokens)
                           FROM attempt WHERE attempt.call = call.number), 0) AS tokens
                FROM call
                WHERE call.id >= ? AND IFNULL(call.outcome, '') <> 'refused'
                LIMIT 100000
                """,
            arguments: [UsageQuery.firstID(moment.milliseconds)]
        ).map { row in
            RecentUse(
                caller: Caller(client: row["client"], token: row["token"]),
                began: Timestamp(milliseconds: row["began_at_ms"]), tokens: row["tokens"])
        }
    }
}

extension Ledger {
    private static func detail(of refusals: [LimitRefusals]) -> String {
        let each = refusals.map { refusal in
            "{\"client\":\(refusal.caller.client),\"minute_ms\":\(refusal.minute.milliseconds),"
                + "\"refusals\":\(refusal.refusals),\"rule\":\(String(decoding: JSONText.quoted(refusal.rule), as: UTF8.self)),"
                + "\"token\":\(refusal.caller.token)}"
        }
        return "\"refusals\":[" + each.joined(separator: ",") + "]"
    }

    /// Adds gathered refusals to their minutes.
    package func note(_ refusals: [LimitRefusals]) async throws(LedgerFault) {
        guard !refusals.isEmpty else { return }
        try await write { transaction in
            for refusal in refusals {
                try transaction.execute(
                    """
                    INSERT INTO limit_refusal (minute_ms, client, token, rule, refusals)
                    VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET refusals = refusals + excluded.refusals
                    """,
                    [
                        refusal.minute.milliseconds, refusal.caller.client, refusal.caller.token,
                        refusal.rule, refusal.refusals,
                    ])
            }
            try transaction.journal.note(
                JournalEvent(
                    kind: "limit.refusals", actor: JournalEvent.house,
                    detail: Self.detail(of: refusals)),
                at: SystemClock().now, in: transaction)
        }
    }
}
