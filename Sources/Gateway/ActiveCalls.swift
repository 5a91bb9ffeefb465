import Synchronization
import Vocabulary

/// The calls that are under way: owns their tasks, keeps silent streams open, ends what lasts too long.
package final class ActiveCalls: Sendable {
    private struct Entry {
        let delivery: Delivery
        let task: Task<Void, Never>
    }

    private struct State {
        var entries: [Identifier: Entry] = [:]
        /// Calls that ended before their task was noted.
        var early: Set<Identifier> = []
        /// The versions of keys whose calls were cut, the last of them.
        var cut: [Int64] = []
        var isDraining = false
        var idleWaiters: [CheckedContinuation<Void, Never>] = []
    }

    /// How many cut versions are remembered; a call notes its key within moments of getting it.
    private static let cutMax = 1_024

    private let state = Mutex(State())
    private let clock: any Clock
    private let limits: Mutex<GatewayLimits>

    init(clock: any Clock, limits: GatewayLimits) {
        self.clock = clock
        self.limits = Mutex(limits)
    }

    /// How many calls are under way.
    package var count: Int { state.withLock { $0.entries.count } }

    /// No new calls are taken.
    package var isDraining: Bool { state.withLock { $0.isDraining } }

    /// Runs a call in a task of its own until its outcome is written.
    func run(_ delivery: Delivery, _ body: @escaping @Sendable () async -> Void) {
        let id = delivery.call
        let task = Task(executorPreference: delivery.executor) { [self] in  // owned by this table
            await body()
            ended(id)
        }
        state.withLock { state in
            if state.early.remove(id) == nil {
                state.entries[id] = Entry(delivery: delivery, task: task)
            }
        }
        // Its key may have been cut before it was in the table.
        if let version = delivery.keyVersion { note(delivery, keyVersion: version) }
    }

    /// Notes which key is to serve a call; one that was cut already serves none.
    func serve(_ delivery: Delivery, keyVersion: Int64, isStream: Bool) {
        delivery.note(keyVersion: keyVersion, isStream: isStream)
        note(delivery, keyVersion: keyVersion)
    }

    private func note(_ delivery: Delivery, keyVersion: Int64) {
        if state.withLock({ !$0.cut.isEmpty && $0.cut.contains(keyVersion) }) {
            delivery.noteKeyRevoked()
        }
    }

    private func ended(_ id: Identifier) {
        let waiters = state.withLock { state in
            if state.entries.removeValue(forKey: id) == nil { state.early.insert(id) }
            guard state.entries.isEmpty else { return [CheckedContinuation<Void, Never>]() }
            defer { state.idleWaiters = [] }
            return state.idleWaiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Goes by other bounds from now on.
    func adopt(_ new: GatewayLimits) { limits.withLock { $0 = new } }

    /// Sends keepalives and ends calls whose client left too long ago.
    func tick() {
        let now = clock.monotonicNanoseconds
        let limits = limits.withLock { $0 }
        for entry in state.withLock({ Array($0.entries.values) }) {
            if entry.delivery.mustStopDraining(at: now, limits: limits) {
                entry.task.cancel()
            } else {
                entry.delivery.keepAlive(at: now, limits: limits)
            }
        }
    }

    /// Ends every call that a key serves, now.
    package func cut(keyVersions: Set<Int64>) {
        let entries = state.withLock { state in
            state.cut = Array((state.cut + keyVersions).suffix(Self.cutMax))
            return Array(state.entries.values)
        }
        for entry in entries {
            if let version = entry.delivery.keyVersion, keyVersions.contains(version) {
                entry.delivery.noteKeyRevoked()
                entry.task.cancel()
            }
        }
    }

    /// Takes no more calls, and returns when those under way have ended or been cut after the time given.
    package func drain(withinMilliseconds bound: Int64) async {
        state.withLock { $0.isDraining = true }
        let cutter = Task { [self] in  // owned by this call, cancelled below
            try? await Task.sleep(for: .milliseconds(bound))  // cancelled when all is done
            guard !Task.isCancelled else { return }
            for entry in state.withLock({ Array($0.entries.values) }) { entry.task.cancel() }
        }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.entries.isEmpty { return true }
                state.idleWaiters.append(continuation)
                return false
            }
            if isIdle { continuation.resume() }
        }
        cutter.cancel()
    }
}
