import Synchronization
import Vocabulary

/// How much a client or token may spend in a period.
package struct Budget: Hashable, Sendable {
    /// Names it for ever, through all changes of its limit.
    package let number: Int64
    /// Whose spending it bounds; a client's includes that of all clients below and their tokens.
    package let subject: PolicySubject
    /// What may be spent in a period.
    package let limit: NanoUSD
    /// When it starts over.
    package let period: BudgetPeriod
    /// By whose calendar.
    package let zone: BudgetZone
    /// Is a call refused that doesn't fit? Else it only warns.
    package let isHard: Bool
    /// Percentages of the limit at which a warning goes out, ascending.
    package let warnAtPercents: [Int64]
    /// A higher limit for a while.
    package let raise: Raise?

    /// A higher limit for a while.
    package struct Raise: Hashable, Sendable {
        /// The limit meanwhile.
        package let limit: NanoUSD
        /// The first moment at which it is over.
        package let end: Timestamp

        /// A raise.
        package init(limit: NanoUSD, end: Timestamp) {
            self.limit = limit
            self.end = end
        }
    }

    /// A budget as the directory has it.
    package init(
        number: Int64, subject: PolicySubject, limit: NanoUSD, period: BudgetPeriod,
        zone: BudgetZone = .utc, isHard: Bool = true, warnAtPercents: [Int64] = [],
        raise: Raise? = nil
    ) {
        self.number = number
        self.subject = subject
        self.limit = limit
        self.period = period
        self.zone = zone
        self.isHard = isHard
        self.warnAtPercents = warnAtPercents
        self.raise = raise
    }

    /// What may be spent at a moment.
    package func limit(at moment: Timestamp) -> NanoUSD {
        guard let raise, moment < raise.end else { return limit }
        return max(limit, raise.limit)
    }

    /// The highest warning percentage that an amount has reached of a limit; `nil` below all of them.
    package func warning(spent: NanoUSD, of limit: NanoUSD) -> Int64? {
        warnAtPercents.last { percent in
            Int128(spent.nanoUSD) * 100 >= Int128(limit.nanoUSD) * Int128(percent)
        }
    }
}

/// A budget whose window is looked up in the calendar once, and again when it has ended.
package final class BudgetClock: Sendable {
    /// The budget.
    package let budget: Budget
    private let window: Mutex<BudgetWindow?>

    /// A budget whose window isn't known yet.
    package init(_ budget: Budget) {
        self.budget = budget
        window = Mutex(nil)
    }

    /// The window that a moment lies in.
    package func window(at moment: Timestamp) -> BudgetWindow {
        window.withLock { known in
            if let known, known.contains(moment) { return known }
            let found = budget.zone.window(budget.period, at: moment)
            known = found
            return found
        }
    }
}
