import CCurl
import Glibc
import Synchronization

/// What tasks ask of a loop, in order.
enum Command: Sendable {
    /// Begin an exchange.
    case start(Exchange)
    /// Go on reading one that was paused.
    case resume(Exchange)
    /// End one whose caller gave up.
    case cancel(Exchange)
}

/// The way into a loop's thread: a list under a lock and a descriptor to wake it by, written to
/// only when the loop sleeps.
final class CommandQueue: Sendable {
    private struct State {
        var commands: [Command] = []
        var isLoopAsleep = false
        var isClosed = false
    }

    /// The descriptor the loop watches, edge-triggered and never read.
    let wakeDescriptor: Int32
    private let state = Mutex(State())

    init() throws(TransportFault) {
        wakeDescriptor = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard wakeDescriptor >= 0 else { throw TransportFault(.other) }
    }

    deinit {
        close(wakeDescriptor)
    }

    /// Adds a command and wakes the loop if it sleeps.
    ///
    /// - Returns: False when the queue is closed; the command is dropped.
    func submit(_ command: Command) -> Bool {
        let (isAccepted, mustWake) = state.withLock { state in
            guard !state.isClosed else { return (false, false) }
            state.commands.append(command)
            defer { state.isLoopAsleep = false }
            return (true, state.isLoopAsleep)
        }
        if mustWake { eventfd_write(wakeDescriptor, 1) }
        return isAccepted
    }

    /// No more commands: the loop ends after those that are in.
    func shut() {
        state.withLock { $0.isClosed = true }
        eventfd_write(wakeDescriptor, 1)
    }

    /// Hands over all commands so far; for the loop only.
    ///
    /// - Returns: Whether the queue has been closed.
    func takeAll(into commands: inout [Command]) -> Bool {
        state.withLock { state in
            swap(&state.commands, &commands)
            return state.isClosed
        }
    }

    /// Announces that the loop is about to sleep; for the loop only.
    ///
    /// - Returns: False when there is something to do first.
    func maySleep() -> Bool {
        state.withLock { state in
            state.isLoopAsleep = state.commands.isEmpty && !state.isClosed
            return state.isLoopAsleep
        }
    }

    /// The loop is awake again; for the loop only.
    func awake() {
        state.withLock { $0.isLoopAsleep = false }
    }
}
