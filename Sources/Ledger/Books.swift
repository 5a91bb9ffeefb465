import GRDB
import Vocabulary

/// Are all sums equal? Recomputes balances and roll-ups from the rows and lists what differs.
package struct Books: Sendable {
    /// How many calls and attempts there are.
    package let entries: Int64
    /// One sentence for each sum that differs; empty when the books balance.
    package let problems: [String]

    /// Checks everything in one snapshot of the file.
    package init(checking database: Database) throws {
        entries =
            try Int64.fetchOne(
                database,
                sql: "SELECT (SELECT COUNT(*) FROM call) + (SELECT COUNT(*) FROM attempt)") ?? 0
        problems = try Self.checks.flatMap { check in
            try Row.fetchAll(database, sql: check.sql).map { row in
                let fields = row.map {
                    "\($0.0) \($0.1.isNull ? "none" : "\($0.1.storage.value ?? "")")"
                }
                return "\(check.sentence): \(fields.joined(separator: ", "))"
            }
        }
    }

    private struct Check {
        let sentence: String
        let sql: String
    }

    /// Each query returns a row for each problem, at most twenty.
    private static let checks = [
        Check(
            sentence: "A balance differs from its attempts",
            sql: """
                WITH truth AS (
                    SELECT 'client' AS kind, call.client AS subject,
                           SUM(IFNULL(attempt.cost_nano_usd, 0)) AS spent,
                           SUM(CASE WHEN attempt.outcome IS NULL THEN attempt.hold_nano_usd ELSE 0 END) AS held
                    FROM attempt JOIN call ON call.number = attempt.call
                    GROUP BY 2
                    UNION ALL
                    SELECT 'token', call.token,
                           SUM(IFNULL(attempt.cost_nano_usd, 0)),
                           SUM(CASE WHEN attempt.outcome IS NULL THEN attempt.hold_nano_usd ELSE 0 END)
                    FROM attempt JOIN call ON call.number = attempt.call
                    GROUP BY 2
                    UNION ALL
                    SELECT 'key_version', attempt.key_version,
                           SUM(IFNULL(attempt.cost_nano_usd, 0)),
                           SUM(CASE WHEN attempt.outcome IS NULL THEN attempt.hold_nano_usd ELSE 0 END)
                    FROM attempt
                    GROUP BY 2
                )
                SELECT kind, subject, SUM(spent) AS balance_minus_rows, SUM(held) AS holds_minus_rows
                FROM (
                    SELECT kind, subject, -spent AS spent, -held AS held FROM truth
                    UNION ALL
                    SELECT kind, subject, spent_nano_usd, held_nano_usd FROM balance
                )
                GROUP BY kind, subject
                HAVING SUM(spent) <> 0 OR SUM(held) <> 0
                LIMIT 20
                """),
        Check(
            sentence: "A budget's window differs from its calls",
            sql: """
                WITH truth AS (
                    SELECT budget_scope_window.budget, budget_scope_window.start_ms,
                           SUM(IFNULL(attempt.cost_nano_usd, 0)) AS spent,
                           SUM(CASE WHEN attempt.outcome IS NULL THEN attempt.hold_nano_usd ELSE 0 END) AS held
                    FROM call
                    JOIN attempt ON attempt.call = call.number
                    JOIN budget_scope_window ON budget_scope_window.scope = call.budget_scope
                    WHERE call.budget_scope IS NOT NULL
                    GROUP BY 1, 2
                )
                SELECT budget, start_ms, SUM(spent) AS window_minus_calls, SUM(held) AS holds_minus_calls
                FROM (
                    SELECT budget, start_ms, -spent AS spent, -held AS held FROM truth
                    UNION ALL
                    SELECT budget, start_ms, spent_nano_usd - opened_nano_usd, held_nano_usd FROM budget_window
                )
                GROUP BY budget, start_ms
                HAVING SUM(spent) <> 0 OR SUM(held) <> 0
                LIMIT 20
                """),
        Check(
            sentence: "An hour's roll-up differs from its calls",
            sql: difference(
                """
                SELECT hour_ms AS at, \(dimensions), \(signed("")) FROM roll_up_hour
                UNION ALL
                SELECT began_at_ms / 3600000 * 3600000, \(dimensions), \(signed("-")) FROM usage_row
                """)),
        Check(
            sentence: "A day's roll-up differs from its hours",
            sql: difference(
                """
                SELECT day_ms AS at, \(dimensions), \(signed("")) FROM roll_up_day
                UNION ALL
                SELECT hour_ms / 86400000 * 86400000, \(dimensions), \(signed("-")) FROM roll_up_hour
                """)),
        Check(
            sentence: "A call costs other than its attempts",
            sql: """
                SELECT call.number, call.cost_nano_usd - IFNULL(SUM(attempt.cost_nano_usd), 0) AS difference
                FROM call
                LEFT JOIN attempt ON attempt.call = call.number
                WHERE call.outcome IS NOT NULL
                GROUP BY call.number
                HAVING difference <> 0
                LIMIT 20
                """),
        Check(
            sentence: "An ended call has an open attempt, or an open call none",
            sql: """
                SELECT call.number, call.outcome IS NULL AS call_open, COUNT(attempt.ordinal) AS attempts_open
                FROM call
                LEFT JOIN attempt ON attempt.call = call.number AND attempt.outcome IS NULL
                GROUP BY call.number
                HAVING attempts_open <> (call.outcome IS NULL)
                LIMIT 20
                """),
        Check(
            sentence: "A call is open where recovery doesn't look",
            sql: """
                SELECT number FROM call
                WHERE outcome IS NULL AND number < (SELECT floor FROM recovery)
                LIMIT 20
                """),
    ]

    private static let dimensions = "client, token, key_version, model, upstream, status"

    private static let columns = [
        "calls", "attempts", "estimated", "fresh_input_tokens", "cache_read_tokens",
        "cache_write_5m_tokens", "cache_write_1h_tokens", "visible_output_tokens",
        "reasoning_tokens",
        "audio_input_tokens", "audio_output_tokens", "images", "searches", "cost_nano_usd",
    ]

    private static func signed(_ sign: String) -> String {
        columns.map { "\(sign)\($0) AS \($0)" }.joined(separator: ", ")
    }

    private static func difference(_ both: String) -> String {
        let sums = columns.map { "SUM(\($0)) AS \($0)" }.joined(separator: ", ")
        let unequal = columns.map { "SUM(\($0)) <> 0" }.joined(separator: " OR ")
        return """
            SELECT at, \(dimensions), \(sums)
            FROM (\(both))
            GROUP BY at, \(dimensions)
            HAVING \(unequal)
            LIMIT 20
            """
    }
}
