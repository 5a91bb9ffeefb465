import GRDB
import Storage

/// Goes once over calls, tries and adjustments, side by side in the order of their calls, and compares what they add up to
/// with balances, budgets' windows, findings and the hours' roll-ups.
final class RowBooks {
    /// How many calls, tries and adjustments there are.
    private(set) var entries: Int64 = 0
    /// What rows that may be deleted, but weren't yet, add up to.
    private(set) var pruned = BookSums()

    private struct Money {
        var spent: Int64 = 0
        var held: Int64 = 0
    }

    private enum Subject: Hashable {
        case client(Int64)
        case token(Int64)
        case keyVersion(Int64)
    }

    private struct Window: Hashable {
        let budget: Int64
        let start: Int64
    }

    private let database: Database
    private let hours: BookHours
    private let problems: BookProblems
    private let tries: RowScan
    private let adjustments: RowScan
    private let floor: Int64
    private var hasTry = false
    private var hasAdjustment = false
    private var balances: [Subject: Money] = [:]
    private var scopes: [Int64: Money] = [:]
    private var findings: BookFindings

    init(_ database: Database, _ hours: BookHours, _ problems: BookProblems) throws {
        self.database = database
        self.hours = hours
        self.problems = problems
        floor = try Int64.fetchOne(database, sql: "SELECT floor FROM recovery") ?? 0
        findings = BookFindings(prunedBelow: hours.prunedBelow)
        tries = try RowScan(
            """
            SELECT call, ordinal, upstream, key_version, hold_nano_usd, outcome, usage_source, code,
                   fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
                   visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images, searches,
                   cost_nano_usd, cache_saved_nano_usd
            FROM attempt ORDER BY call, ordinal
            """, on: database)
        adjustments = try RowScan(
            "SELECT call, attempt, amount_nano_usd FROM adjustment ORDER BY call, attempt",
            on: database)
    }

    func check(_ progress: Books.Progress) throws {
        let last = try Int64.fetchOne(database, sql: "SELECT MAX(number) FROM call") ?? 0
        let calls = try RowScan(
            """
            SELECT number, client, token, model, began_at_ms, outcome, cost_nano_usd, budget_scope, findings,
                   reply_findings
            FROM call ORDER BY number
            """, on: database)
        hasTry = try tries.next()
        hasAdjustment = try adjustments.next()
        while try calls.next() {
            entries += 1
            if entries.isMultiple(of: 16_384) {
                progress("calls", Double(calls.integer(0)) / Double(max(last, 1)))
            }
            try check(calls)
        }
        while hasTry {
            problems.add("A try belongs to no call", "call \(tries.integer(0))")
            hasTry = try nextTry()
        }
        try skipAdjustments(before: .max)
        hours.report()
        try checkBalances()
        try checkWindows()
        try findings.check(database, problems)
    }

    private func check(_ call: RowScan) throws {
        let number = call.integer(0)
        let (client, token) = (call.integer(1), call.integer(2))
        let began = call.integer(4)
        let outcome = call.text(5)
        let scope = call.optional(7)
        var key = BookKey(
            at: began / 3_600_000 * 3_600_000, client: client, token: token,
            model: hours.words.number(of: call.text(3) ?? ""),
            status: hours.words.number(of: outcome ?? ""))
        var (cost, adjusted, held): (Int64, Int64, Int64) = (0, 0, 0)
        var (count, open) = (0, 0)
        while hasTry, tries.integer(0) < number {
            problems.add("A try belongs to no call", "call \(tries.integer(0))")
            hasTry = try nextTry()
        }
        while hasTry, tries.integer(0) == number {
            count += 1
            var sums = BookSums()
            let isOpen = tries.text(5) == nil
            if isOpen {
                open += 1
                held &+= tries.integer(4)
            }
            let keyVersion = tries.integer(3)
            read(tries, &sums)
            sums[BookSums.adjustment] = try adjustment(
                of: number, tries.integer(1), cost: isOpen ? nil : sums[BookSums.cost])
            balances[.keyVersion(keyVersion), default: Money()].spent &+=
                sums[BookSums.cost] &+ sums[BookSums.adjustment]
            if isOpen {
                balances[.keyVersion(keyVersion), default: Money()].held &+= tries.integer(4)
            }
            cost &+= sums[BookSums.cost]
            adjusted &+= sums[BookSums.adjustment]
            (key.keyVersion, key.upstream) = (keyVersion, tries.integer(2))
            hasTry = try nextTry()
            if !(hasTry && tries.integer(0) == number) { sums[BookSums.calls] = 1 }
            if outcome != nil { try book(sums, under: key, began) }
        }
        if count == 0, outcome != nil {
            var sums = BookSums()
            sums[BookSums.calls] = 1
            try book(sums, under: key, began)
        }
        if count > 0 {
            balances[.client(client), default: Money()].spent &+= cost &+ adjusted
            balances[.token(token), default: Money()].spent &+= cost &+ adjusted
            if held != 0 {
                balances[.client(client), default: Money()].held &+= held
                balances[.token(token), default: Money()].held &+= held
            }
            if let scope {
                scopes[scope, default: Money()].spent &+= cost &+ adjusted
                scopes[scope, default: Money()].held &+= held
            }
        }
        if outcome != nil, call.integer(6) != cost {
            problems.add(
                "A call costs other than its attempts",
                "number \(number), difference \(call.integer(6) &- cost)")
        }
        if open != (outcome == nil ? 1 : 0) {
            problems.add(
                "An ended call has an open attempt, or an open call none",
                "number \(number), attempts_open \(open)")
        }
        if outcome == nil, number < floor {
            problems.add("A call is open where recovery doesn't look", "number \(number)")
        }
        findings.count(call, began: began, client: client, problems)
    }

    private func book(
        _ sums: borrowing BookSums, under key: BookKey, _ began: Int64
    ) throws {
        if began < hours.prunedBelow { pruned.add(sums) } else { try hours.count(sums, under: key) }
    }

    private func read(_ row: RowScan, _ sums: inout BookSums) {
        sums[BookSums.attempts] = 1
        sums[BookSums.estimated] = row.text(6) == "estimated" ? 1 : 0
        let code = row.text(7)
        sums[BookSums.unpriced] = code == "unpriced" || code == "unpriced_meter" ? 1 : 0
        for meter in 0..<10 { sums[BookSums.meters + meter] = row.integer(8 + meter) }
        sums[BookSums.cost] = row.integer(18)
        sums[BookSums.cacheSaved] = row.integer(19)
    }

    private func nextTry() throws -> Bool {
        entries += 1
        return try tries.next()
    }

    /// What was adjusted of a try.
    ///
    /// - Parameter cost: What it cost; `nil` while it is open.
    private func adjustment(of call: Int64, _ ordinal: Int64, cost: Int64?) throws -> Int64 {
        guard hasAdjustment else { return 0 }
        try skipAdjustments(before: call, ordinal)
        var sum: Int64 = 0
        var count = 0
        while hasAdjustment, adjustments.integer(0) == call, adjustments.integer(1) == ordinal {
            sum &+= adjustments.integer(2)
            count += 1
            hasAdjustment = try nextAdjustment()
        }
        if count > 0, cost.map({ $0 &+ sum < 0 }) ?? true {
            tell(call, ordinal, cost.map { $0 &+ sum })
        }
        return sum
    }

    /// Adjustments before a try are of none.
    private func skipAdjustments(before call: Int64, _ ordinal: Int64 = 0) throws {
        while hasAdjustment,
            (adjustments.integer(0), adjustments.integer(1)) < (call, ordinal)
        {
            tell(adjustments.integer(0), adjustments.integer(1), nil)
            hasAdjustment = try nextAdjustment()
        }
    }

    private func nextAdjustment() throws -> Bool {
        entries += 1
        return try adjustments.next()
    }

    private func tell(_ call: Int64, _ ordinal: Int64, _ net: Int64?) {
        problems.add(
            "An adjustment has no settled attempt, or takes it below zero",
            "call \(call), attempt \(ordinal), net \(net.map { "\($0)" } ?? "none")")
    }

    private func checkBalances() throws {
        let pruned = try RowScan(
            "SELECT kind, subject, spent_nano_usd FROM pruned_cost WHERE kind <> 'budget'",
            on: database)
        while try pruned.next() {
            guard let subject = Self.subject(pruned) else { continue }
            balances[subject, default: Money()].spent &+= pruned.integer(2)
        }
        let stored = try RowScan(
            "SELECT kind, subject, spent_nano_usd, held_nano_usd FROM balance", on: database)
        while try stored.next() {
            guard let subject = Self.subject(stored) else { continue }
            balances[subject, default: Money()].spent &-= stored.integer(2)
            balances[subject, default: Money()].held &-= stored.integer(3)
        }
        for (subject, rest) in balances where rest.spent != 0 || rest.held != 0 {
            let name =
                switch subject {
                case .client(let number): "kind client, subject \(number)"
                case .token(let number): "kind token, subject \(number)"
                case .keyVersion(let number): "kind key_version, subject \(number)"
                }
            problems.add(
                "A balance differs from its attempts",
                "\(name), balance_minus_rows \(0 &- rest.spent), holds_minus_rows \(0 &- rest.held)"
            )
        }
    }

    private static func subject(_ row: RowScan) -> Subject? {
        switch row.text(0) {
        case "client": .client(row.integer(1))
        case "token": .token(row.integer(1))
        case "key_version": .keyVersion(row.integer(1))
        default: nil
        }
    }

    private func checkWindows() throws {
        var windows: [Window: Money] = [:]
        let parts = try RowScan(
            "SELECT scope, budget, start_ms FROM budget_scope_window", on: database)
        while try parts.next() {
            guard let money = scopes[parts.integer(0)] else { continue }
            let window = Window(budget: parts.integer(1), start: parts.integer(2))
            windows[window, default: Money()].spent &+= money.spent
            windows[window, default: Money()].held &+= money.held
        }
        let pruned = try RowScan(
            "SELECT subject, start_ms, spent_nano_usd FROM pruned_cost WHERE kind = 'budget'",
            on: database)
        while try pruned.next() {
            let window = Window(budget: pruned.integer(0), start: pruned.integer(1))
            windows[window, default: Money()].spent &+= pruned.integer(2)
        }
        let stored = try RowScan(
            "SELECT budget, start_ms, spent_nano_usd - opened_nano_usd, held_nano_usd FROM budget_window",
            on: database)
        while try stored.next() {
            let window = Window(budget: stored.integer(0), start: stored.integer(1))
            windows[window, default: Money()].spent &-= stored.integer(2)
            windows[window, default: Money()].held &-= stored.integer(3)
        }
        for (window, rest) in windows where rest.spent != 0 || rest.held != 0 {
            problems.add(
                "A budget's window differs from its calls",
                "budget \(window.budget), start_ms \(window.start), window_minus_calls \(0 &- rest.spent), "
                    + "holds_minus_calls \(0 &- rest.held)")
        }
    }
}
