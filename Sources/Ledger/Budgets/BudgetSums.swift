import GRDB
import Storage
import Vocabulary

/// Where budgets' windows stand within one transaction: read at first use, checked for each call, written once.
final class BudgetSums: Deferred {
    private struct Window: Hashable {
        let budget: Int64
        let start: Timestamp
    }

    private struct Stand {
        var spent: Int64
        var held: Int64
        let isStored: Bool
    }

    private var stands: [Window: Stand] = [:]

    init() {}

    /// Holds an amount in all windows, or in none.
    ///
    /// - Returns: The first hard budget that has no room; `nil` when it is held.
    func hold(
        _ budgets: [BudgetHold], _ amount: NanoUSD, in transaction: Transaction
    ) throws -> BudgetRefusal? {
        guard !budgets.isEmpty else { return nil }
        for budget in budgets {
            let stand = try stand(of: budget, in: transaction)
            guard let limit = budget.limit else { continue }
            let used = stand.spent.addingReportingOverflow(stand.held)
            let whole = used.partialValue.addingReportingOverflow(amount.nanoUSD)
            guard !used.overflow, !whole.overflow, whole.partialValue <= limit.nanoUSD else {
                return BudgetRefusal(
                    budget: budget.budget, limit: limit,
                    used: NanoUSD(used.overflow ? .max : used.partialValue), asked: amount)
            }
        }
        for budget in budgets { change(budget, spent: 0, held: amount.nanoUSD) }
        return nil
    }

    /// Puts what a call cost in the place of what it held.
    func settle(
        _ budgets: [BudgetHold], _ amount: NanoUSD, cost: NanoUSD, in transaction: Transaction
    ) throws {
        for budget in budgets {
            _ = try stand(of: budget, in: transaction)
            change(budget, spent: cost.nanoUSD, held: -amount.nanoUSD)
        }
    }

    func flush(_ transaction: Transaction) throws {
        for (window, stand) in stands {
            let row = try transaction.statement(stand.isStored ? Self.update : Self.insertion)
            row.bind(stand.spent)
            row.bind(stand.held)
            row.bind(window.budget)
            row.bind(window.start.milliseconds)
            try row.run()
        }
        stands = [:]
    }

    private func change(_ budget: BudgetHold, spent: Int64, held: Int64) {
        let window = Window(budget: budget.budget, start: budget.start)
        stands[window]?.spent += spent
        stands[window]?.held += held
    }

    private func stand(of budget: BudgetHold, in transaction: Transaction) throws -> Stand {
        let window = Window(budget: budget.budget, start: budget.start)
        if let known = stands[window] { return known }
        let statement = try transaction.database.cachedStatement(sql: Self.selection)
        let row = try Row.fetchOne(
            statement, arguments: [budget.budget, budget.start.milliseconds])
        let found = Stand(
            spent: row?["spent_nano_usd"] ?? 0, held: row?["held_nano_usd"] ?? 0,
            isStored: row != nil)
        stands[window] = found
        return found
    }

    private static let selection =
        "SELECT spent_nano_usd, held_nano_usd FROM budget_window WHERE budget = ? AND start_ms = ?"
    private static let update = HotSQL(
        """
        UPDATE budget_window SET spent_nano_usd = ?, held_nano_usd = ?
        WHERE budget = ? AND start_ms = ?
        """)
    private static let insertion = HotSQL(
        """
        INSERT INTO budget_window (spent_nano_usd, held_nano_usd, budget, start_ms, opened_nano_usd)
        VALUES (?, ?, ?, ?, 0)
        """)
}
