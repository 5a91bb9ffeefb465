import Vocabulary

/// The keys of one upstream: which serves the next call.
///
/// Each key has a pass, which grows by its stride, the inverse of its weight, with every call it serves; the lowest
/// pass serves next (stride scheduling: Waldspurger and Weihl, 1995). `ranks` has the passes of keys that may serve and
/// the highest number for all others, so that a choice is one look along an array.
struct UpstreamPool {
    /// What is known of one key.
    struct Slot {
        let key: PoolKey
        let stride: Int64
        var pass: Int64
        var leases = 0
        /// When it was last lent, until somebody took note.
        var usedAt: Timestamp?
        /// Was it refused too often?
        var isRefused = false
        var bench: Bench?
        /// Is it lent to nobody, as far as time and benches go?
        var isClosed = false

        init(_ key: PoolKey, pass: Int64) {
            self.key = key
            stride = Self.scale / Int64(key.weight)
            self.pass = pass
        }

        var isFull: Bool { key.parallelMax.map { leases >= $0 } ?? false }
        /// May it serve some day without an operator's help?
        func isInUse(at moment: Timestamp) -> Bool {
            !key.isDisabled && !isRefused && (key.expiresAt.map { moment < $0 } ?? true)
        }
        func allows(_ model: String) -> Bool {
            key.models?.contains { $0.matches(model) } ?? true
        }

        /// Divisible by small weights; a key of weight 1 can serve 10¹² calls.
        static let scale: Int64 = 7_207_200
    }

    private(set) var slots: [Slot] = []
    private(set) var ranks: [Int64] = []
    private(set) var places: [Int64: Int] = [:]
    var lanes: [String: Lane] = [:]
    var circuit = Circuit()
    /// The pass of the last choice.
    private(set) var now: Int64 = 0
    /// The first moment at which time alone changes something.
    var nextMoment = Timestamp(milliseconds: .max)
    /// Sums of weights, for `home(of:)`.
    private var weights: [Int] = []
    /// Keys that don't allow a model, by model, while some keys are choosy.
    private var strangers: [String: [UInt64]] = [:]
    private var hasChoosy = false
    private var levelledAt: Timestamp?
    /// What has changed since it was last emptied.
    var touched = Touched()

    init() {}

    /// The keys of a snapshot, with what is known of those that stay.
    init(_ keys: [PoolKey], after old: UpstreamPool, leases: (Int64) -> Int, at moment: Timestamp) {
        circuit = old.circuit
        lanes = old.lanes.mapValues { lane in
            var fresh = Lane(closed: Self.mask(keys.count))
            fresh.circuit = lane.circuit
            return fresh
        }
        var sum = 0
        for (place, key) in keys.enumerated() {
            sum += key.weight
            weights.append(sum)
            var slot = Slot(key, pass: 0)
            slot.pass = slot.stride / 2
            slot.leases = leases(key.number)
            if let known = old.places[key.number].map({ old.slots[$0] }) {
                slot.pass = max(0, known.pass - old.now)
                slot.usedAt = known.usedAt
                if known.key.epoch == key.epoch, known.key.version == key.version {
                    slot.bench = known.bench
                    slot.isRefused = known.isRefused
                }
                if known.key.epoch == key.epoch {
                    for (name, lane) in old.lanes {
                        if let place = old.places[key.number], let bench = lane.benches[place] {
                            lanes[name]?.benches[slots.count] = bench
                        }
                    }
                } else {
                    circuit = Circuit()
                    for name in lanes.keys { lanes[name]?.circuit = Circuit() }
                    load(key, into: &slot, keys.count)
                }
            } else {
                load(key, into: &slot, keys.count)
            }
            places[key.number] = place
            slots.append(slot)
            hasChoosy = hasChoosy || key.models != nil
        }
        ranks = slots.map(\.pass)
        for name in lanes.keys { tidy(name) }
        sweep(at: moment)
    }

    /// What was written down of a key when this process, or the snapshot, began.
    private mutating func load(_ key: PoolKey, into slot: inout Slot, _ count: Int) {
        slot.bench = key.bench.map {
            Bench(reason: $0.reason, until: $0.until, strikes: $0.strikes, serial: 0)
        }
        for bench in key.benches {
            lanes[bench.modelClass, default: Lane(closed: Self.mask(count))].benches[slots.count] =
                Bench(
                    reason: BenchReason(rawValue: bench.reason) ?? .limited, until: bench.until,
                    strikes: bench.strikes, serial: 0)
        }
    }

    /// Does a key wait for nothing any more because it has another secret now?
    func hasFreed(_ key: PoolKey, since old: UpstreamPool?) -> Bool {
        guard let slot = old.flatMap({ old in old.places[key.number].map { old.slots[$0] } }) else {
            return false
        }
        return slot.key.epoch == key.epoch && slot.key.version != key.version
            && (slot.bench != nil || slot.isRefused)
    }

    // MARK: Choosing

    /// The key for a call; takes nothing.
    ///
    /// - Parameter lane: The model's class, if anything is known of it.
    mutating func choose(_ wish: KeyWish, _ lane: Lane?, at moment: Timestamp) -> Int? {
        if let only = wish.only {
            guard let place = places[only], ranks[place] != .max,
                lane.map({ !Self.has($0.closed, place) }) ?? true, slots[place].allows(wish.model),
                !wish.excluding.contains(only)
            else { return nil }
            return place
        }
        let barred = barred(wish, lane)
        if let affinity = wish.affinity, let home = home(of: affinity, barred, at: moment) {
            return home
        }
        var (best, place) = (Int64.max, -1)
        do {
            let span = ranks.span
            if let barred {
                for index in span.indices where span[index] < best {
                    if !Self.has(barred, index) { (best, place) = (span[index], index) }
                }
            } else {
                for index in span.indices where span[index] < best {
                    (best, place) = (span[index], index)
                }
            }
        }
        guard place >= 0 else { return nil }
        now = max(now, best)
        return place
    }

    /// The key that a conversation goes to, while that key isn't too far ahead of its share.
    private mutating func home(
        of affinity: UInt64, _ barred: [UInt64]?, at moment: Timestamp
    ) -> Int? {
        guard let total = weights.last, slots.count > 1 else { return nil }
        level(at: moment)
        let draw = Int(affinity % UInt64(total))
        var (low, high) = (0, weights.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if weights[middle] > draw { high = middle } else { low = middle + 1 }
        }
        guard ranks[low] != .max, barred.map({ !Self.has($0, low) }) ?? true,
            slots[low].pass <= now + PoolLimits.affinityCallsMax * slots[low].stride
        else { return nil }
        return low
    }

    /// Forgets now and then how far keys are ahead.
    private mutating func level(at moment: Timestamp) {
        if let last = levelledAt, moment >= last,
            moment < last.advanced(byMilliseconds: PoolLimits.affinityMilliseconds)
        {
            return
        }
        levelledAt = moment
        for place in slots.indices {
            slots[place].pass = min(slots[place].pass, now + slots[place].stride)
            rank(place)
        }
    }

    /// The keys that won't do for a call, as bits; `nil` when all will.
    private mutating func barred(_ wish: KeyWish, _ lane: Lane?) -> [UInt64]? {
        guard hasChoosy || lane != nil || !wish.excluding.isEmpty else { return nil }
        var bits = hasChoosy ? strangers(to: wish.model) : Self.mask(slots.count)
        if let lane {
            for word in bits.indices { bits[word] |= lane.closed[word] }
        }
        for key in wish.excluding {
            if let place = places[key] { Self.set(&bits, place, true) }
        }
        return bits
    }

    private mutating func strangers(to model: String) -> [UInt64] {
        if let known = strangers[model] { return known }
        var bits = Self.mask(slots.count)
        for (place, slot) in slots.enumerated() where !slot.allows(model) {
            Self.set(&bits, place, true)
        }
        if strangers.count >= PoolLimits.modelsMax { strangers = [:] }
        strangers[model] = bits
        return bits
    }

    /// May this key, which has a slot, serve this call now, circuits aside?
    func mayServe(_ place: Int, _ wish: KeyWish, _ lane: Lane?) -> Bool {
        let slot = slots[place]
        return ranks[place] != .max && !(lane.map { Self.has($0.closed, place) } ?? false)
            && (wish.only.map { $0 == slot.key.number } ?? true)
            && !wish.excluding.contains(slot.key.number) && slot.allows(wish.model)
    }

    /// Lends a key.
    mutating func take(_ place: Int, at moment: Timestamp) {
        let behind = now - PoolLimits.catchUpCallsMax * slots[place].stride
        slots[place].pass = max(slots[place].pass, behind) + slots[place].stride
        slots[place].leases += 1
        slots[place].usedAt = moment
        rank(place)
    }

    /// Takes a key back.
    mutating func giveBack(_ place: Int) {
        precondition(slots[place].leases > 0, "a lease is released once")
        slots[place].leases -= 1
        rank(place)
    }

    /// When a key was last lent, once.
    mutating func takeUse(_ place: Int) -> Timestamp? {
        defer { slots[place].usedAt = nil }
        return slots[place].usedAt
    }

    // MARK: Benches

    /// Benches a key as a whole, or ends that.
    mutating func set(_ bench: Bench?, _ place: Int, at moment: Timestamp) {
        slots[place].bench = bench
        touched.isAll = true
        settle(place, at: moment)
    }

    /// Takes a key out of use.
    mutating func refuse(_ place: Int, at moment: Timestamp) {
        slots[place].isRefused = true
        slots[place].bench = nil
        touched.isAll = true
        settle(place, at: moment)
    }

    /// Benches a key for a class of models, or ends that.
    mutating func set(_ bench: Bench?, _ place: Int, in name: String, at moment: Timestamp) {
        touched.classes.append(name)
        lanes[name, default: Lane(closed: Self.mask(slots.count))].benches[place] = bench
        let isClosed = bench?.isClosed(at: moment) ?? false
        if let lane = lanes[name] {
            var closed = lane.closed
            Self.set(&closed, place, isClosed)
            lanes[name]?.closed = closed
        }
        if let bench { nextMoment = min(nextMoment, bench.dueAt) }
        tidy(name)
    }

    /// Forgets a class of models of which nothing is to be remembered.
    mutating func tidy(_ name: String) {
        if let lane = lanes[name], lane.benches.isEmpty, lane.circuit.isQuiet { lanes[name] = nil }
    }

    /// A call failed at the upstream, or at one class of its models.
    ///
    /// - Parameter name: The class; `nil` for the upstream.
    mutating func setCircuit(_ changed: Circuit, in name: String?) {
        if let bench = changed.bench { nextMoment = min(nextMoment, bench.dueAt) }
        guard let name else {
            if changed.bench.map({ !$0.isLike(circuit.bench) }) ?? (circuit.bench != nil) {
                touched.isAll = true
            }
            circuit = changed
            return
        }
        let known = lanes[name]?.circuit.bench
        if changed.bench.map({ !$0.isLike(known) }) ?? (known != nil) {
            touched.classes.append(name)
        }
        lanes[name, default: Lane(closed: Self.mask(slots.count))].circuit = changed
        tidy(name)
    }

    /// Notes what time has changed.
    mutating func sweep(at moment: Timestamp) {
        nextMoment = Timestamp(milliseconds: .max)
        for place in slots.indices {
            expireProbe(&slots[place].bench, at: moment)
            settle(place, at: moment)
        }
        expireProbe(&circuit.bench, at: moment)
        if let bench = circuit.bench, !bench.isDue(at: moment) {
            nextMoment = min(nextMoment, bench.dueAt)
        }
        for name in lanes.keys { sweep(name, at: moment) }
    }

    private mutating func sweep(_ name: String, at moment: Timestamp) {
        guard var lane = lanes[name] else { return }
        expireProbe(&lane.circuit.bench, at: moment)
        if let bench = lane.circuit.bench, !bench.isDue(at: moment) {
            nextMoment = min(nextMoment, bench.dueAt)
        }
        lane.closed = Self.mask(slots.count)
        for place in lane.benches.keys {
            expireProbe(&lane.benches[place], at: moment)
            guard let bench = lane.benches[place] else { continue }
            if bench.isClosed(at: moment) {
                Self.set(&lane.closed, place, true)
                nextMoment = min(nextMoment, bench.dueAt)
            }
        }
        lanes[name] = lane
    }

    private func expireProbe(_ bench: inout Bench?, at moment: Timestamp) {
        if let known = bench, known.probe != nil, known.isDue(at: moment) { bench?.probe = nil }
    }

    /// Makes up whether a key is closed.
    private mutating func settle(_ place: Int, at moment: Timestamp) {
        let slot = slots[place]
        var isClosed = !slot.isInUse(at: moment)
        if !isClosed, let end = slot.key.expiresAt { nextMoment = min(nextMoment, end) }
        if let bench = slot.bench, bench.isClosed(at: moment) {
            isClosed = true
            nextMoment = min(nextMoment, bench.dueAt)
        }
        slots[place].isClosed = isClosed
        rank(place)
    }

    private mutating func rank(_ place: Int) {
        ranks[place] = slots[place].isClosed || slots[place].isFull ? .max : slots[place].pass
    }

    // MARK: Bits

    /// As many zero bits as there are keys.
    static func mask(_ count: Int) -> [UInt64] { [UInt64](repeating: 0, count: (count + 63) / 64) }

    static func has(_ bits: [UInt64], _ place: Int) -> Bool {
        bits[place >> 6] & (1 << UInt64(place & 63)) != 0
    }

    static func set(_ bits: inout [UInt64], _ place: Int, _ isSet: Bool) {
        if isSet {
            bits[place >> 6] |= 1 << UInt64(place & 63)
        } else {
            bits[place >> 6] &= ~(1 << UInt64(place & 63))
        }
    }
}
