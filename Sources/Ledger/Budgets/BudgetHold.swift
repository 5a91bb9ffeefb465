import GRDB
import Storage
import Vocabulary

/// One window of a budget that a call counts in.
package struct BudgetHold: Hashable, Sendable {
    /// The budget's number in the directory.
    package let budget: Int64
    /// The window's first moment.
    package let start: Timestamp
    /// What may be spent and held in it; `nil` for a budget that only warns.
    package let limit: NanoUSD?

    package init(budget: Int64, start: Timestamp, limit: NanoUSD?) {
        self.budget = budget
        self.start = start
        self.limit = limit
    }

    /// The windows of a call that is in the books already.
    static func of(_ scope: Int64, in database: Database) throws -> [BudgetHold] {
        try Row.fetchAll(
            database,
            sql: "SELECT budget, start_ms FROM budget_scope_window WHERE scope = ? ORDER BY budget",
            arguments: [scope]
        ).map { row in
            BudgetHold(
                budget: row["budget"], start: Timestamp(milliseconds: row["start_ms"]), limit: nil)
        }
    }
}

/// A hard budget that had no room for a call.
package struct BudgetRefusal: Hashable, Sendable {
    /// The budget's number in the directory.
    package let budget: Int64
    /// What may be spent.
    package let limit: NanoUSD
    /// What was spent and held.
    package let used: NanoUSD
    /// What the call would have held.
    package let asked: NanoUSD

    /// One sentence for a human, without whose budget it is.
    package var reason: String {
        "A budget of \(limit.dollars) USD has \(used.dollars) USD spent or held, and this call may "
            + "cost \(asked.dollars) USD."
    }
}

/// Where a budget's window stands.
package struct BudgetStand: Hashable, Sendable {
    /// Spent by settled calls.
    package let spent: NanoUSD
    /// Held for calls under way.
    package let held: NanoUSD

    /// The stand of a window; nothing for one that no call came in yet.
    package static func of(
        budget: Int64, start: Timestamp, in database: Database
    ) throws -> BudgetStand {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT spent_nano_usd, held_nano_usd FROM budget_window
                WHERE budget = ? AND start_ms = ?
                """,
            arguments: [budget, start.milliseconds])
        return BudgetStand(
            spent: NanoUSD(row?["spent_nano_usd"] ?? 0), held: NanoUSD(row?["held_nano_usd"] ?? 0))
    }

    /// Opens a window with what calls had cost before there was the budget. Again: no change.
    package static func open(
        budget: Int64, start: Timestamp, spent: NanoUSD, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO budget_window (budget, start_ms, opened_nano_usd, spent_nano_usd, held_nano_usd)
                VALUES (?1, ?2, ?3, ?3, 0)
                ON CONFLICT DO NOTHING
                """,
            arguments: [budget, start.milliseconds, spent.nanoUSD])
    }
}
