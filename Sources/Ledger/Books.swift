import GRDB
import Vocabulary

/// Are all sums equal? Recomputes balances and roll-ups from the rows and lists what differs.
package struct Books: Sendable {
    /// How many calls, attempts and adjustments there are.
    package let entries: Int64
    /// One sentence for each sum that differs; empty when the books balance.
    package let problems: [String]

    /// Checks everything in one snapshot of the file.
    package init(checking database: Database) throws {
        entries =
            try Int64.fetchOne(
                database,
                sql: """
                    SELECT (SELECT COUNT(*) FROM call) + (SELECT COUNT(*) FROM attempt)
                        + (SELECT COUNT(*) FROM adjustment)
                    """) ?? 0
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
                    SELECT kind, subject, spent_nano_usd, 0 FROM pruned_cost WHERE kind <> 'budget'
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
                    UNION ALL
                    SELECT 'client', call.client, SUM(adjustment.amount_nano_usd), 0
                    FROM adjustment JOIN call ON call.number = adjustment.call
                    GROUP BY 2
                    UNION ALL
                    SELECT 'token', call.token, SUM(adjustment.amount_nano_usd), 0
                    FROM adjustment JOIN call ON call.number = adjustment.call
                    GROUP BY 2
                    UNION ALL
                    SELECT 'key_version', attempt.key_version, SUM(adjustment.amount_nano_usd), 0
                    FROM adjustment
                    JOIN attempt ON attempt.call = adjustment.call AND attempt.ordinal = adjustment.attempt
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
                    UNION ALL
                    SELECT budget_scope_window.budget, budget_scope_window.start_ms,
                           SUM(adjustment.amount_nano_usd), 0
                    FROM adjustment
                    JOIN call ON call.number = adjustment.call
                    JOIN budget_scope_window ON budget_scope_window.scope = call.budget_scope
                    GROUP BY 1, 2
                    UNION ALL
                    SELECT subject, start_ms, spent_nano_usd, 0 FROM pruned_cost WHERE kind = 'budget'
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
                WHERE hour_ms >= (SELECT below_ms FROM pruned)
                UNION ALL
                SELECT began_at_ms / 3600000 * 3600000, \(dimensions), \(signed("-")) FROM usage_row
                WHERE began_at_ms >= (SELECT below_ms FROM pruned)
                """)),
        Check(
            sentence: "A day's roll-up differs from its hours",
            sql: difference(
                """
                SELECT day_ms AS at, \(dimensions), \(signed("")) FROM roll_up_day
                UNION ALL
                SELECT hour_ms / 86400000 * 86400000, \(dimensions), \(signed("-")) FROM roll_up_hour
                WHERE hour_ms < (SELECT below_ms FROM fold)
                """)),
        Check(
            sentence: "A month's roll-up differs from its days",
            sql: difference(
                """
                SELECT month_ms AS at, \(dimensions), \(signed("")) FROM roll_up_month
                UNION ALL
                SELECT CAST(strftime('%s', day_ms / 1000, 'unixepoch', 'start of month') AS INTEGER) * 1000,
                       \(dimensions), \(signed("-")) FROM roll_up_day
                """)),
        Check(
            sentence: "A day's total differs from its roll-up",
            sql: difference(
                """
                SELECT day_ms AS at, \(totalDimensions), \(signed("")) FROM roll_up_total
                UNION ALL
                SELECT day_ms, \(totalDimensions), \(signed("-")) FROM roll_up_day
                """)),
        Check(
            sentence: "A day's share differs from its roll-up",
            sql: shareDifference("day")),
        Check(
            sentence: "A month's share differs from its roll-up",
            sql: shareDifference("month")),
        Check(
            sentence: "What was pruned differs from the roll-ups of its hours",
            sql: """
                WITH part AS (
                    SELECT calls, attempts, cost_nano_usd FROM roll_up_hour
                    WHERE hour_ms < (SELECT below_ms FROM pruned)
                    UNION ALL
                    SELECT -calls, -attempts, -cost_nano_usd FROM usage_row
                    WHERE began_at_ms < (SELECT below_ms FROM pruned)
                    UNION ALL
                    SELECT -calls, -attempts, -cost_nano_usd FROM pruned
                )
                SELECT SUM(calls) AS calls, SUM(attempts) AS attempts, SUM(cost_nano_usd) AS cost_nano_usd
                FROM part
                HAVING SUM(calls) <> 0 OR SUM(attempts) <> 0 OR SUM(cost_nano_usd) <> 0
                """),
        Check(
            sentence: "A day's latencies differ from its attempts",
            sql: """
                SELECT day_ms, upstream, SUM(attempts) AS latencies_minus_attempts
                FROM (
                    SELECT day_ms, upstream, attempts FROM roll_up_latency
                    UNION ALL
                    SELECT hour_ms / 86400000 * 86400000, upstream, -attempts FROM roll_up_hour
                )
                GROUP BY day_ms, upstream
                HAVING SUM(attempts) <> 0
                LIMIT 20
                """),
        Check(
            sentence: "A day's refusals differ from its calls",
            sql: """
                SELECT day_ms, client, SUM(refusals) AS refusals_minus_calls
                FROM (
                    SELECT day_ms, client, refusals FROM roll_up_refusal
                    UNION ALL
                    SELECT hour_ms / 86400000 * 86400000, client, -calls FROM roll_up_hour WHERE status = 'refused'
                )
                GROUP BY day_ms, client
                HAVING SUM(refusals) <> 0
                LIMIT 20
                """),
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
            sentence: "An adjustment has no settled attempt, or takes it below zero",
            sql: """
                SELECT adjustment.call, adjustment.attempt,
                       attempt.cost_nano_usd + SUM(adjustment.amount_nano_usd) AS net
                FROM adjustment
                LEFT JOIN attempt ON attempt.call = adjustment.call AND attempt.ordinal = adjustment.attempt
                GROUP BY adjustment.call, adjustment.attempt
                HAVING net IS NULL OR net < 0
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
            sentence: "A day's findings differ from its calls",
            sql: """
                WITH found AS (
                    SELECT began_at_ms / 86400000 * 86400000 AS day_ms, client, 'request' AS side,
                           each.key AS name, each.value AS findings
                    FROM call, json_each(call.findings) AS each
                    WHERE call.findings IS NOT NULL AND call.began_at_ms >= \(keptDay)
                    UNION ALL
                    SELECT began_at_ms / 86400000 * 86400000, client, 'reply', each.key, each.value
                    FROM call, json_each(call.reply_findings) AS each
                    WHERE call.reply_findings IS NOT NULL AND each.key NOT LIKE 'note:%'
                      AND call.began_at_ms >= \(keptDay)
                )
                SELECT day_ms, client, side, name, SUM(findings) AS findings, SUM(calls) AS calls
                FROM (
                    SELECT day_ms, client, side, name, -findings AS findings, -1 AS calls FROM found
                    UNION ALL
                    SELECT day_ms, client, side, action || ':' || detector, findings, calls
                    FROM detector_day
                    WHERE day_ms >= \(keptDay)
                )
                GROUP BY day_ms, client, side, name
                HAVING SUM(findings) <> 0 OR SUM(calls) <> 0
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

    /// The first day of which no row was pruned.
    private static let keptDay =
        "(SELECT (below_ms + 86399999) / 86400000 * 86400000 FROM pruned)"
    private static let dimensions = RollUpColumns.dimensions
    private static let totalDimensions =
        "0 AS client, 0 AS token, 0 AS key_version, '' AS model, 0 AS upstream, status"
    private static let columns = RollUpColumns.sums

    private static func signed(_ sign: String) -> String {
        columns.map { "\(sign)\($0) AS \($0)" }.joined(separator: ", ")
    }

    private static func shareDifference(_ span: StaticString) -> String {
        let parts = RollUpColumns.shares.map { kind in
            "SELECT '\(kind)', \(span)_ms, \(kind), status, \(signed("-")) FROM roll_up_\(span)"
        }
        let sums = columns.map { "SUM(\($0)) AS \($0)" }.joined(separator: ", ")
        let unequal = columns.map { "SUM(\($0)) <> 0" }.joined(separator: " OR ")
        return """
            SELECT kind, at, subject, status, \(sums)
            FROM (
                SELECT kind, \(span)_ms AS at, subject, status, \(signed("")) FROM roll_up_share_\(span)
                UNION ALL
                \(parts.joined(separator: " UNION ALL "))
            )
            GROUP BY kind, at, subject, status
            HAVING \(unequal)
            LIMIT 20
            """
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
