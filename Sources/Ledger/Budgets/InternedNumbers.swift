import GRDB
import Journal
import Policy
import Storage
import Synchronization
import Vocabulary

/// The numbers of decisions and of budgets' windows, each of which is written once and named by many calls.
///
/// A number is kept in memory only once a later transaction found it in the file, since the one that writes it may fail.
final class InternedNumbers: Sendable {
    /// How many numbers are kept; then all are forgotten.
    private static let countMax = 4_096

    private struct Known {
        var decisions: [PolicyDecision: Int64] = [:]
        var scopes: [String: Int64] = [:]
    }

    private let known = Mutex(Known())

    init() {}

    /// The number of a decision; `nil` for none.
    func decision(_ decision: PolicyDecision?, in transaction: Transaction) throws -> Int64? {
        guard let decision else { return nil }
        if let number = known.withLock({ $0.decisions[decision] }) { return number }
        let reason = String(decision.reason.prefix(512))
        let select = try transaction.database.cachedStatement(
            sql: "SELECT number FROM decision WHERE rule = ? AND reason = ?")
        if let number = try Int64.fetchOne(select, arguments: [decision.rule, reason]) {
            // Only what permits comes again and again; reasons of refusals may hold any model's name.
            guard decision.isPermitted,
                !transaction.collector(FreshNumbers.self).decisions.contains(number)
            else { return number }
            known.withLock { known in
                if known.decisions.count >= Self.countMax { known.decisions = [:] }
                known.decisions[decision] = number
            }
            return number
        }
        let journal = try transaction.journal
        try transaction.execute(
            "INSERT INTO decision (rule, reason, entry) VALUES (?, ?, ?)",
            [decision.rule, reason, journal.nextIndex])
        let number = transaction.database.lastInsertedRowID
        journal.append(.decision(number: number, rule: decision.rule, reason: reason))
        transaction.collector(FreshNumbers.self).decisions.insert(number)
        return number
    }

    /// The number of a combination of windows; `nil` for none.
    func scope(_ budgets: [BudgetHold], in transaction: Transaction) throws -> Int64? {
        guard !budgets.isEmpty else { return nil }
        let windows = budgets.map { "\($0.budget)@\($0.start.milliseconds)" }
            .joined(separator: " ")
        if let number = known.withLock({ $0.scopes[windows] }) { return number }
        let select = try transaction.database.cachedStatement(
            sql: "SELECT number FROM budget_scope WHERE windows = ?")
        if let number = try Int64.fetchOne(select, arguments: [windows]) {
            guard !transaction.collector(FreshNumbers.self).scopes.contains(number) else {
                return number
            }
            known.withLock { known in
                if known.scopes.count >= Self.countMax { known.scopes = [:] }
                known.scopes[windows] = number
            }
            return number
        }
        let journal = try transaction.journal
        try transaction.execute(
            "INSERT INTO budget_scope (windows, entry) VALUES (?, ?)", [windows, journal.nextIndex])
        let number = transaction.database.lastInsertedRowID
        journal.append(.scope(number: number, windows: windows))
        transaction.collector(FreshNumbers.self).scopes.insert(number)
        for budget in budgets {
            try transaction.execute(
                "INSERT INTO budget_scope_window (scope, budget, start_ms) VALUES (?, ?, ?)",
                [number, budget.budget, budget.start.milliseconds])
        }
        return number
    }
}

/// The numbers that this transaction made, which are gone if it fails.
private final class FreshNumbers: Deferred {
    var decisions: Set<Int64> = []
    var scopes: Set<Int64> = []

    init() {}

    func flush(_ transaction: Transaction) throws {}
}
