/// How long a budget lasts before it starts over.
package enum BudgetPeriod: String, CaseIterable, Sendable {
    /// From midnight to midnight.
    case day
    /// From Monday's midnight to the next.
    case week
    /// From midnight of the first to midnight of the next first.
    case month
    /// For ever.
    case total
}
