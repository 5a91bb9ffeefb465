import GRDB
import Storage
import Vocabulary

/// Goes once over the hours' roll-ups, in their order, and compares what they add up to with days, months, totals, shares,
/// latencies, refusals and what was pruned. Only one day's sums and one month's are in memory.
final class RollUpBooks {
    private static let day: Int64 = 86_400_000

    private let database: Database
    private let hours: BookHours
    private let problems: BookProblems
    private let foldedBelow: Int64
    /// Sums that are read for each day or month, and how many rows of each were.
    private var days: BookTable
    private var months: BookTable
    private var totals: BookTable
    private var dayShares: BookTable
    private var monthShares: BookTable
    private var latencies: BookTable
    private var refusals: BookTable

    /// The day that is under way.
    private var ofDay = BookTally()
    private var attempts: [Int64: Int64] = [:]
    private var refused: [Int64: Int64] = [:]
    /// The month.
    private var ofMonth = BookTally()

    init(_ database: Database, _ hours: BookHours, _ problems: BookProblems) throws {
        self.database = database
        self.hours = hours
        self.problems = problems
        foldedBelow = try Int64.fetchOne(database, sql: "SELECT below_ms FROM fold") ?? 0
        let (dimensions, list) = (RollUpColumns.dimensions, RollUpColumns.list)
        func table(_ name: String, _ time: String, _ columns: String) throws -> BookTable {
            try BookTable(
                name, "SELECT \(time), \(columns) FROM \(name) WHERE \(time) = ?", database)
        }
        func shares(_ span: String) throws -> BookTable {
            let kinds = RollUpColumns.shares.map { "'\($0)'" }.joined(separator: ", ")
            return try BookTable(
                "roll_up_share_\(span)",
                "SELECT \(span)_ms, kind, subject, status, \(list) FROM roll_up_share_\(span) "
                    + "WHERE kind IN (\(kinds)) AND \(span)_ms = ?", database)
        }
        days = try table("roll_up_day", "day_ms", "\(dimensions), \(list)")
        months = try table("roll_up_month", "month_ms", "\(dimensions), \(list)")
        totals = try table("roll_up_total", "day_ms", "status, \(list)")
        dayShares = try shares("day")
        monthShares = try shares("month")
        latencies = try table("roll_up_latency", "day_ms", "upstream, attempts")
        refusals = try table("roll_up_refusal", "day_ms", "client, refusals")
    }

    /// - Parameter prunedRows: What rows add up to that may be deleted, but weren't yet.
    func check(prunedRows: BookSums, _ progress: Books.Progress) throws {
        let bounds = try Row.fetchOne(
            database, sql: "SELECT MIN(hour_ms), MAX(hour_ms) FROM roll_up_hour")
        let (first, last): (Int64, Int64) = (bounds?[0] ?? 0, bounds?[1] ?? 0)
        let rows = try RowScan(
            """
            SELECT hour_ms, \(RollUpColumns.dimensions), \(RollUpColumns.list) FROM roll_up_hour
            ORDER BY hour_ms, client, token, key_version, model, upstream, status
            """, on: database)
        let refusal = hours.words.number(of: "refused")
        var pruned = BookSums()
        pruned.subtract(prunedRows)
        var day: Int64?
        while try rows.next() {
            let hour = rows.integer(0)
            let today = hour / Self.day * Self.day
            if today != day {
                if let day { try finish(day, before: today) }
                day = today
                progress("roll-ups", Double(hour - first) / Double(max(1, last - first)))
            }
            let sums = BookSums(rows, from: 7)
            var key = hours.key(of: rows)
            key.at = today
            if hour < hours.prunedBelow { pruned.add(sums) } else { hours.check(rows) }
            if hour < foldedBelow { ofDay.subtract(sums, from: key) }
            attempts[key.upstream, default: 0] &-= sums[BookSums.attempts]
            if key.status == refusal { refused[key.client, default: 0] &-= sums[BookSums.calls] }
        }
        if let day { try finish(day, before: nil) }
        try check(pruned)
        for table in [days, months, totals, dayShares, monthShares, latencies, refusals] {
            try table.checkAllRead(database, problems)
        }
    }

    /// Compares a day, and its month when the next day is of another.
    private func finish(_ day: Int64, before next: Int64?) throws {
        let month = Timestamp(milliseconds: day).month.milliseconds
        var total = BookTally()
        var shares = BookTally()
        try days.read(day) { row in
            let sums = BookSums(row, from: 7)
            var key = hours.key(of: row)
            ofDay.add(sums, to: key)
            total.subtract(sums, from: BookKey(at: day, status: key.status))
            Self.split(key) { shares.subtract(sums, from: $0) }
            key.at = month
            ofMonth.subtract(sums, from: key)
        }
        ofDay.report("A day's roll-up differs from its hours", to: problems) {
            hours.words.name($0)
        }
        try totals.read(day) { row in
            total.add(
                BookSums(row, from: 2),
                to: BookKey(at: day, status: hours.words.number(of: row.text(1) ?? "")))
        }
        total.report("A day's total differs from its roll-up", to: problems) {
            "at \($0.at), status \(hours.words.text($0.status))"
        }
        try read(&dayShares, day, &shares, "A day's share differs from its roll-up")
        try latencies.read(day) { attempts[$0.integer(1), default: 0] &+= $0.integer(2) }
        for (upstream, rest) in attempts where rest != 0 {
            problems.add(
                "A day's latencies differ from its attempts",
                "day_ms \(day), upstream \(upstream), latencies_minus_attempts \(rest)")
        }
        attempts.removeAll(keepingCapacity: true)
        try refusals.read(day) { refused[$0.integer(1), default: 0] &+= $0.integer(2) }
        for (client, rest) in refused where rest != 0 {
            problems.add(
                "A day's refusals differ from its calls",
                "day_ms \(day), client \(client), refusals_minus_calls \(rest)")
        }
        refused.removeAll(keepingCapacity: true)
        if let next, Timestamp(milliseconds: next).month.milliseconds == month { return }
        try finishMonth(month)
    }

    private func finishMonth(_ month: Int64) throws {
        var shares = BookTally()
        try months.read(month) { row in
            let sums = BookSums(row, from: 7)
            let key = hours.key(of: row)
            ofMonth.add(sums, to: key)
            Self.split(key) { shares.subtract(sums, from: $0) }
        }
        ofMonth.report("A month's roll-up differs from its days", to: problems) {
            hours.words.name($0)
        }
        try read(&monthShares, month, &shares, "A month's share differs from its roll-up")
    }

    /// The shares that a row counts in: each has its one dimension, and a mark of which it is in `at`'s place.
    private static func split(_ key: BookKey, _ take: (BookKey) -> Void) {
        take(BookKey(at: 0, client: key.client, status: key.status))
        take(BookKey(at: 1, token: key.token, status: key.status))
        take(BookKey(at: 2, keyVersion: key.keyVersion, status: key.status))
        take(BookKey(at: 3, model: key.model, status: key.status))
        take(BookKey(at: 4, upstream: key.upstream, status: key.status))
    }

    private func read(
        _ table: inout BookTable, _ at: Int64, _ shares: inout BookTally, _ sentence: String
    ) throws {
        let words = hours.words
        try table.read(at) { row in
            guard let kind = RollUpColumns.shares.firstIndex(of: row.text(1) ?? "") else { return }
            var key = BookKey(at: Int64(kind), status: words.number(of: row.text(3) ?? ""))
            switch kind {
            case 0: key.client = row.integer(2)
            case 1: key.token = row.integer(2)
            case 2: key.keyVersion = row.integer(2)
            case 3: key.model = words.number(of: row.text(2) ?? "")
            default: key.upstream = row.integer(2)
            }
            shares.add(BookSums(row, from: 4), to: key)
        }
        shares.report(sentence, to: problems) { key in
            let subject =
                key.at == 3
                ? words.text(key.model)
                : "\(key.client + key.token + key.keyVersion + key.upstream)"
            return "at \(at), kind \(RollUpColumns.shares[Int(key.at)]), subject \(subject), "
                + "status \(words.text(key.status))"
        }
    }

    private func check(_ hourly: BookSums) throws {
        let row = try Row.fetchOne(
            database, sql: "SELECT calls, attempts, cost_nano_usd FROM pruned")
        let calls = hourly[BookSums.calls] &- (row?[0] ?? 0)
        let attempts = hourly[BookSums.attempts] &- (row?[1] ?? 0)
        let cost = hourly[BookSums.cost] &- (row?[2] ?? 0)
        if calls != 0 || attempts != 0 || cost != 0 {
            problems.add(
                "What was pruned differs from the roll-ups of its hours",
                "calls \(calls), attempts \(attempts), cost_nano_usd \(cost)")
        }
    }
}

/// A table of sums that is read a day or a month at a time.
struct BookTable {
    private let name: String
    private let rows: RowScan
    private var count: Int64 = 0

    /// - Parameter sql: Its rows of one time, which is the only parameter.
    init(_ name: String, _ sql: String, _ database: Database) throws {
        self.name = name
        rows = try RowScan(sql, [.min], on: database)
    }

    /// Reads the rows of a time.
    mutating func read(_ at: Int64, _ take: (RowScan) throws -> Void) throws {
        try rows.rewind([at])
        while try rows.next() {
            count += 1
            try take(rows)
        }
    }

    /// Are there rows of a time that has no hours?
    func checkAllRead(_ database: Database, _ problems: BookProblems) throws {
        let all = try Int64.fetchOne(database, sql: "SELECT COUNT(*) FROM \(name)") ?? 0
        if all != count {
            problems.add(
                "A roll-up has rows of a time without hours", "\(name), rows \(all - count)")
        }
    }
}
