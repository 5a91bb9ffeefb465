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
