import GRDB
import Policy
import Storage
import Vocabulary

/// A budget's window of which more is spent than a percentage that its operator wants to hear of.
package struct BudgetWarning: Sendable {
    /// The budget's number in the directory.
    package let budget: Int64
    /// The highest percentage that was reached.
    package let percent: Int64
    /// What was spent.
    package let spent: NanoUSD
    /// Of how much.
    package let limit: NanoUSD

    /// The warning that is due and wasn't taken yet; it counts as taken from now on.
    package static func take(
        _ budget: Budget, start: Timestamp, at now: Timestamp, in transaction: Transaction
    ) throws -> BudgetWarning? {
        let row = try Row.fetchOne(
            transaction.database,
            sql: """
                SELECT spent_nano_usd, IFNULL(warned_percent, 0) AS warned
                FROM budget_window
                WHERE budget = ? AND start_ms = ?
                """,
            arguments: [budget.number, start.milliseconds])
        guard let row else { return nil }
        let (spent, limit) = (NanoUSD(row["spent_nano_usd"]), budget.limit(at: now))
        guard let percent = budget.warning(spent: spent, of: limit), percent > row["warned"] else {
            return nil
        }
        try transaction.execute(
            "UPDATE budget_window SET warned_percent = ? WHERE budget = ? AND start_ms = ?",
            [percent, budget.number, start.milliseconds])
        return BudgetWarning(budget: budget.number, percent: percent, spent: spent, limit: limit)
    }
}
