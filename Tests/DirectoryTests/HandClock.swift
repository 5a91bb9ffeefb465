import Synchronization
import Vocabulary

/// A clock that stands until a test moves it.
final class HandClock: Clock {
    private let milliseconds: Mutex<Int64>

    init(_ start: Timestamp) { milliseconds = Mutex(start.milliseconds) }

    var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }

    var monotonicNanoseconds: UInt64 { UInt64(now.milliseconds) * 1_000_000 }

    func advance(milliseconds more: Int64) { milliseconds.withLock { $0 += more } }
}
