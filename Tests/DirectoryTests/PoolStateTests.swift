import Keyring
import Testing
import Vocabulary

/// A pool of plain keys at a moment that a test moves.
private struct Bench {
    var state = KeyPoolState(seed: 7)
    var now = Timestamp(milliseconds: 1_795_000_000_000)

    init(_ keys: [PoolKey]) { state.adopt([1: keys], at: now) }

    mutating func lend(_ wish: KeyWish = KeyWish(upstream: 1, model: "m")) -> KeyLoan? {
        try? state.lend(wish, at: now).get()
    }

    mutating func shortage(_ wish: KeyWish = KeyWish(upstream: 1, model: "m")) -> KeyShortage? {
        if case .failure(let why) = state.lend(wish, at: now) { why } else { nil }
    }

    /// A call that ends at once.
    mutating func call(_ verdict: KeyVerdict, model: String = "m", only: Int64? = nil) -> Int64? {
        guard let loan = lend(KeyWish(upstream: 1, model: model, only: only)) else { return nil }
        state.report(loan, verdict, at: now)
        state.release(loan, at: now)
        return loan.key
    }

    mutating func pass(_ milliseconds: Int64) {
        now = now.advanced(byMilliseconds: milliseconds)
        state.advance(to: now)
    }
}

private func key(_ number: Int64, parallelMax: Int? = nil, epoch: Int64 = 0, version: Int64 = 1)
    -> PoolKey
{
    PoolKey(number: number, version: version, parallelMax: parallelMax, epoch: epoch)
}

@Suite struct `The state of a pool of keys` {
    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func `keeps its promises on invented days`(seed: UInt64) {
        var simulation = PoolSimulation(seed: seed)
        simulation.run(steps: 2_000, calm: 2_000)
        #expect(simulation.problems == [])
        #expect(simulation.lent > 100)
    }

    @Test func `benches a key for a class of models after 429, and no other (PT-81)`() {
        var bench = Bench([key(1), key(2)])
        #expect(bench.call(.limited(hint: 10_000), model: "gpt-4o-2024-08-06", only: 1) == 1)
        #expect(bench.call(.served, model: "gpt-4o", only: 1) == nil)
        #expect(bench.call(.served, model: "gpt-4o") == 2)
        #expect(bench.call(.served, model: "gpt-mini", only: 1) == 1)
        let change = bench.state.takeChanges()
        #expect(change.map(\.key) == [1] && change.first?.benches.map(\.reason) == ["rate_limited"])
        #expect(change.first?.benches.map(\.modelClass) == ["gpt-4o"])
    }

    @Test func `lets one call probe when the time has come (PT-80)`() {
        var bench = Bench([key(1), key(2)])
        _ = bench.call(.limited(hint: 10_000), only: 1)
        bench.pass(12_000)
        let wish = KeyWish(upstream: 1, model: "m", only: 1)
        let probe = bench.lend(wish)
        #expect(probe?.isProbe == true)
        #expect(bench.lend(wish) == nil, "one at a time")
        if let probe {
            bench.state.report(probe, .served, at: bench.now)
            bench.state.release(probe, at: bench.now)
        }
        #expect(bench.lend(wish)?.isProbe == false)
    }

    @Test func `forgets a probe that never says what it found`() {
        var bench = Bench([key(1), key(2)])
        _ = bench.call(.limited(hint: 1_000), only: 1)
        bench.pass(2_000)
        #expect(bench.lend(KeyWish(upstream: 1, model: "m", only: 1))?.isProbe == true)
        bench.pass(PoolLimits.probeMilliseconds)
        #expect(bench.lend(KeyWish(upstream: 1, model: "m", only: 1))?.isProbe == true)
    }

    @Test(arguments: [Int64.max, 86_400_000 * 365, 601_000, -1, 0, .min])
    func `caps absurd hints (PT-80)`(hint: Int64) {
        var bench = Bench([key(1), key(2)])
        _ = bench.call(.limited(hint: hint), only: 1)
        guard
            case .cooling(let until, .limited) = bench.shortage(
                KeyWish(upstream: 1, model: "m", only: 1))
        else {
            Issue.record("not benched")
            return
        }
        let wait = until.milliseconds - bench.now.milliseconds
        #expect(wait >= PoolLimits.benchMilliseconds && wait <= 675_000)
    }

    @Test func `never benches the only key for long (PT-84)`() {
        var bench = Bench([key(1)])
        _ = bench.call(.limited(hint: 300_000))
        guard case .cooling(let until, _) = bench.shortage() else {
            Issue.record("not benched")
            return
        }
        #expect(
            until.milliseconds - bench.now.milliseconds
                <= PoolLimits.soleBenchMilliseconds * 9 / 8)
    }

    @Test func `disables a key that is refused again and again, until an operator speaks (PT-82)`()
    {
        var bench = Bench([key(1), key(2)])
        for strike in 1...PoolLimits.refusalsMax {
            #expect(bench.call(.refused, only: 1) == 1, "strike \(strike)")
            bench.pass(70_000)
        }
        #expect(bench.shortage(KeyWish(upstream: 1, model: "m", only: 1)) == .noneUsable)
        #expect(bench.state.takeChanges().map(\.isDisabled) == [true])
        bench.state.adopt([1: [key(1), key(2)]], at: bench.now)
        #expect(bench.call(.served, only: 1) == nil, "a new snapshot says nothing")
        bench.state.adopt([1: [key(1, epoch: 1), key(2)]], at: bench.now)
        #expect(bench.call(.served, only: 1) == 1)
    }

    @Test func `counts calls that fail together as one strike`() {
        var bench = Bench([key(1), key(2)])
        let loans = (0..<10).compactMap { _ in
            bench.lend(KeyWish(upstream: 1, model: "m", only: 1))
        }
        for loan in loans { bench.state.report(loan, .refused, at: bench.now) }
        for loan in loans { bench.state.release(loan, at: bench.now) }
        bench.pass(70_000)
        #expect(bench.call(.served, only: 1) == 1)
    }

    @Test(arguments: [KeyVerdict.answered, .unknown, .served])
    func `benches nothing for a wrong request`(verdict: KeyVerdict) {
        var bench = Bench([key(1)])
        for _ in 0..<20 { #expect(bench.call(verdict) == 1) }
        #expect(bench.state.takeChanges().isEmpty)
    }

    @Test func `charges the upstream for its failures, not the keys (PT-85)`() {
        var bench = Bench([key(1), key(2), key(3)])
        for _ in 0..<5 { _ = bench.call(.unreachable) }
        guard case .cooling(_, .failing) = bench.shortage() else {
            Issue.record("the circuit is closed")
            return
        }
        #expect(bench.state.takeChanges().isEmpty)
        bench.pass(1_200)
        #expect(bench.call(.served) != nil)
        #expect(bench.call(.served) != nil)
    }

    @Test func `opens for a class of models whose calls fail, and for no other`() {
        var bench = Bench([key(1), key(2)])
        for _ in 0..<5 { _ = bench.call(.failed(hint: nil), model: "a") }
        #expect(bench.call(.served, model: "a") == nil)
        #expect(bench.call(.served, model: "b") != nil)
    }

    @Test func `serves those who wait in order, and newcomers after them (PT-88)`() {
        var bench = Bench([key(1, parallelMax: 1)])
        let wish = KeyWish(upstream: 1, model: "m")
        guard let held = bench.lend() else { return }
        let end = bench.now.advanced(byMilliseconds: 1_000)
        let numbers = (0..<3).compactMap { _ in
            try? bench.state.wait(wish, until: end, at: bench.now).get().number
        }
        bench.state.withdraw(numbers[1], from: 1)
        bench.state.release(held, at: bench.now)
        #expect(bench.lend() == nil)
        let woken = bench.state.takeWakes()
        #expect(woken.map(\.waiter) == [numbers[0]])
        bench.pass(1_000)
        let late = bench.state.takeWakes()
        #expect(late.map(\.waiter) == [numbers[2]])
        if case .failure(let why) = late[0].answer { #expect(why == .busy) }
    }

    @Test func `sends nobody to wait for what comes too late`() {
        var bench = Bench([key(1), key(2)])
        for number: Int64 in [1, 2] { _ = bench.call(.limited(hint: 60_000), only: number) }
        let answer = bench.state.wait(
            KeyWish(upstream: 1, model: "m"), until: bench.now.advanced(byMilliseconds: 10_000),
            at: bench.now)
        guard case .failure(.cooling(let until, .limited)) = answer else {
            Issue.record("it waits")
            return
        }
        #expect(until > bench.now.advanced(byMilliseconds: 59_000))
    }

    @Test func `limits how many wait`() {
        var bench = Bench([key(1, parallelMax: 1)])
        let held = bench.lend()
        #expect(held != nil)
        let end = bench.now.advanced(byMilliseconds: 1_000)
        for place in 0...PoolLimits.waitersMax {
            let answer = bench.state.wait(
                KeyWish(upstream: 1, model: "m"), until: end, at: bench.now)
            #expect((try? answer.get()) != nil || place == PoolLimits.waitersMax)
        }
    }

    @Test func `keeps a conversation with its key, within bounds (PT-90)`() {
        var bench = Bench([key(1), key(2), key(3)])
        let wish = KeyWish(upstream: 1, model: "m", affinity: 12_345)
        var keys: [Int64] = []
        for _ in 0..<40 {
            guard let loan = bench.lend(wish) else { continue }
            keys.append(loan.key)
            bench.state.release(loan, at: bench.now)
        }
        #expect(Set(keys).count == 1)
        for _ in 0..<600 {
            guard let loan = bench.lend(wish) else { continue }
            keys.append(loan.key)
            bench.state.release(loan, at: bench.now)
        }
        #expect(Set(keys).count == 3, "one conversation doesn't wear out a key")
    }
}

@Suite struct `A hint when to come back` {
    private let now = Timestamp(milliseconds: 1_795_000_000_000)

    private func hint(_ fields: [String: String], body: Int64? = nil) -> Int64? {
        RetryHint.milliseconds(body: body, at: now) { fields[$0] }
    }

    @Test(arguments: [
        ("retry-after-ms", "1500", Int64?(1_500)), ("retry-after-ms", "12.5", 13),
        ("retry-after", "7", 7_000), ("retry-after", "0", 0), ("retry-after", "1.5", 1_500),
        ("retry-after", "-1", nil), ("retry-after", "NaN", nil), ("retry-after", "inf", nil),
        ("retry-after", "1e9", nil), ("retry-after", "", nil),
        ("retry-after", "99999999999999999999", 2_764_800_000),
        ("retry-after", "Wed, 18 Nov 2026 10:26:50 GMT", nil),
        ("x-ratelimit-reset-requests", "6m0s", 360_000),
        ("x-ratelimit-reset-tokens", "20ms", 20),
        ("x-ratelimit-reset-tokens", "1h2m3.5s", 3_723_500),
        ("x-ratelimit-reset-tokens", "5 minutes", nil), ("x-ratelimit-reset", "1795000030", 30_000),
        ("x-ratelimit-reset", "1795000030000", 30_000), ("x-ratelimit-reset", "17", 17_000),
        ("anthropic-ratelimit-requests-reset", "2026-11-18T12:00:00Z", 3_200_000),
    ]) func `is read in each provider's form`(name: String, text: String, wait: Int64?) {
        #expect(hint([name: text]) == wait)
    }

    @Test func `may be a date of any form of HTTP`() {
        for text in [
            "Wed, 18 Nov 2026 12:00:00 GMT", "Wednesday, 18-Nov-26 12:00:00 GMT",
            "Wed Nov 18 12:00:00 2026",
        ] {
            let moment = Timestamp("2026-11-18T12:00:00Z") ?? now
            let before = moment.advanced(byMilliseconds: -5_000)
            #expect(
                RetryHint.milliseconds(body: nil, at: before) { $0 == "retry-after" ? text : nil }
                    == 5_000, "\(text)")
            #expect(
                RetryHint.milliseconds(body: nil, at: moment) { $0 == "retry-after" ? text : nil }
                    == nil, "\(text) is past")
        }
    }

    @Test func `is the one that counts when several contradict (PT-86)`() {
        #expect(hint(["retry-after-ms": "200", "retry-after": "1"]) == 200)
        #expect(hint(["retry-after": "-5"], body: 3) == 3_000)
        #expect(hint(["retry-after": "2"], body: 86_400) == 86_400_000, "a day's quota")
        #expect(
            hint([
                "x-ratelimit-reset-requests": "1s", "x-ratelimit-remaining-requests": "5",
                "x-ratelimit-reset-tokens": "30s", "x-ratelimit-remaining-tokens": "0",
            ]) == 30_000)
        let reset = now.advanced(byMilliseconds: 9_000).text
        #expect(
            hint([
                "anthropic-ratelimit-tokens-reset": reset,
                "anthropic-ratelimit-tokens-remaining": "0",
                "anthropic-ratelimit-requests-reset": now.advanced(byMilliseconds: 1_000).text,
                "anthropic-ratelimit-requests-remaining": "10",
            ]) == 9_000)
        #expect(hint([:]) == nil)
    }
}
