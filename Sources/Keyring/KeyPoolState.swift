import Vocabulary

/// Which key serves the next call: a value without locks or clocks.
///
/// Keys of an upstream share its calls by smooth weighted round robin: at each choice every key that may serve gains its
/// weight, the richest serves and pays the sum. Counts and shares hang on the key's number, so they survive a new
/// snapshot and a new version of the key.
///
/// A key may serve when it is active, hasn't expired, allows the model and has a free slot. Legal changes of a key's
/// state: active ⇄ cooling ⇄ probing, any of them ⇄ disabled, and from all of them to revoked.
struct KeyPoolState {
    /// What is looked at for every choice, kept small.
    private struct Slot {
        let key: Int64
        let weight: Int
        let leasesMax: Int
        let isActive: Bool
        let expiresAt: Timestamp
        let models: [Glob]?
        var credit = 0
        var leases = 0

        init(_ key: UpstreamKey) {
            self.key = key.number
            weight = key.weight
            leasesMax = key.parallelMax ?? .max
            isActive = key.state == .active
            expiresAt = key.expiresAt ?? Timestamp(milliseconds: .max)
            models = key.models
        }

        func mayServe(_ model: String, at moment: Timestamp) -> Bool {
            guard isActive, moment < expiresAt else { return false }
            return models?.contains { $0.matches(model) } ?? true
        }
    }

    /// The keys of one upstream; both arrays have the same order.
    private struct Pool {
        var slots: [Slot]
        let keys: [PooledKey]
    }

    private var pools: [Int64: Pool] = [:]
    /// Where each key of `pools` is.
    private var places: [Int64: (upstream: Int64, index: Int)] = [:]
    /// Leases of keys that are no longer in the snapshot.
    private var orphans: [Int64: Int] = [:]

    /// Takes a new snapshot; leases go on.
    mutating func adopt(_ directory: UpstreamDirectory) {
        var credits: [Int64: Int] = [:]
        var leases = orphans
        for slot in pools.values.lazy.flatMap(\.slots) {
            credits[slot.key] = slot.credit
            if slot.leases > 0 { leases[slot.key] = slot.leases }
        }
        pools = [:]
        places = [:]
        for (upstream, keys) in directory.keys {
            var slots: [Slot] = []
            for (index, pooled) in keys.enumerated() {
                var slot = Slot(pooled.key)
                slot.credit = credits[slot.key] ?? 0
                slot.leases = leases.removeValue(forKey: slot.key) ?? 0
                places[slot.key] = (upstream, index)
                slots.append(slot)
            }
            pools[upstream] = Pool(slots: slots, keys: keys)
        }
        orphans = leases
    }

    /// Chooses a key and takes one of its slots.
    mutating func lease(upstream: Int64, model: String, at moment: Timestamp) -> Result<PooledKey, KeyShortage> {
        guard let position = pools.index(forKey: upstream) else { return .failure(.none) }
        return Self.choose(&pools.values[position].slots, model, moment).map { pools.values[position].keys[$0] }
    }

    /// Gives a slot back.
    mutating func release(key: Int64) {
        if let place = places[key], let position = pools.index(forKey: place.upstream) {
            precondition(pools.values[position].slots[place.index].leases > 0, "a lease is released once")
            pools.values[position].slots[place.index].leases -= 1
        } else if let count = orphans[key] {
            orphans[key] = count > 1 ? count - 1 : nil
        }
    }

    /// How many leases a key has out.
    func leases(key: Int64) -> Int {
        guard let place = places[key] else { return orphans[key] ?? 0 }
        return pools[place.upstream]?.slots[place.index].leases ?? 0
    }

    /// How many leases are out in all.
    var leases: Int {
        pools.values.lazy.flatMap(\.slots).reduce(0) { $0 + $1.leases } + orphans.values.reduce(0, +)
    }

    private static func choose(
        _ slots: inout [Slot], _ model: String, _ moment: Timestamp
    ) -> Result<Int, KeyShortage> {
        var (best, total) = (-1, 0)
        var hasServer = false
        for index in slots.indices where slots[index].mayServe(model, at: moment) {
            hasServer = true
            guard slots[index].leases < slots[index].leasesMax else { continue }
            total += slots[index].weight
            slots[index].credit += slots[index].weight
            if best < 0 || slots[index].credit > slots[best].credit { best = index }
        }
        guard best >= 0 else { return .failure(hasServer ? .busy : .noneUsable) }
        slots[best].credit -= total
        slots[best].leases += 1
        return .success(best)
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
