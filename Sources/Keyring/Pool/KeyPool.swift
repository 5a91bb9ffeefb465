import Synchronization
import Vault
import Vocabulary

/// The keys of all upstreams, lent to one call at a time for each of their slots: a lock and a clock round
/// `KeyPoolState`.
package final class KeyPool: Sendable {
    private struct Core {
        var state: KeyPoolState
        var keys: [Int64: PooledKey] = [:]
        /// Leases out of each version, by its number; those that have none aren't there.
        var versions: [Int64: Int] = [:]
        /// The versions that may be lent.
        var lendable: Set<Int64> = []
        var sleepers: [Int64: CheckedContinuation<Result<KeyLease, KeyShortage>, Never>] = [:]
        /// Does somebody look after the sleepers?
        var isWatched = false
    }

    /// While calls wait, time is looked at this often at least and at most, in milliseconds.
    private static let pauseMilliseconds: ClosedRange<Int64> = 5...250

    private let core: Mutex<Core>
    private let clock: any Clock

    /// A pool of the keys of a snapshot.
    package init(
        _ directory: UpstreamDirectory = UpstreamDirectory(), clock: any Clock = SystemClock()
    ) {
        var random = SystemRandomNumberGenerator()
        core = Mutex(Core(state: KeyPoolState(seed: random.next())))
        self.clock = clock
        adopt(directory)
    }

    /// Takes a new snapshot; leases go on, shares, counts and what was found out stay.
    package func adopt(_ directory: UpstreamDirectory) {
        let keys = directory.keys.mapValues { $0.map(PoolKey.init) }
        change { core in
            core.keys = [:]
            core.lendable = []
            for pooled in directory.keys.values.joined() {
                core.keys[pooled.key.number] = pooled
                core.lendable.insert(pooled.versionNumber)
            }
            core.state.adopt(keys, at: clock.now)
        }
    }

    /// Lends the key whose turn it is.
    ///
    /// - Returns: The lease, or why there is none.
    package func lease(_ wish: KeyWish) -> Result<KeyLease, KeyShortage> {
        let now = clock.now
        return change { core in core.state.lend(wish, at: now).map { lease($0, from: &core) } }
    }

    /// Waits in line for a key.
    ///
    /// - Parameter deadline: When to give up.
    /// - Returns: The lease, or why waiting was of no use.
    package func wait(
        _ wish: KeyWish, until deadline: Timestamp
    ) async -> Result<KeyLease, KeyShortage> {
        let place = QueuePlace()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                typealias Answer = Result<KeyLease, KeyShortage>
                let (answer, isFirst): (Answer?, Bool) = change { core in
                    switch core.state.wait(wish, until: deadline, at: clock.now) {
                    case .failure(let shortage): return (.failure(shortage), false)
                    case .success(.now(let loan)):
                        return (.success(lease(loan, from: &core)), false)
                    case .success(.later(let number)):
                        guard place.take(number) else {
                            core.state.withdraw(number, from: wish.upstream)
                            return (.failure(.busy), false)
                        }
                        core.sleepers[number] = continuation
                        defer { core.isWatched = true }
                        return (nil, !core.isWatched)
                    }
                }
                if let answer { continuation.resume(returning: answer) }
                // owned by those who wait: it ends with the last of them
                if isFirst { Task { await watch() } }
            }
        } onCancel: {
            guard let number = place.leave() else { return }
            let sleeper = core.withLock { core in
                core.state.withdraw(number, from: wish.upstream)
                return core.sleepers.removeValue(forKey: number)
            }
            sleeper?.resume(returning: .failure(.busy))
        }
    }

    /// Looks after all who wait, as long as somebody does.
    private func watch() async {
        while let pause = nextPause() {
            // nobody cancels it
            try? await Task.sleep(for: .milliseconds(pause))
            advance()
        }
    }

    /// How long nothing happens to those who wait unless somebody does it; `nil` when nobody waits.
    private func nextPause() -> Int64? {
        let now = clock.now
        return core.withLock { core in
            core.isWatched = !core.sleepers.isEmpty
            guard core.isWatched else { return nil }
            let (least, most) = (
                Self.pauseMilliseconds.lowerBound, Self.pauseMilliseconds.upperBound
            )
            return max(least, min(core.state.nextMoment.milliseconds - now.milliseconds, most))
        }
    }

    /// Notes that time has passed.
    package func advance() { change { $0.state.advance(to: clock.now) } }

    /// What was found out of keys since the last time of asking, for `KeyStore.note`.
    package func takeChanges() -> [KeyChange] { core.withLock { $0.state.takeChanges() } }

    /// Puts back what couldn't be written.
    package func keep(_ changes: [KeyChange]) { core.withLock { $0.state.keep(changes) } }

    /// When keys were last lent since the last time of asking, for `KeyStore.markUsed`; to be taken
    /// now and then and at the end, so that no call pays for a write of its own.
    package func takeUses() -> [(key: Int64, at: Timestamp)] {
        core.withLock { $0.state.takeUses() }
    }

    /// How many leases a key has out.
    package func leases(key: Int64) -> Int { core.withLock { $0.state.leases(key: key) } }

    /// How many leases a version of a key has out, by its number.
    ///
    /// - Returns: `nil` while it may still be lent, since a snapshot that ends it isn't adopted yet.
    package func leases(version: Int64) -> Int? {
        core.withLock { core in
            core.lendable.contains(version) ? nil : core.versions[version] ?? 0
        }
    }

    /// How many leases are out in all.
    package var leases: Int { core.withLock { $0.state.leases } }

    /// Takes a slot back.
    func release(_ loan: KeyLoan) {
        change { core in
            if let count = core.versions[loan.version] {
                core.versions[loan.version] = count > 1 ? count - 1 : nil
            }
            core.state.release(loan, at: clock.now)
        }
    }

    /// Hands a loan over; under the lock, so that no lease of a version is stamped after a snapshot without it.
    private func lease(_ loan: KeyLoan, from core: inout Core) -> KeyLease {
        core.versions[loan.version, default: 0] += 1
        return KeyLease(loan, core.keys[loan.key], of: self, at: clock.now)
    }

    /// Takes note of what a call found out.
    func report(_ loan: KeyLoan, _ verdict: KeyVerdict) {
        change { $0.state.report(loan, verdict, at: clock.now) }
    }

    /// Changes the state, and lets those go on who were waiting for it.
    private func change<Answer: Sendable>(_ body: (inout Core) -> Answer) -> Answer {
        let (answer, woken) = core.withLock { core in
            let answer = body(&core)
            let woken = core.state.takeWakes().compactMap { wake in
                core.sleepers.removeValue(forKey: wake.waiter).map { sleeper in
                    (sleeper, wake.answer.map { lease($0, from: &core) })
                }
            }
            return (answer, woken)
        }
        for (sleeper, answer) in woken { sleeper.resume(returning: answer) }
        return answer
    }
}

/// The number under which a call waits, whichever comes first: the number or the call's end.
private final class QueuePlace: Sendable {
    private let state = Mutex<(number: Int64?, hasLeft: Bool)>((nil, false))

    /// Takes the number; `false` when the call has ended.
    func take(_ number: Int64) -> Bool {
        state.withLock { state in
            if !state.hasLeft { state.number = number }
            return !state.hasLeft
        }
    }

    /// Ends the wait; gives the number, if there is one.
    func leave() -> Int64? {
        state.withLock { state in
            state.hasLeft = true
            return state.number
        }
    }
}

extension PoolKey {
    /// What the pool sees of a key.
    init(_ pooled: PooledKey) {
        let key = pooled.key
        let bench = key.until.map { until in
            (
                reason: key.reason.flatMap(BenchReason.init) ?? .refused, until: until,
                strikes: max(1, key.strikes)
            )
        }
        self.init(
            number: key.number, version: pooled.versionNumber, weight: key.weight,
            parallelMax: key.parallelMax, models: key.models, expiresAt: key.expiresAt,
            isDisabled: key.state == .disabled, epoch: key.stateEpoch,
            bench: key.state == .cooling || key.state == .probing ? bench : nil,
            benches: pooled.benches)
    }
}
