import Vocabulary

/// Which key serves the next call: a value without locks or clocks.
///
/// Keys of an upstream share its calls by smooth weighted round robin: at each choice every key
/// that may serve gains its weight, the richest serves and pays the sum. Counts and shares hang on
/// the key's number, so they survive a new snapshot and a new version of the key.
///
/// A key may serve when it is active, hasn't expired, allows the model and has a free slot. Legal
/// changes of a key's state: active ⇄ cooling ⇄ probing, any of them ⇄ disabled, and from all of
/// them to revoked.
struct KeyPoolState {
    /// What is looked at in every choice: few plain numbers, so that a thousand keys cost little.
    private struct Slot {
        /// The first moment it may not serve; the beginning of time when it isn't active.
        let end: Timestamp
        var credit = 0
        let weight: Int32
        let leasesMax: Int32
        var leases: Int32 = 0
        /// Is it for some models only?
        let isChoosy: Bool

        init(_ key: UpstreamKey) {
            let isActive = key.state == .active
            end =
                isActive
                ? key.expiresAt ?? Timestamp(milliseconds: .max) : Timestamp(milliseconds: .min)
            weight = Int32(clamping: key.weight)
            leasesMax = key.parallelMax.map { Int32(clamping: $0) } ?? .max
            isChoosy = key.models != nil
        }
    }

    /// The keys of one upstream; both arrays have the same order.
    private struct Pool {
        var slots: [Slot]
        let keys: [PooledKey]

        /// Chooses a slot and takes it.
        mutating func choose(
            _ model: String, _ only: Int64?, _ moment: Timestamp
        ) -> Result<PooledKey, KeyShortage> {
            let keys = keys
            var (best, credit, total) = (-1, Int.min, 0)
            var hasServer = false
            var span = slots.mutableSpan
            for index in span.indices where moment < span[index].end {
                if let only, keys[index].key.number != only { continue }
                if span[index].isChoosy, !Self.isAllowed(model, keys[index]) { continue }
                hasServer = true
                guard span[index].leases < span[index].leasesMax else { continue }
                total += Int(span[index].weight)
                span[index].credit += Int(span[index].weight)
                if span[index].credit > credit { (best, credit) = (index, span[index].credit) }
            }
            guard best >= 0 else { return .failure(hasServer ? .busy : .noneUsable) }
            span[best].credit -= total
            span[best].leases += 1
            return .success(keys[best])
        }

        private static func isAllowed(_ model: String, _ pooled: PooledKey) -> Bool {
            pooled.key.models?.contains { $0.matches(model) } ?? true
        }
    }

    private var pools: [Int64: Pool] = [:]
    /// Where each key of `pools` is.
    private var places: [Int64: (upstream: Int64, index: Int)] = [:]
    /// Leases of keys that are no longer in the snapshot.
    private var orphans: [Int64: Int32] = [:]

    /// When keys were last leased, since somebody took note.
    private var uses: [Int64: Timestamp] = [:]

    /// Takes a new snapshot; leases go on.
    mutating func adopt(_ directory: UpstreamDirectory) {
        var credits: [Int64: Int] = [:]
        var leases = orphans
        for (key, slot) in known {
            credits[key] = slot.credit
            if slot.leases > 0 { leases[key] = slot.leases }
        }
        pools = [:]
        places = [:]
        for (upstream, keys) in directory.keys {
            var slots: [Slot] = []
            for (index, pooled) in keys.enumerated() {
                let key = pooled.key.number
                var slot = Slot(pooled.key)
                slot.credit = credits[key] ?? 0
                slot.leases = leases.removeValue(forKey: key) ?? 0
                places[key] = (upstream, index)
                slots.append(slot)
            }
            pools[upstream] = Pool(slots: slots, keys: keys)
        }
        orphans = leases
    }

    /// Chooses a key and takes one of its slots.
    mutating func lease(
        upstream: Int64, model: String, key: Int64? = nil, at moment: Timestamp
    ) -> Result<PooledKey, KeyShortage> {
        guard let position = pools.index(forKey: upstream) else { return .failure(.none) }
        let chosen = pools.values[position].choose(model, key, moment)
        if case .success(let pooled) = chosen { uses[pooled.key.number] = moment }
        return chosen
    }

    /// Gives a slot back.
    mutating func release(key: Int64) {
        if let place = places[key], let position = pools.index(forKey: place.upstream) {
            precondition(
                pools.values[position].slots[place.index].leases > 0, "a lease is released once")
            pools.values[position].slots[place.index].leases -= 1
        } else if let count = orphans[key] {
            orphans[key] = count > 1 ? count - 1 : nil
        }
    }

    /// Hands over when keys were last leased, and forgets it.
    mutating func takeUses() -> [(key: Int64, at: Timestamp)] {
        defer { uses = [:] }
        return uses.map { (key: $0.key, at: $0.value) }
    }

    /// How many leases a key has out.
    func leases(key: Int64) -> Int {
        guard let place = places[key] else { return Int(orphans[key] ?? 0) }
        return Int(pools[place.upstream]?.slots[place.index].leases ?? 0)
    }

    /// How many leases are out in all.
    var leases: Int {
        known.reduce(0) { $0 + Int($1.slot.leases) } + orphans.values.reduce(0) { $0 + Int($1) }
    }

    private var known: some Sequence<(key: Int64, slot: Slot)> {
        pools.values.lazy.flatMap { pool in
            zip(pool.keys, pool.slots).map { (key: $0.key.number, slot: $1) }
        }
    }
}

/// Why no key can serve a call now.
package enum KeyShortage: String, Error, CaseIterable, Sendable {
    /// The upstream has no key at all.
    case none
    /// It has keys, none of which is active and allows the model.
    case noneUsable = "none_usable"
    /// All that could serve have as many calls as they may.
    case busy
}
