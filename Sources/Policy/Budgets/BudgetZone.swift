import Foundation
import Vocabulary

/// A time zone of the IANA database, by whose calendar a budget starts over.
package struct BudgetZone: Hashable, Sendable {
    /// Its name, such as `Europe/Berlin`.
    package let name: String
    private let calendar: Calendar

    /// Coordinated universal time.
    package static let utc = BudgetZone(name: "UTC", zone: .gmt)

    /// `nil` for a name that the database doesn't have, and for abbreviations such as `CET`, which name no calendar.
    package init?(_ name: String) {
        if name == "UTC" {
            self = .utc
            return
        }
        guard name.contains("/"), name.utf8.count <= 64, let zone = TimeZone(identifier: name)
        else { return nil }
        self.init(name: name, zone: zone)
    }

    private init(name: String, zone: TimeZone) {
        self.name = name
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = zone
        self.calendar = calendar
    }

    /// The period that a moment lies in. Its length is whatever the calendar says: 23 to 25 hours for most days.
    ///
    /// Not for the hot path; a window is good until it ends.
    package func window(_ period: BudgetPeriod, at moment: Timestamp) -> BudgetWindow {
        let component: Calendar.Component
        switch period {
        case .day: component = .day
        case .week: component = .weekOfYear
        case .month: component = .month
        case .total: return .always
        }
        let date = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000)
        guard let interval = calendar.dateInterval(of: component, for: date) else { return .always }
        return BudgetWindow(
            start: Self.timestamp(interval.start), end: Self.timestamp(interval.end))
    }

    /// Periods begin on whole seconds.
    private static func timestamp(_ date: Date) -> Timestamp {
        Timestamp(milliseconds: Int64(date.timeIntervalSince1970.rounded()) * 1000)
    }
}

/// The time that a budget's limit is for, its start included, its end not.
package struct BudgetWindow: Hashable, Sendable {
    /// The first moment.
    package let start: Timestamp
    /// The first moment after it.
    package let end: Timestamp

    /// All of time.
    package static let always = BudgetWindow(
        start: Timestamp(milliseconds: 0), end: Timestamp(milliseconds: .max))

    /// Does the moment lie in it?
    package func contains(_ moment: Timestamp) -> Bool { start <= moment && moment < end }
}
