import Dispatch
import Foundation
import Synchronization
import Vocabulary
import Wire

/// Takes log lines to standard error, on a thread of its own: who logs never waits for whoever reads the log, and when
/// nobody reads, lines are lost and counted. Lines of calls gather for a few milliseconds and leave in one write;
/// warnings and errors leave at once, with all before them.
final class LogDrain: Sendable {
    /// The one standard error.
    static let standardError = LogDrain()

    /// More than this waits for no reader.
    private static let bytesMax = 1 << 20
    /// More than this doesn't gather.
    private static let gatheredBytesMax = 64 << 10
    private static let gatherMilliseconds = 20
    private static let lastSeconds = 2

    /// When the next write begins.
    private enum Turn: Int {
        case never
        case soon
        case now
    }

    private struct State {
        var lines: [UInt8] = []
        var lostCount: Int64 = 0
        var turn = Turn.never
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "log", qos: .utility)

    /// Takes a line with its end.
    ///
    /// - Parameter isUrgent: It doesn't gather.
    func take(_ line: [UInt8], isUrgent: Bool) {
        let turn: Turn = state.withLock { state in
            guard state.lines.count + line.count <= Self.bytesMax else {
                state.lostCount += 1
                return .never
            }
            state.lines += line
            let wanted: Turn =
                isUrgent || state.lines.count > Self.gatheredBytesMax ? .now : .soon
            guard wanted.rawValue > state.turn.rawValue else { return .never }
            state.turn = wanted
            return wanted
        }
        switch turn {
        case .never: break
        case .soon:
            let time = DispatchTime.now() + .milliseconds(Self.gatherMilliseconds)
            queue.asyncAfter(deadline: time) { self.write() }
        case .now: queue.async { self.write() }
        }
    }

    /// Waits until what has gathered is written, or for two seconds if nobody reads.
    func flush() {
        let done = DispatchSemaphore(value: 0)
        queue.async {
            self.write()
            done.signal()
        }
        _ = done.wait(timeout: .now() + .seconds(Self.lastSeconds))
    }

    /// On the queue only, so that lines keep their order.
    private func write() {
        let (lines, lostCount) = state.withLock { state in
            defer { state = State() }
            return (state.lines, state.lostCount)
        }
        // nobody reads the log: nothing to do
        if !lines.isEmpty { try? FileHandle.standardError.write(contentsOf: Data(lines)) }
        if lostCount > 0 { take(Self.loss(lostCount), isUrgent: true) }
    }

    private static func loss(_ count: Int64) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("time")
        writer.string(SystemClock().now.text)
        writer.key("level")
        writer.string("warning")
        writer.key("room")
        writer.string("log")
        writer.key("message")
        writer.string("log lines lost")
        writer.key("lines")
        writer.integer(count)
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}
