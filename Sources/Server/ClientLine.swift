import Gateway
import NIOCore
import NIOHTTP1
import Synchronization

/// One request's client, as the road sees it: bytes gather here and go out on the connection's thread.
///
/// Lives for one answer; a connection makes a new one for each request.
final class ClientLine: ClientSide {
    /// More than this waits for the connection, and the road waits too.
    static let waitingBytesMax = 64 << 10

    private struct State {
        var outbox: [UInt8] = []
        var isScheduled = false
        var isWritable = true
        var hasLeft = false
        var waiter: CheckedContinuation<Bool, Never>?

        mutating func takeWaiter() -> CheckedContinuation<Bool, Never>? {
            defer { waiter = nil }
            return waiter
        }
    }

    private let state = Mutex(State())
    private let connection: NIOLoopBound<DataConnection>
    private let loop: any EventLoop
    let executor: any TaskExecutor

    init(_ connection: DataConnection, loop: any EventLoop, executor: any TaskExecutor) {
        self.connection = NIOLoopBound(connection, eventLoop: loop)
        self.loop = loop
        self.executor = executor
    }

    var hasLeft: Bool { state.withLock { $0.hasLeft } }

    func send(_ reply: WholeReply) {
        loop.execute { self.connection.value.answer(reply, of: self) }
    }

    func start(_ head: ReplyHead) {
        loop.execute { self.connection.value.start(head, of: self) }
    }

    func send(_ bytes: [UInt8]) async -> Bool {
        sendNow(bytes)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if state.hasLeft || Task.isCancelled { return false }
                    if state.isWritable, state.outbox.count < Self.waitingBytesMax { return true }
                    state.waiter = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            state.withLock { $0.takeWaiter() }?.resume(returning: false)
        }
    }

    func sendNow(_ bytes: [UInt8]) {
        let mustSchedule = state.withLock { state in
            guard !state.hasLeft else { return false }
            state.outbox += bytes
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if mustSchedule { loop.execute { self.connection.value.flush(self) } }
    }

    func end(_ lastBytes: [UInt8]) {
        loop.execute { self.connection.value.end(lastBytes, of: self) }
    }

    /// Takes what waits to go out; on the connection's thread.
    func takeOutbox() -> [UInt8] {
        state.withLock { state in
            state.isScheduled = false
            defer { state.outbox = [] }
            return state.outbox
        }
    }

    /// The connection takes bytes, or doesn't for now.
    func note(isWritable: Bool) {
        let waiter = state.withLock { state in
            state.isWritable = isWritable
            return isWritable && state.outbox.count < Self.waitingBytesMax
                ? state.takeWaiter() : nil
        }
        waiter?.resume(returning: true)
    }

    /// What was waiting is on its way.
    func noteFlushed() {
        let waiter = state.withLock { $0.isWritable ? $0.takeWaiter() : nil }
        waiter?.resume(returning: true)
    }

    /// The client is gone.
    func noteLeft() {
        let waiter = state.withLock { state in
            state.hasLeft = true
            state.outbox = []
            return state.takeWaiter()
        }
        waiter?.resume(returning: false)
    }
}
