import GRDB
import Journal
import Storage
import Vocabulary

/// What was deleted of old calls' rows.
package struct PrunedRows: Sendable {
    package var calls: Int64 = 0
    package var attempts: Int64 = 0
    /// Entries of the log whose rows they were.
    var entries: Int64 = 0
    var maximumEntry: Int64 = -1
    /// Is nothing left that may go?
    package var isDone = false
    /// The longest that other changes waited for one step.
    package var longestMilliseconds: Int64 = 0
    /// How long the last step worked, without its wait for its turn and for the disk.
    var workNanoseconds: UInt64 = 0
}

/// Old calls' rows may go; what they add up to stays: in the roll-ups, in the balances, in the log's tree.
///
/// First the moment is written below which rows may be deleted (the tables' triggers refuse all others), then a few rows go
/// at a time, so that no call waits long.
extension Ledger {
    /// Rows of the last day stay: what is under way, and what limits remember.
    package static let keptMillisecondsMin: Int64 = 86_400_000

    /// How long one step may work while others wait; the next takes as many rows as the last one allows. The disk's sync comes
    /// on top, whatever it takes.
    private static let stepNanoseconds: UInt64 = 12_000_000
    private static let stepCallsMin: Int64 = 50
    private static let stepCallsMax: Int64 = 4_000

    /// Deletes rows of calls that began before an hour.
    ///
    /// - Parameters:
    ///   - before: Rounded down to an hour; at least a day ago.
    ///   - milliseconds: Stops when so much time has passed, to be called again.
    /// - Throws: `.unwritable`; what was deleted until then is consistent.
    package func prune(
        before: Timestamp, at now: Timestamp, for milliseconds: Int64,
        clock: any Clock = SystemClock()
    ) async throws(LedgerFault) -> PrunedRows {
        let hour: Int64 = 3_600_000
        let latest = now.milliseconds - Self.keptMillisecondsMin
        let below = max(0, min(before.milliseconds, latest)) / hour * hour
        try await fold(at: now)
        _ = try await write { transaction in
            try transaction.execute(
                "UPDATE pruned SET below_ms = ?1 WHERE below_ms < ?1", [below])
        }
        var pruned = PrunedRows()
        let began = clock.monotonicNanoseconds
        var count: Int64 = 100
        while !pruned.isDone {
            guard Int64((clock.monotonicNanoseconds - began) / 1_000_000) < milliseconds else {
                break
            }
            let limit = count
            let start = clock.monotonicNanoseconds
            let step = try await write { transaction in
                let turn = clock.monotonicNanoseconds
                var step = try Self.pruneStep(below, limit, at: now, in: transaction)
                step.workNanoseconds = clock.monotonicNanoseconds - turn
                return step
            }
            let spent = Int64((clock.monotonicNanoseconds - start) / 1_000_000)
            pruned.calls += step.calls
            pruned.attempts += step.attempts
            pruned.entries += step.entries
            pruned.maximumEntry = max(pruned.maximumEntry, step.maximumEntry)
            pruned.longestMilliseconds = max(pruned.longestMilliseconds, spent)
            pruned.isDone = step.calls < limit
            if step.workNanoseconds < Self.stepNanoseconds / 2 {
                count = min(Self.stepCallsMax, count * 2)
            } else if step.workNanoseconds > Self.stepNanoseconds {
                count = max(Self.stepCallsMin, count / 2)
            }
        }
        return pruned
    }

    private static func pruneStep(
        _ below: Int64, _ limit: Int64, at now: Timestamp, in transaction: Transaction
    ) throws -> PrunedRows {
        let database = transaction.database
        try database.execute(
            sql: """
                CREATE TEMP TABLE IF NOT EXISTS leaving (number INTEGER PRIMARY KEY);
                DELETE FROM temp.leaving;
                """)
        try transaction.execute(
            """
            INSERT INTO temp.leaving (number)
            SELECT number FROM call WHERE id < ? AND outcome IS NOT NULL ORDER BY id LIMIT ?
            """, [UsageQuery.firstID(below), limit])
        var step = PrunedRows()
        step.calls = Int64(transaction.database.changesCount)
        guard step.calls > 0 else { return step }
        for sql in sums { try transaction.execute(sql, []) }
        let entries = try Row.fetchOne(
            database,
            sql: """
                SELECT COUNT(entry) AS entries, IFNULL(MAX(entry), -1) AS maximum FROM (
                    SELECT entry FROM temp.leaving CROSS JOIN call USING (number)
                    UNION
                    SELECT outcome_entry FROM temp.leaving CROSS JOIN call USING (number)
                    UNION
                    SELECT entry FROM temp.leaving CROSS JOIN attempt ON attempt.call = leaving.number
                    UNION
                    SELECT outcome_entry FROM temp.leaving CROSS JOIN attempt ON attempt.call = leaving.number
                )
                """)
        step.entries = entries?["entries"] ?? 0
        step.maximumEntry = entries?["maximum"] ?? -1
        // With the rows, or a check after a kill would miss them.
        if step.entries > 0 {
            try transaction.journal.prune(
                step.entries, below: step.maximumEntry + 1, at: now, in: transaction)
        }
        try transaction.execute(
            "DELETE FROM adjustment WHERE call IN (SELECT number FROM temp.leaving)", [])
        step.attempts = Int64(
            try transaction.execute(
                "DELETE FROM attempt WHERE call IN (SELECT number FROM temp.leaving)", []))
        try transaction.execute(
            "DELETE FROM call WHERE number IN (SELECT number FROM temp.leaving)", [])
        return step
    }

    /// What leaves is added to what has left. Each begins with what leaves (CROSS JOIN): it is little.
    private static let sums = [
        """
        INSERT INTO pruned_cost (kind, subject, start_ms, spent_nano_usd)
        SELECT 'client', call.client, 0, SUM(\(cost))
        FROM temp.leaving CROSS JOIN call USING (number) CROSS JOIN attempt ON attempt.call = call.number
        GROUP BY call.client
        \(addition)
        """,
        """
        INSERT INTO pruned_cost (kind, subject, start_ms, spent_nano_usd)
        SELECT 'token', call.token, 0, SUM(\(cost))
        FROM temp.leaving CROSS JOIN call USING (number) CROSS JOIN attempt ON attempt.call = call.number
        GROUP BY call.token
        \(addition)
        """,
        """
        INSERT INTO pruned_cost (kind, subject, start_ms, spent_nano_usd)
        SELECT 'key_version', attempt.key_version, 0, SUM(\(cost))
        FROM temp.leaving CROSS JOIN attempt ON attempt.call = leaving.number
        GROUP BY attempt.key_version
        \(addition)
        """,
        """
        INSERT INTO pruned_cost (kind, subject, start_ms, spent_nano_usd)
        SELECT 'budget', budget_scope_window.budget, budget_scope_window.start_ms, SUM(\(cost))
        FROM temp.leaving CROSS JOIN call USING (number) CROSS JOIN attempt ON attempt.call = call.number
        CROSS JOIN budget_scope_window ON budget_scope_window.scope = call.budget_scope
        GROUP BY 2, 3
        \(addition)
        """,
        """
        UPDATE pruned
        SET calls = calls + (SELECT COUNT(*) FROM temp.leaving),
            (attempts, cost_nano_usd) = (
                SELECT pruned.attempts + COUNT(*), pruned.cost_nano_usd + IFNULL(SUM(attempt.cost_nano_usd), 0)
                FROM temp.leaving CROSS JOIN attempt ON attempt.call = leaving.number)
        """,
    ]

    private static let cost = """
        attempt.cost_nano_usd
            + IFNULL((SELECT SUM(amount_nano_usd) FROM adjustment
                      WHERE adjustment.call = attempt.call AND adjustment.attempt = attempt.ordinal), 0)
        """
    private static let addition = """
        ON CONFLICT DO UPDATE SET spent_nano_usd = spent_nano_usd + excluded.spent_nano_usd
        """
}
