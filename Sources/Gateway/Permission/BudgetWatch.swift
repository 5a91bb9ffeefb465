import Clients
import Ledger
import Notices
import Policy
import Storage
import Synchronization
import Vocabulary
import Wire

/// Tells operators, once for each percentage of each window, how far a budget is spent.
final class BudgetWatch: Sendable {
    private let isDue = Mutex(true)

    init() {}

    /// A call was settled that counts in a budget: the next look may find a warning to give.
    func note() { isDue.withLock { $0 = true } }

    /// Looks at the windows of this moment, if anything was spent since the last look.
    ///
    /// - Returns: The warnings that weren't given yet; they count as given now.
    func look(
        _ budgets: [BudgetClock], at now: Timestamp, in file: LedgerFile
    ) async throws -> [BudgetWarning] {
        let mustLook = isDue.withLock { isDue in
            defer { isDue = false }
            return isDue
        }
        let watched = budgets.filter { !$0.budget.warnAtPercents.isEmpty }
        guard mustLook, !watched.isEmpty else { return [] }
        return try await file.writer.write { transaction in
            try watched.compactMap { clock in
                try BudgetWarning.take(
                    clock.budget, start: clock.window(at: now).start, at: now, in: transaction)
            }
        }
    }
}

extension Notice {
    /// A budget is spent as far as its operator wanted to know.
    ///
    /// - Parameter id: The budget's, as operators know it.
    init(_ warning: BudgetWarning, id: String, at now: Timestamp) {
        self.init("budget.warning", at: now) {
            $0.key("budget")
            $0.string(id)
            $0.key("percent")
            $0.integer(warning.percent)
            $0.key("spent_nano_usd")
            $0.integer(warning.spent.nanoUSD)
            $0.key("limit_nano_usd")
            $0.integer(warning.limit.nanoUSD)
        }
    }
}
