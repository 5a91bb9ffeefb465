import Keyring
import Testing
import Vocabulary

/// Calls that wait for the one slot of the one key.
private struct Line {
    var state = KeyPoolState(seed: 3)
    var now = Timestamp(milliseconds: 1_795_000_000_000)
    var loan: KeyLoan?

    /// - Parameters:
    ///   - models: Of the calls that wait, one after the other.
    ///   - first: The model of the call that has the key.
    init(
        _ models: [String], for first: String = "first",
        key: PoolKey = PoolKey(number: 1, version: 1, parallelMax: 1)
    ) {
        state.adopt([1: [key]], at: now)
        loan = try? state.lend(KeyWish(upstream: 1, model: first), at: now).get()
        for model in models {
            _ = state.wait(
                KeyWish(upstream: 1, model: model), until: now.advanced(byMilliseconds: 10_000),
                at: now)
        }
    }

    /// Gives the key back; who gets it?
    mutating func next() -> Int64? {
        guard let held = loan else { return nil }
        state.release(held, at: now)
        let wakes = state.takeWakes()
        loan = wakes.first.flatMap { try? $0.answer.get() }
        return wakes.first?.waiter
    }
}

@Suite struct `A queue for keys` {
    @Test func `costs a step for each call that gets a key, however many wait`() {
        var line = Line((0..<900).map { "made-up-\($0)" })
        #expect(line.state.waiters == 900)
        var order: [Int64] = []
        while let waiter = line.next() { order.append(waiter) }
        #expect(order == (1...900).map { $0 })
        #expect(line.state.looks == 900)
        #expect(line.state.waiters == 0)
    }

    @Test func `is left alone while nothing happens`() {
        var line = Line((0..<900).map { "made-up-\($0)" })
        for _ in 0..<39 {
            line.now = line.now.advanced(byMilliseconds: 250)
            line.state.advance(to: line.now)
        }
        #expect(line.state.looks == 0 && line.state.waiters == 900)
        line.now = line.now.advanced(byMilliseconds: 250)
        line.state.advance(to: line.now)
        #expect(line.state.looks == 900 && line.state.waiters == 0)
        #expect(line.state.takeWakes().count == 900)
    }

    @Test func `looks only at the class of models that something was found out about`() {
        var line = Line((0..<900).map { "made-up-\($0)" }, for: "made-up-7")
        guard let loan = line.loan else {
            Issue.record("a slot")
            return
        }
        let before = line.state.looks
        line.state.report(loan, .limited(hint: 1_000), at: line.now)
        #expect(line.state.looks <= before + 1)
        line.state.report(loan, .failed(hint: nil), at: line.now)
        #expect(line.state.looks <= before + 2)
    }

    @Test func `has nobody in it for whom a key is free`() {
        var line = Line([])
        let (wish, end) = (
            KeyWish(upstream: 1, model: "m"), line.now.advanced(byMilliseconds: 10_000)
        )
        #expect(throws: KeyShortage.busy) { try line.state.lend(wish, at: line.now).get() }
        // The key comes back while the call looks elsewhere, before it stands in line.
        #expect(line.next() == nil)
        guard case .success(.now(let loan)) = line.state.wait(wish, until: end, at: line.now) else {
            Issue.record("it waits beside a free key")
            return
        }
        #expect(loan.key == 1 && line.state.waiters == 0)
    }

    @Test func `passes over those that a key isn't for`() {
        let key = PoolKey(
            number: 1, version: 1, parallelMax: 1,
            models: [Glob("gpt-*"), Glob("first")].compactMap(\.self))
        var line = Line(["gpt-a", "gpt-b"], key: key)
        let end = line.now.advanced(byMilliseconds: 9)
        #expect(throws: KeyShortage.noneUsable) {
            try line.state.wait(KeyWish(upstream: 1, model: "claude"), until: end, at: line.now)
                .get()
        }
        #expect(line.next() == 1 && line.next() == 2 && line.next() == nil)
    }

    @Test func `forgets who leaves, and keeps the others in line`() {
        var line = Line((0..<100).map { "m\($0)" })
        for waiter in Int64(1)...100 where waiter % 10 != 0 {
            line.state.withdraw(waiter, from: 1)
            line.state.withdraw(waiter, from: 1)
        }
        line.state.withdraw(4711, from: 1)
        #expect(line.state.waiters == 10)
        var order: [Int64] = []
        while let waiter = line.next() { order.append(waiter) }
        #expect(order == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100])
    }

    @Test func `waits no longer when the clock is set back`() {
        var line = Line(["m"])
        line.state.advance(to: line.now)
        line.now = line.now.advanced(byMilliseconds: -3_600_000)
        line.state.advance(to: line.now)
        line.now = line.now.advanced(byMilliseconds: 10_000)
        line.state.advance(to: line.now)
        #expect(line.state.takeWakes().count == 1)
    }

    @Test func `waits for a probe that is under way`() throws {
        var line = Line([])
        if let loan = line.loan {
            line.state.report(loan, .limited(hint: 2_000), at: line.now)
            line.state.release(loan, at: line.now)
        }
        line.now = line.now.advanced(byMilliseconds: 5_000)
        line.state.advance(to: line.now)
        let wish = KeyWish(upstream: 1, model: "first")
        guard case .success(let probe) = line.state.lend(wish, at: line.now) else {
            Issue.record("no probe")
            return
        }
        let end = line.now.advanced(byMilliseconds: 10_000)
        #expect(try line.state.wait(wish, until: end, at: line.now).get().number == 1)
        line.state.report(probe, .served, at: line.now)
        line.state.release(probe, at: line.now)
        #expect((try? line.state.takeWakes().first?.answer.get())?.key == 1)
    }
}

@Suite struct `What a pool remembers of models` {
    private let now = Timestamp(milliseconds: 1_795_000_000_000)

    private func find(_ state: inout KeyPoolState, _ verdict: KeyVerdict, _ model: String) {
        guard case .success(let loan) = state.lend(KeyWish(upstream: 1, model: model), at: now)
        else { return }
        state.report(loan, verdict, at: now)
        state.release(loan, at: now)
    }

    @Test func `has room for a real limit, whatever names clients make up`() {
        for made: KeyVerdict in [.forbidden, .failed(hint: nil)] {
            var state = KeyPoolState(seed: 1)
            state.adopt([1: [PoolKey(number: 1, version: 1)]], at: now)
            for number in 0..<400 { find(&state, made, "made-up-\(number)") }
            find(&state, .limited(hint: 5_000), "gpt-4o")
            guard
                case .failure(.cooling(_, .limited)) = state.lend(
                    KeyWish(upstream: 1, model: "gpt-4o"), at: now)
            else {
                Issue.record("not benched beside \(made)")
                continue
            }
            for number in 400..<900 { find(&state, made, "made-up-\(number)") }
            #expect(throws: KeyShortage.self) {
                try state.lend(KeyWish(upstream: 1, model: "gpt-4o"), at: now).get()
            }
            #expect(state.takeChanges().allSatisfy { $0.benches.count <= PoolLimits.classesMax })
        }
    }

    @Test func `is empty after an operator cleared it`() {
        var state = KeyPoolState(seed: 1)
        state.adopt([1: [PoolKey(number: 1, version: 1)]], at: now)
        for number in 0..<300 { find(&state, .forbidden, "made-up-\(number)") }
        #expect(!state.benches(at: now).isEmpty)
        #expect(state.classes(upstream: 1) == PoolLimits.classesMax)
        state.adopt([1: [PoolKey(number: 1, version: 1, epoch: 1)]], at: now)
        #expect(state.benches(at: now).isEmpty && state.classes(upstream: 1) == 0)
    }
}
