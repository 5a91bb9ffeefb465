import Keyring
import Vocabulary

/// A day in the life of pools, invented from a seed: calls, waits, hang-ups, refusals with absurd hints, operators who
/// add, disable, enable, rotate and remove keys, and a clock that jumps. Keeps books of its own and compares.
struct PoolSimulation {
    private struct Waiter {
        let wish: KeyWish
        let deadline: Timestamp
    }

    /// SplitMix64.
    struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
        mutating func roll(_ sides: Int) -> Int { Int(next() % UInt64(sides)) }
        mutating func pick<Item>(_ items: [Item]) -> Item { items[roll(items.count)] }
    }

    private static let models = ["gpt-4o", "gpt-4o-2024-08-06", "gpt-mini", "claude-sonnet-4"]
    private static let hints: [Int64?] = [
        nil, 0, -1, 1, 2_000, 60_000, .max, .min, 86_400_000, 900_000,
    ]

    private(set) var problems: [String] = []
    private(set) var lent = 0
    private(set) var waited = 0
    private var state: KeyPoolState
    private var dice: Dice
    private var now = Timestamp(milliseconds: 1_795_000_000_000)
    private var keys: [Int64: [PoolKey]] = [:]
    private var loans: [KeyLoan] = []
    private var counts: [Int64: Int] = [:]
    private var waiters: [Int64: Waiter] = [:]
    private var nextKey: Int64 = 1
    private var step = 0

    init(seed: UInt64) {
        state = KeyPoolState(seed: seed)
        dice = Dice(state: seed)
        for upstream: Int64 in 1...3 {
            keys[upstream] = (0..<(1 + dice.roll(5))).map { _ in freshKey() }
        }
        state.adopt(keys, at: now)
    }

    /// Runs so many steps, then good weather.
    mutating func run(steps: Int, calm: Int) {
        while step < steps, problems.isEmpty {
            step += 1
            switch dice.roll(100) {
            case 0..<45: call()
            case 45..<82: finish()
            case 82..<84: hangUp()
            case 84..<85: operate()
            default: pass(milliseconds: dice.roll(50) == 0 ? 120_000 : Int64(dice.roll(400)))
            }
            drain()
            if step % 64 == 0 { compare() }
        }
        settleDown()
        if problems.isEmpty { shareOut(calm) }
    }

    // MARK: What happens

    private mutating func call() {
        var wish = KeyWish(upstream: Int64(1 + dice.roll(3)), model: dice.pick(Self.models))
        let there = keys[wish.upstream] ?? []
        if dice.roll(10) == 0, let key = there.randomElement(using: &dice) {
            wish.only = key.number
        }
        if dice.roll(8) == 0, let key = there.randomElement(using: &dice) {
            wish.excluding = [key.number]
        }
        if dice.roll(2) == 0 { wish.affinity = dice.next() % 64 }
        guard loans.count < 120 else { return }
        switch state.lend(wish, at: now) {
        case .success(let loan): take(loan, for: wish)
        case .failure:
            let deadline = now.advanced(byMilliseconds: Int64(1 + dice.roll(10_000)))
            // Between the two, as on the road, where other targets are looked at meanwhile, anything may happen.
            if dice.roll(3) == 0 { finish() }
            switch state.wait(wish, until: deadline, at: now) {
            case .failure: break
            case .success(.now(let loan)): take(loan, for: wish)
            case .success(.later(let id)):
                if waiters[id] != nil { problem("waiter \(id) twice") }
                waiters[id] = Waiter(wish: wish, deadline: deadline)
                waited += 1
            }
        }
    }

    private mutating func take(_ loan: KeyLoan, for wish: KeyWish) {
        lent += 1
        loans.append(loan)
        counts[loan.key, default: 0] += 1
        guard let key = keys[wish.upstream]?.first(where: { $0.number == loan.key }) else {
            return problem("key \(loan.key) isn't there")
        }
        if key.isDisabled { problem("lent a disabled key") }
        if let end = key.expiresAt, now >= end { problem("lent an expired key") }
        if let models = key.models, !models.contains(where: { $0.matches(wish.model) }) {
            problem("lent a key for a model it doesn't allow")
        }
        if let most = key.parallelMax, counts[loan.key, default: 0] > most,
            key.version == loan.version
        {
            problem("key \(loan.key) lent \(counts[loan.key] ?? 0) times, \(most) allowed")
        }
        if wish.excluding.contains(loan.key) { problem("lent a key that was tried") }
        if let only = wish.only, only != loan.key { problem("lent another key than the one") }
    }

    private mutating func finish() {
        guard !loans.isEmpty else { return }
        let loan = loans.remove(at: dice.roll(loans.count))
        if dice.roll(12) > 0 {
            for _ in 0...dice.roll(2) { state.report(loan, verdict(), at: now) }
        }
        counts[loan.key, default: 0] -= 1
        state.release(loan, at: now)
    }

    private mutating func verdict() -> KeyVerdict {
        switch dice.roll(60) {
        case 0..<40: .served
        case 40..<42: .answered
        case 42..<47: .limited(hint: dice.pick(Self.hints))
        case 47: .refused
        case 48: .unpaid
        case 49: .forbidden
        case 50: .unreadable
        case 51..<54: .failed(hint: dice.pick(Self.hints))
        case 54..<57: .unreachable
        default: .unknown
        }
    }

    private mutating func hangUp() {
        guard let id = waiters.keys.sorted().randomElement(using: &dice), let waiter = waiters[id]
        else { return }
        state.withdraw(id, from: waiter.wish.upstream)
        waiters[id] = nil
    }

    private mutating func operate() {
        let upstream = Int64(1 + dice.roll(3))
        var there = keys[upstream] ?? []
        switch dice.roll(6) {
        case 0 where there.count < 8: there.append(freshKey())
        case 1 where !there.isEmpty: there.remove(at: dice.roll(there.count))
        case 2 where !there.isEmpty:
            let place = dice.roll(there.count)
            there[place] = changed(there[place], isDisabled: true, version: 0)
        case 3, 4:
            there = there.map { changed($0, isDisabled: false, version: 0) }
        default: there = there.map { changed($0, isDisabled: $0.isDisabled, version: 1) }
        }
        keys[upstream] = there.isEmpty ? nil : there
        state.adopt(keys, at: now)
    }

    private mutating func freshKey() -> PoolKey {
        defer { nextKey += 1 }
        return PoolKey(
            number: nextKey, version: nextKey * 1000, weight: dice.pick([1, 1, 2, 5, 10]),
            parallelMax: dice.pick([nil, 1, 3, 10]),
            models: dice.roll(4) == 0 ? [Glob("gpt-*")].compactMap(\.self) : nil,
            expiresAt: dice.roll(8) == 0 ? now.advanced(byMilliseconds: 600_000) : nil)
    }

    private func changed(_ key: PoolKey, isDisabled: Bool, version: Int64) -> PoolKey {
        PoolKey(
            number: key.number, version: key.version + version, weight: key.weight,
            parallelMax: key.parallelMax, models: key.models, expiresAt: key.expiresAt,
            isDisabled: isDisabled, epoch: key.epoch + (version == 0 ? 1 : 0))
    }

    private mutating func pass(milliseconds: Int64) {
        let isSetBack = dice.roll(2_000) == 0
        now = now.advanced(byMilliseconds: isSetBack ? -3_600_000 : milliseconds)
        if isSetBack {
            waiters = waiters.mapValues { waiter in
                Waiter(
                    wish: waiter.wish,
                    deadline: waiter.deadline.advanced(byMilliseconds: -3_600_000))
            }
        }
        state.advance(to: now)
    }

    // MARK: What must be true

    private mutating func drain() {
        for wake in state.takeWakes() {
            guard let waiter = waiters.removeValue(forKey: wake.waiter) else {
                problem("waiter \(wake.waiter) woken twice, or after it left")
                continue
            }
            guard case .success(let loan) = wake.answer else { continue }
            take(loan, for: waiter.wish)
            if waiters.contains(where: {
                $0.key < wake.waiter && $0.value.wish.isLike(waiter.wish)
                    && $0.value.wish.upstream == waiter.wish.upstream
            }) {
                problem("waiter \(wake.waiter) overtook another")
            }
        }
    }

    private mutating func compare() {
        var copy = state
        for waiter in waiters.values {
            if case .success = copy.lend(waiter.wish, at: now) {
                problem("somebody waits for a key that is free")
                break
            }
        }
        state.advance(to: now)
        drain()
        if state.leases != loans.count {
            problem("\(state.leases) leases, \(loans.count) are out")
        }
        for (key, count) in counts where state.leases(key: key) != count {
            problem("key \(key): \(state.leases(key: key)) leases, \(count) are out")
        }
        if state.waiters != waiters.count { problem("\(state.waiters) wait, not \(waiters.count)") }
        if waiters.contains(where: { $0.value.deadline <= now }) { problem("a wait has no end") }
        for until in state.benches(at: now) where until > now.advanced(byMilliseconds: 4_100_000) {
            problem("a bench until \(until.text), now \(now.text)")
        }
    }

    /// The weather clears: everything that is in use serves again.
    private mutating func settleDown() {
        while let loan = loans.popLast() {
            counts[loan.key, default: 0] -= 1
            state.report(loan, .served, at: now)
            state.release(loan, at: now)
            drain()
        }
        for _ in 0..<3 {
            pass(milliseconds: 4_100_000)
            drain()
            while let loan = loans.popLast() {
                counts[loan.key, default: 0] -= 1
                state.report(loan, .served, at: now)
                state.release(loan, at: now)
                drain()
            }
            for upstream in keys.keys.sorted() {
                for key in keys[upstream] ?? [] {
                    for model in Self.models {
                        serve(KeyWish(upstream: upstream, model: model, only: key.number))
                    }
                }
            }
        }
        if !waiters.isEmpty { problem("\(waiters.count) wait in good weather") }
        if state.leases != 0 { problem("\(state.leases) leases when nobody calls") }
        let refused = Set(state.takeChanges().filter(\.isDisabled).map(\.key))
        for (upstream, there) in keys {
            for key in there where !key.isDisabled && !refused.contains(key.number) {
                if let end = key.expiresAt, now >= end { continue }
                let wish = KeyWish(upstream: upstream, model: "gpt-4o", only: key.number)
                if case .failure(let why) = state.lend(wish, at: now), why != .noneUsable {
                    problem("key \(key.number) is \(why) in good weather")
                } else if state.leases(key: key.number) > 0 {
                    counts[key.number] = 0
                }
            }
        }
        let benches = state.benches(at: now)
        if !benches.isEmpty { problem("\(benches.count) benches in good weather") }
    }

    private mutating func serve(_ wish: KeyWish) {
        guard case .success(let loan) = state.lend(wish, at: now) else { return }
        state.report(loan, .served, at: now)
        state.release(loan, at: now)
    }

    /// With all well, keys have their shares, with conversations or without.
    private mutating func shareOut(_ calls: Int) {
        for hasTalks in [false, true] {
            let fresh = [1, 2, 5, 10].enumerated().map {
                PoolKey(number: 1_000_000 + Int64($0), version: 1, weight: $1)
            }
            var calm = KeyPoolState(seed: dice.next())
            calm.adopt([9: fresh], at: now)
            var served: [Int64: Int] = [:]
            for _ in 0..<calls {
                let wish = KeyWish(
                    upstream: 9, model: "m", affinity: hasTalks ? dice.next() % 100_000 : nil)
                guard case .success(let loan) = calm.lend(wish, at: now) else {
                    return problem("no key in good weather")
                }
                served[loan.key, default: 0] += 1
                calm.report(loan, .served, at: now)
                calm.release(loan, at: now)
            }
            for key in fresh {
                let due = calls * key.weight / 18
                let had = served[key.number] ?? 0
                // 5 %, and what affinity may be ahead by.
                let slack = due / 20 + (hasTalks ? Int(PoolLimits.affinityCallsMax) : 2)
                if abs(had - due) > slack {
                    problem("key of weight \(key.weight): \(had) of \(due)")
                }
            }
        }
    }

    private mutating func problem(_ text: String) {
        if problems.count < 8 { problems.append("step \(step): \(text)") }
    }
}
