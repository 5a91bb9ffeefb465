import Testing
import Vocabulary

@testable import Policy

@Suite struct `A budget's window` {
    /// Zone, period, a moment in it, its first moment, the first one after it; all in UTC.
    @Test(arguments: [
        // Both changes of the clocks in five zones: a day of 23 or 25 hours, or 23.5 and 24.5.
        (
            "Europe/Berlin", "day", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z",
            "2026-03-29T22:00:00Z"
        ),
        (
            "Europe/Berlin", "day", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z",
            "2026-10-25T23:00:00Z"
        ),
        (
            "America/New_York", "day", "2026-03-08T12:00:00Z", "2026-03-08T05:00:00Z",
            "2026-03-09T04:00:00Z"
        ),
        (
            "America/New_York", "day", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z",
            "2026-11-02T05:00:00Z"
        ),
        (
            "Australia/Lord_Howe", "day", "2026-04-05T01:00:00Z", "2026-04-04T13:00:00Z",
            "2026-04-05T13:30:00Z"
        ),
        (
            "Australia/Lord_Howe", "day", "2026-10-04T01:00:00Z", "2026-10-03T13:30:00Z",
            "2026-10-04T13:00:00Z"
        ),
        // The clocks go forward at midnight: the day begins at one.
        (
            "Africa/Cairo", "day", "2026-04-24T12:00:00Z", "2026-04-23T22:00:00Z",
            "2026-04-24T21:00:00Z"
        ),
        (
            "Africa/Cairo", "day", "2026-10-29T12:00:00Z", "2026-10-28T21:00:00Z",
            "2026-10-29T22:00:00Z"
        ),
        (
            "America/Santiago", "day", "2026-04-04T12:00:00Z", "2026-04-04T03:00:00Z",
            "2026-04-05T04:00:00Z"
        ),
        (
            "America/Santiago", "day", "2026-09-06T12:00:00Z", "2026-09-06T04:00:00Z",
            "2026-09-07T03:00:00Z"
        ),
        // No changes at all, and half an hour off.
        (
            "Asia/Kolkata", "day", "2026-11-22T18:29:59Z", "2026-11-21T18:30:00Z",
            "2026-11-22T18:30:00Z"
        ),
        (
            "Asia/Kolkata", "day", "2026-11-22T18:30:00Z", "2026-11-22T18:30:00Z",
            "2026-11-23T18:30:00Z"
        ),
        // Ends of months, leap days, years.
        ("UTC", "month", "2026-01-31T23:59:59Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
        ("UTC", "month", "2028-02-29T12:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"),
        ("UTC", "month", "2027-02-28T23:59:59Z", "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z"),
        ("UTC", "day", "2028-02-29T23:59:59Z", "2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z"),
        ("UTC", "month", "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        (
            "Pacific/Kiritimati", "month", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z",
            "2026-02-28T10:00:00Z"
        ),
        (
            "Pacific/Kiritimati", "month", "2026-01-31T09:59:59Z", "2025-12-31T10:00:00Z",
            "2026-01-31T10:00:00Z"
        ),
        (
            "Europe/Berlin", "month", "2026-03-31T21:59:59Z", "2026-02-28T23:00:00Z",
            "2026-03-31T22:00:00Z"
        ),
        (
            "Europe/Berlin", "month", "2028-02-29T22:59:59Z", "2028-01-31T23:00:00Z",
            "2028-02-29T23:00:00Z"
        ),
        // Weeks begin on Monday, wherever.
        (
            "America/New_York", "week", "2026-11-22T21:00:00Z", "2026-11-16T05:00:00Z",
            "2026-11-23T05:00:00Z"
        ),
        (
            "Europe/Berlin", "week", "2026-03-29T12:00:00Z", "2026-03-22T23:00:00Z",
            "2026-03-29T22:00:00Z"
        ),
        ("UTC", "week", "2027-01-01T00:00:00Z", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z"),
    ])
    func `is what the calendar of its zone says`(
        name: String, period: String, moment: String, start: String, end: String
    ) throws {
        let zone = try #require(BudgetZone(name))
        let window = zone.window(
            try #require(BudgetPeriod(rawValue: period)), at: try #require(Timestamp(moment)))
        #expect(window.start == Timestamp(start), "\(window.start.text)")
        #expect(window.end == Timestamp(end), "\(window.end.text)")
    }

    /// AC-12.
    @Test(arguments: [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo",
        "America/Santiago",
    ])
    func `follows the last without gap or overlap for four years`(name: String) throws {
        let zone = try #require(BudgetZone(name))
        for period in [BudgetPeriod.day, .week, .month] {
            var moment = try #require(Timestamp("2025-01-15T12:00:00Z"))
            let last = try #require(Timestamp("2029-01-15T00:00:00Z"))
            while moment < last {
                let window = zone.window(period, at: moment)
                #expect(window.contains(moment))
                let next = zone.window(period, at: window.end)
                #expect(next.start == window.end, "\(window.end.text) \(next.start.text)")
                #expect(zone.window(period, at: window.start) == window)
                #expect(zone.window(period, at: window.end.advanced(byMilliseconds: -1)) == window)
                moment = next.start.advanced(byMilliseconds: 3_600_000)
            }
        }
    }

    @Test(arguments: ["", "CET", "EST", "Europe/Atlantis", "../etc/passwd", "GMT+1", "europe"])
    func `needs a zone with a calendar`(name: String) {
        #expect(BudgetZone(name) == nil)
    }

    @Test func `of a total is all of time`() {
        let window = BudgetZone.utc.window(.total, at: Timestamp(milliseconds: 5))
        #expect(window == .always && window.contains(Timestamp(milliseconds: .max - 1)))
    }

    @Test func `is kept until it ends`() throws {
        let clock = BudgetClock(budget(.day))
        let noon = try #require(Timestamp("2026-11-22T12:00:00Z"))
        let first = clock.window(at: noon)
        #expect(clock.window(at: first.end.advanced(byMilliseconds: -1)) == first)
        #expect(clock.window(at: first.end).start == first.end)
        #expect(clock.window(at: noon) == first)
    }

    private func budget(_ period: BudgetPeriod) -> Budget {
        Budget(number: 1, subject: PolicySubject(.client, 1), limit: NanoUSD(1000), period: period)
    }
}

@Suite struct `A budget` {
    @Test func `is raised until the raise ends`() {
        let end = Timestamp(milliseconds: 100)
        let budget = Budget(
            number: 1, subject: PolicySubject(.token, 1), limit: NanoUSD(10), period: .total,
            raise: .init(limit: NanoUSD(25), end: end))
        #expect(budget.limit(at: Timestamp(milliseconds: 99)) == NanoUSD(25))
        #expect(budget.limit(at: end) == NanoUSD(10))
    }

    @Test func `warns from each percentage on, without rounding`() {
        let budget = Budget(
            number: 1, subject: PolicySubject(.token, 1), limit: NanoUSD(15_000_000_000),
            period: .total, warnAtPercents: [50, 99])
        func warning(_ spent: Int64) -> Int64? {
            budget.warning(spent: NanoUSD(spent), of: budget.limit)
        }
        #expect(warning(400_000_000) == nil)
        #expect(warning(7_499_999_999) == nil)
        #expect(warning(7_500_000_000) == 50)
        #expect(warning(14_849_999_999) == 50)
        #expect(warning(14_850_000_000) == 99)
        #expect(warning(.max) == 99)
    }
}
