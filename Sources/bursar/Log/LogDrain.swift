import Dispatch
import Foundation
import Synchronization

/// Takes log lines to standard error. Lines of calls gather for a few milliseconds and leave in one write, so that a
/// call doesn't wait for whoever reads the log; warnings and errors leave at once, with all before them.
final class LogDrain: Sendable {
    /// The one standard error.
    static let standardError = LogDrain()

    /// More than this doesn't gather: the next line waits for the write.
    private static let bytesMax = 64 << 10
    private static let gatherMilliseconds = 20

    private struct State {
        var lines: [UInt8] = []
        var isScheduled = false
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "log", qos: .utility)

    /// Takes a line with its end.
    ///
    /// - Parameter isUrgent: Writes it, and what gathered before it, before this returns.
    func take(_ line: [UInt8], isUrgent: Bool) {
        let mustSchedule = state.withLock { state in
            state.lines += line
            if isUrgent || state.lines.count > Self.bytesMax { Self.write(&state.lines) }
            guard !state.lines.isEmpty, !state.isScheduled else { return false }
            state.isScheduled = true
            return true
        }
        guard mustSchedule else { return }
        queue.asyncAfter(deadline: .now() + .milliseconds(Self.gatherMilliseconds)) { self.flush() }
    }

    /// Writes what has gathered.
    func flush() {
        state.withLock { state in
            state.isScheduled = false
            Self.write(&state.lines)
        }
    }

    /// Under the lock, so that lines keep their order.
    private static func write(_ lines: inout [UInt8]) {
        guard !lines.isEmpty else { return }
        // nobody reads the log: nothing to do
        try? FileHandle.standardError.write(contentsOf: Data(lines))
        lines.removeAll(keepingCapacity: true)
    }
}
