import Vocabulary

/// Which key serves the next call, and who waits for one: a value without locks or clocks.
///
/// ```
///                 429, 401, 402, 403
///        active ───────────────────────▶ cooling (until, reason) ◀──────┐
///          ▲                                 │ until has come           │ the same again
///          │ served                          ▼                          │ (waits longer)
///          └───────────────────────────── probing (one call tries) ─────┘
///
///        any ── an operator, or 401 three times ──▶ disabled ── an operator ──▶ active
/// ```
///
/// The same for a key and a class of models (429, 403), and for an upstream or a class of its models (5xx, no answer).
/// Shares, leases and states hang on the key's number, so they survive a new snapshot and a new version of the key.
package struct KeyPoolState: Sendable {
    /// What may have changed for those who wait.
    private enum Change {
        /// Anything.
        case all
        /// What is known of classes of models.
        case classes([String])
        /// A key has a slot again, and nothing else.
        case slot(place: Int)
        /// The time.
        case time
    }

    private var pools: [Int64: UpstreamPool] = [:]
    private var queues: [Int64: KeyQueue] = [:]
    /// The upstream of each key.
    private var upstreams: [Int64: Int64] = [:]
    /// Leases of keys that are no longer in the snapshot.
    private var orphans: [Int64: Int] = [:]
    /// Keys whose state isn't written down yet.
    private var changed: Set<Int64> = []
    private var serial: Int64 = 0
    private var waiterID: Int64 = 0
    private var latest = Timestamp(milliseconds: 0)
    private var random: UInt64
    private var wakes: [KeyWake] = []
    /// How often a call that waits was looked at, ever.
    package private(set) var looks = 0

    /// - Parameter seed: Where jitter begins.
    package init(seed: UInt64) { random = seed }

    // MARK: Events

    /// Takes a new snapshot; leases, shares and what was found out stay, unless an operator spoke.
    package mutating func adopt(_ keys: [Int64: [PoolKey]], at moment: Timestamp) {
        var leases = orphans
        for pool in pools.values {
            for slot in pool.slots where slot.leases > 0 { leases[slot.key.number] = slot.leases }
        }
        upstreams = [:]
        var adopted: [Int64: UpstreamPool] = [:]
        for (upstream, keys) in keys {
            adopted[upstream] = UpstreamPool(
                keys, after: pools[upstream] ?? UpstreamPool(), leases: { leases[$0] ?? 0 },
                at: moment)
            for key in keys {
                upstreams[key.number] = upstream
                if adopted[upstream]?.hasFreed(key, since: pools[upstream]) ?? false {
                    changed.insert(key.number)
                }
            }
        }
        pools = adopted
        orphans = leases.filter { upstreams[$0.key] == nil }
        changed = changed.filter { upstreams[$0] != nil }
        for upstream in queues.keys.sorted() { serve(upstream, after: .all, at: moment) }
    }

    /// Lends the key whose turn it is, after those who wait.
    package mutating func lend(_ wish: KeyWish, at moment: Timestamp) -> Result<
        KeyLoan, KeyShortage
    > {
        guard let position = pools.index(forKey: wish.upstream) else { return .failure(.none) }
        if moment >= pools.values[position].nextMoment {
            pools.values[position].sweep(at: moment)
            if !queues.isEmpty { serve(wish.upstream, after: .all, at: moment) }
        }
        return take(wish, position, at: moment)
    }

    private mutating func take(
        _ wish: KeyWish, _ position: Dictionary<Int64, UpstreamPool>.Index, at moment: Timestamp
    ) -> Result<KeyLoan, KeyShortage> {
        let lanes = pools.values[position].lanes
        let name = lanes.isEmpty ? nil : ModelClass.of(wish.model)
        let lane = name.flatMap { lanes[$0] }
        if let bench = closedCircuit(pools.values[position], lane, at: moment) {
            return .failure(
                isUsable(wish, pools.values[position], at: moment)
                    ? .cooling(until: bench.expectedAt(moment), .failing) : .noneUsable)
        }
        guard let place = pools.values[position].choose(wish, lane, at: moment) else {
            return .failure(shortage(wish, pools.values[position], lane, at: moment))
        }
        serial += 1
        pools.values[position].take(place, at: moment)
        let key = pools.values[position].slots[place].key
        let isProbe = pools.values[position].noteProbe(
            place, lane == nil ? nil : name, serial: serial, at: moment)
        return .success(
            KeyLoan(
                upstream: wish.upstream, key: key.number, version: key.version, model: wish.model,
                serial: serial, isProbe: isProbe))
    }

    /// Queues a call for which there was no key, unless there is one by now: whoever waits does so for what can't be had.
    ///
    /// - Parameter deadline: When it gives up.
    /// - Returns: The key, or the number it waits under, or why waiting won't help.
    package mutating func wait(
        _ wish: KeyWish, until deadline: Timestamp, at moment: Timestamp
    ) -> Result<KeyTurn, KeyShortage> {
        let shortage: KeyShortage
        switch lend(wish, at: moment) {
        case .success(let loan): return .success(.now(loan))
        case .failure(let why): shortage = why
        }
        guard shortage.isWorthWaiting(until: deadline),
            queues[wish.upstream]?.count ?? 0 < PoolLimits.waitersMax
        else { return .failure(shortage) }
        waiterID += 1
        queues[wish.upstream, default: KeyQueue()].append(
            KeyQueue.Waiter(id: waiterID, wish: wish, deadline: deadline))
        return .success(.later(waiterID))
    }

    /// A call that waited has gone.
    package mutating func withdraw(_ waiter: Int64, from upstream: Int64) {
        queues[upstream]?.remove(waiter)
        if queues[upstream]?.count == 0 { queues[upstream] = nil }
    }

    /// Takes a slot back.
    package mutating func release(_ loan: KeyLoan, at moment: Timestamp) {
        // A probe that said nothing lets another one try.
        if loan.isProbe { report(loan, .unknown, at: moment) }
        guard let upstream = upstreams[loan.key], let position = pools.index(forKey: upstream),
            let place = pools.values[position].places[loan.key]
        else {
            if let count = orphans[loan.key] { orphans[loan.key] = count > 1 ? count - 1 : nil }
            return
        }
        // Whoever waits had no use for a key that wasn't full.
        let wasFull = pools.values[position].slots[place].isFull
        pools.values[position].giveBack(place)
        if wasFull, !queues.isEmpty { serve(upstream, after: .slot(place: place), at: moment) }
    }

    /// Takes note of what a call found out; several times for one call if it must be.
    package mutating func report(
        _ loan: KeyLoan, _ verdict: KeyVerdict, at moment: Timestamp
    ) {
        guard let position = pools.index(forKey: loan.upstream) else { return }
        if verdict == .served, pools.values[position].isQuiet(loan) { return }
        let finding = KeyFinding(verdict, of: loan, newest: serial, at: moment)
        pools.values[position].touched = UpstreamPool.Touched()
        if pools.values[position].note(finding, random: &random) { changed.insert(loan.key) }
        let touched = pools.values[position].touched
        changed.formUnion(touched.evicted)
        guard !queues.isEmpty else { return }
        if touched.isAll {
            serve(loan.upstream, after: .all, at: moment)
        } else if !touched.classes.isEmpty {
            serve(loan.upstream, after: .classes(touched.classes), at: moment)
        }
    }

    /// Notes that time has passed: ends waits, and lets calls probe.
    package mutating func advance(to moment: Timestamp) {
        var due: Set<Int64> = []
        if moment < latest.advanced(byMilliseconds: -1_000) {
            // The clock was set back: nothing lasts longer for that.
            let shift = moment.milliseconds - latest.milliseconds
            for upstream in pools.keys { pools[upstream]?.shift(by: shift, at: moment) }
            for upstream in queues.keys { queues[upstream]?.shift(by: shift) }
            due = Set(pools.keys)
        }
        latest = moment
        for upstream in pools.keys where moment >= (pools[upstream]?.nextMoment ?? moment) {
            pools[upstream]?.sweep(at: moment)
            due.insert(upstream)
        }
        for upstream in queues.keys.sorted() {
            if due.contains(upstream) {
                serve(upstream, after: .all, at: moment)
            } else if moment >= (queues[upstream]?.firstDeadline ?? moment) {
                serve(upstream, after: .time, at: moment)
            }
        }
    }

    /// Hands over what became of those who waited.
    package mutating func takeWakes() -> [KeyWake] {
        guard !wakes.isEmpty else { return [] }
        defer { wakes = [] }
        return wakes
    }

    // MARK: What is seen of it

    /// The first moment at which time alone changes something for a call that waits.
    package var nextMoment: Timestamp {
        queues.reduce(Timestamp(milliseconds: .max)) { first, queue in
            min(first, queue.value.firstDeadline, pools[queue.key]?.nextMoment ?? first)
        }
    }

    /// What was found out since the last time of asking.
    package mutating func takeChanges() -> [KeyChange] {
        guard !changed.isEmpty else { return [] }
        defer { changed = [] }
        return changed.sorted().compactMap { key in
            guard let pool = upstreams[key].flatMap({ pools[$0] }), let place = pool.places[key]
            else { return nil }
            return pool.change(place)
        }
    }

    /// Puts back what couldn't be written down.
    package mutating func keep(_ changes: [KeyChange]) {
        changed.formUnion(changes.map(\.key).filter { upstreams[$0] != nil })
    }

    /// Hands over when keys were last lent, and forgets it.
    package mutating func takeUses() -> [(key: Int64, at: Timestamp)] {
        var uses: [(key: Int64, at: Timestamp)] = []
        for upstream in pools.keys {
            for (key, place) in pools[upstream]?.places ?? [:] {
                if let at = pools[upstream]?.takeUse(place) { uses.append((key: key, at: at)) }
            }
        }
        return uses
    }

    /// How many leases a key has out.
    package func leases(key: Int64) -> Int {
        guard let pool = upstreams[key].flatMap({ pools[$0] }), let place = pool.places[key] else {
            return orphans[key] ?? 0
        }
        return pool.slots[place].leases
    }

    /// How many leases are out in all.
    package var leases: Int {
        pools.values.reduce(0) { $0 + $1.slots.reduce(0) { $0 + $1.leases } }
            + orphans.values.reduce(0, +)
    }

    /// Of how many classes of models something is remembered at an upstream.
    package func classes(upstream: Int64) -> Int { pools[upstream]?.lanes.count ?? 0 }

    /// How many calls wait.
    package var waiters: Int { queues.values.reduce(0) { $0 + $1.count } }

    /// Until when each thing in use waits, if it does.
    package func benches(at moment: Timestamp) -> [Timestamp] {
        pools.values.flatMap { pool in
            let inUse = pool.slots.indices.filter { pool.slots[$0].isInUse(at: moment) }
            let keys = inUse.compactMap { pool.slots[$0].bench }
            let classes = pool.lanes.values.flatMap { lane in
                inUse.compactMap { lane.benches[$0] } + [lane.circuit.bench].compactMap(\.self)
            }
            return (keys + classes + [pool.circuit.bench].compactMap(\.self)).map(\.until)
        }
    }

    // MARK: Waiting

    /// Gives keys to those who wait, the oldest first, and sends away those for whom waiting is of no use.
    ///
    /// Only those are looked at for whom something may have changed, and each kind of wish is tried once.
    private mutating func serve(_ upstream: Int64, after change: Change, at moment: Timestamp) {
        guard var queue = queues.removeValue(forKey: upstream) else { return }
        defer { if queue.count > 0 { queues[upstream] = queue } }
        let position = pools.index(forKey: upstream)
        if case .slot(let place) = change, let position {
            fill(place, position, from: &queue, at: moment)
            return
        }
        var failed: [KeyWish: KeyShortage] = [:]
        var first = Timestamp(milliseconds: .max)
        queue.pass { waiter in
            guard concerns(waiter, change, at: moment) else {
                first = min(first, waiter.deadline)
                return .stays
            }
            looks += 1
            let answer: Result<KeyLoan, KeyShortage>
            if let known = failed[waiter.wish.alike] {
                answer = .failure(known)
            } else if let position {
                answer = take(waiter.wish, position, at: moment)
            } else {
                answer = .failure(.none)
            }
            if case .failure(let shortage) = answer {
                failed[waiter.wish.alike] = shortage
                if moment < waiter.deadline, shortage.isWorthWaiting(until: waiter.deadline) {
                    first = min(first, waiter.deadline)
                    return .stays
                }
            }
            wakes.append(KeyWake(waiter: waiter.id, answer: answer))
            return .leaves
        }
        queue.firstDeadline = first
    }

    private func concerns(
        _ waiter: KeyQueue.Waiter, _ change: Change, at moment: Timestamp
    ) -> Bool {
        switch change {
        case .all, .slot: true
        case .classes(let names): names.contains(waiter.name)
        case .time: moment >= waiter.deadline
        }
    }

    /// Gives a key that has a slot again to the first who may have it, as long as it has one.
    private mutating func fill(
        _ place: Int, _ position: Dictionary<Int64, UpstreamPool>.Index, from queue: inout KeyQueue,
        at moment: Timestamp
    ) {
        guard pools.values[position].ranks[place] != .max,
            closedCircuit(pools.values[position], nil, at: moment) == nil
        else { return }
        queue.pass { waiter in
            looks += 1
            let lane = pools.values[position].lanes[waiter.name]
            guard pools.values[position].mayServe(place, waiter.wish, lane),
                closedCircuit(pools.values[position], lane, at: moment) == nil,
                case .success(let loan) = take(waiter.wish, position, at: moment)
            else { return .stays }
            wakes.append(KeyWake(waiter: waiter.id, answer: .success(loan)))
            return pools.values[position].ranks[place] == .max ? .isLast : .leaves
        }
    }

    /// The bench of the upstream, or of the class of models there, that lets nobody through now.
    private func closedCircuit(
        _ pool: UpstreamPool, _ lane: UpstreamPool.Lane?, at moment: Timestamp
    ) -> Bench? {
        for bench in [pool.circuit.bench, lane?.circuit.bench] {
            if let bench, bench.isClosed(at: moment) { return bench }
        }
        return nil
    }

    private func isUsable(_ wish: KeyWish, _ pool: UpstreamPool, at moment: Timestamp) -> Bool {
        pool.slots.contains { pool.isCandidate($0, wish, at: moment) }
    }

    /// Why there is no key for a call now.
    private func shortage(
        _ wish: KeyWish, _ pool: UpstreamPool, _ lane: UpstreamPool.Lane?, at moment: Timestamp
    ) -> KeyShortage {
        guard !pool.slots.isEmpty else { return .none }
        var (isBusy, hasCandidate) = (false, false)
        var first: Bench?
        for (place, slot) in pool.slots.enumerated() where pool.isCandidate(slot, wish, at: moment)
        {
            hasCandidate = true
            var closed = slot.bench.flatMap { $0.isClosed(at: moment) ? $0 : nil }
            if let bench = lane?.benches[place], bench.isClosed(at: moment),
                closed.map({ $0.expectedAt(moment) < bench.expectedAt(moment) }) ?? true
            {
                closed = bench
            }
            guard let closed else {
                isBusy = true
                continue
            }
            if first.map({ closed.expectedAt(moment) < $0.expectedAt(moment) }) ?? true {
                first = closed
            }
        }
        guard hasCandidate else { return .noneUsable }
        if isBusy { return .busy }
        guard let first else { return .busy }
        return .cooling(until: first.expectedAt(moment), first.reason)
    }
}
