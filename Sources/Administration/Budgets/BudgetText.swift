import Clients
import GRDB
import Ledger
import Policy
import Vocabulary

/// A budget as answers show it, with where its window stands now.
package struct BudgetReport: Codable, Sendable {
    package let id: String
    /// `client:NAME` or `token:ID`.
    package let subject: String
    /// What may be spent now: the raised limit while a raise holds.
    package let limitUSD: String
    /// `day`, `week`, `month` or `total`.
    package let per: String
    package let zone: String
    /// Is a call refused that doesn't fit?
    package let hard: Bool
    /// Percentages at which a warning goes out.
    package let warnAt: [Int64]
    package let windowStart: String
    /// `nil` for a total.
    package let windowEnd: String?
    package let spentNanoUSD: Int64
    package let heldNanoUSD: Int64
    /// The end of a raise that holds; `nil` without one.
    package let raisedUntil: String?

    init(_ entry: BudgetEntry, at now: Timestamp, in database: Database) throws {
        let budget = entry.budget
        let window = budget.zone.window(budget.period, at: now)
        let stand = try BudgetStand.of(
            budget: budget.number, start: window.start, in: database)
        id = entry.id
        subject = try SubjectName.text(budget.subject, in: database)
        limitUSD = budget.limit(at: now).dollars
        per = budget.period.rawValue
        zone = budget.zone.name
        hard = budget.isHard
        warnAt = budget.warnAtPercents
        windowStart = window.start.text
        windowEnd = window == .always ? nil : window.end.text
        spentNanoUSD = stand.spent.nanoUSD
        heldNanoUSD = stand.held.nanoUSD
        raisedUntil = budget.raise.flatMap { now < $0.end ? $0.end.text : nil }
    }
}

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
                spent = spent.adding(row.cost) ?? NanoUSD(.max)
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
