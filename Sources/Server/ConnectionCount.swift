import Synchronization

/// Counts open connections up to a bound.
final class ConnectionCount: Sendable {
    private let count = Mutex(0)

    /// Takes a place; `false` when there is none.
    ///
    /// - Parameter max: How many there may be.
    func enter(max: Int) -> Bool {
        count.withLock { count in
            guard count < max else { return false }
            count += 1
            return true
        }
    }

    /// Gives a place back.
    func leave() { count.withLock { $0 -= 1 } }
}
