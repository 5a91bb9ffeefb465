import GRDB
import Vocabulary

/// A span of time, cut where the roll-ups are: months and days inside it, hours and single calls at its edges. All bounds
/// are milliseconds, each pair half open, and they ascend:
/// `from ≤ hourFrom ≤ dayFrom ≤ monthFrom ≤ monthTo ≤ dayTo ≤ hourTo ≤ to`.
struct UsageSpan {
    private(set) var from: Int64
    private(set) var to: Int64
    let hourFrom: Int64
    let hourTo: Int64
    let dayFrom: Int64
    let dayTo: Int64
    let monthFrom: Int64
    let monthTo: Int64

    private static let hour: Int64 = 3_600_000
    private static let day: Int64 = 86_400_000
    /// The end of the year 9999.
    private static let end: Int64 = 253_402_300_800_000

    /// - Parameters:
    ///   - hasMonths: May months be summed in one?
    ///   - database: Says how far hours were folded into days and months, and which rows were pruned: among those, a
    ///     bound inside an hour takes in the whole hour.
    init(
        since: Timestamp?, until: Timestamp?, hasMonths: Bool, in database: Database
    ) throws {
        let folded =
            try Int64.fetchOne(database, sql: "SELECT below_ms FROM fold") ?? 0
        let pruned =
            try Int64.fetchOne(database, sql: "SELECT below_ms FROM pruned") ?? 0
        from = min(max(0, since?.milliseconds ?? 0), Self.end)
        to = min(max(from, until?.milliseconds ?? Self.end), Self.end)
        if from < pruned { from = Self.floor(from, Self.hour) }
        if to < pruned { to = Self.ceiling(to, Self.hour) }
        hourFrom = min(to, Self.ceiling(from, Self.hour))
        hourTo = max(hourFrom, Self.floor(to, Self.hour))
        dayFrom = min(hourTo, Self.ceiling(hourFrom, Self.day))
        dayTo = max(dayFrom, Self.floor(min(hourTo, folded), Self.day))
        guard hasMonths else {
            (monthFrom, monthTo) = (dayTo, dayTo)
            return
        }
        let first = Timestamp(milliseconds: dayFrom).month
        // More than the longest month later is always in the next one.
        let next = first.advanced(byMilliseconds: 40 * Self.day).month
        monthFrom = min(dayTo, first.milliseconds == dayFrom ? dayFrom : next.milliseconds)
        monthTo = max(monthFrom, Timestamp(milliseconds: dayTo).month.milliseconds)
    }

    private static func floor(_ value: Int64, _ unit: Int64) -> Int64 { value / unit * unit }

    private static func ceiling(_ value: Int64, _ unit: Int64) -> Int64 {
        (value + unit - 1) / unit * unit
    }
}

extension Timestamp {
    /// The start of its UTC month.
    package var month: Timestamp { Timestamp(text.prefix(7) + "-01") ?? self }
}
