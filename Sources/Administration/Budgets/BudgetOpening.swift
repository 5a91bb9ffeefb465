import Clients
import GRDB
import Ledger
import Policy
import Vocabulary

/// What subjects spent before there was a budget.
enum BudgetOpening {
    /// Opens the window of a budget that lies at a moment, if it isn't open, with what its subject spent in it so far.
    static func open(_ budget: Budget, at now: Timestamp, in database: Database) throws {
        let window = budget.zone.window(budget.period, at: now)
        var query = UsageQuery()
        if window != .always { query.since = window.start }
        var spent = NanoUSD.zero
        for subject in try subjects(of: budget.subject, in: database) {
            query.client = subject.kind == .client ? subject.number : nil
            query.token = subject.kind == .token ? subject.number : nil
            for row in try query.rows(in: database) {
                spent = spent.adding(row.net) ?? NanoUSD(.max)
            }
        }
        try BudgetStand.open(
            budget: budget.number, start: window.start, spent: spent, in: database)
    }

    /// A client and all below it, or a token.
    private static func subjects(
        of subject: PolicySubject, in database: Database
    ) throws -> [PolicySubject] {
        guard subject.kind == .client else { return [subject] }
        var numbers: Set<Int64> = [subject.number]
        // A parent's number is below its children's, so one pass in order is enough.
        for client in try ClientStore.list(in: database).sorted(by: { $0.number < $1.number }) {
            if let parent = client.parent, numbers.contains(parent) {
                numbers.insert(client.number)
            }
        }
        return numbers.sorted().map { PolicySubject(.client, $0) }
    }
}
