import Logging
import Synchronization
import Transport
import Vault
import Vocabulary

/// Tells the operator's servers what happened: whoever sends never waits, and what nobody takes is given up after a
/// bounded number of tries.
///
/// Each target has a queue of its own, in order; what comes while it is full is dropped, counted and logged. Queues are in
/// memory: what waits when Bursar ends gets one more try, then only the log has it.
package final class NoticeSender: Sendable {
    /// How many notices wait for one target.
    package static let waitingMax = 1_000
    /// How long the last tries may take together when Bursar ends, in milliseconds.
    package static let lastMillisecondsMax: Int64 = 3_000

    /// Sends one request and says what status came, `nil` for none.
    typealias Post = @Sendable (NoticeTarget, Notice) async -> Int?

    private struct State {
        var lines: [Line] = []
        var isLast = false
    }

    /// A target's queue.
    private struct Line: Sendable {
        let target: NoticeTarget
        let notices: AsyncStream<Notice>
        let entrance: AsyncStream<Notice>.Continuation
    }

    private let state = Mutex(State())
    private let lines: AsyncStream<Line>
    private let opening: AsyncStream<Line>.Continuation
    private let post: Post
    private let pause: @Sendable (Int64) async -> Void
    private let log: Logger

    /// - Parameter transport: Sends; no redirect is followed, and addresses are checked as for upstreams.
    package convenience init(
        targets: [NoticeTarget], transport: Transport, clock: any Clock, log: Logger
    ) {
        self.init(targets: targets, log: log) { milliseconds in
            try? await Task.sleep(for: .milliseconds(milliseconds))  // cut short when Bursar ends
        } post: { target, notice in
            await Self.post(notice, to: target, by: transport, at: clock.now)
        }
    }

    /// Apart for tests, which bring their own pauses and answers.
    init(
        targets: [NoticeTarget], log: Logger, pause: @escaping @Sendable (Int64) async -> Void,
        post: @escaping Post
    ) {
        (lines, opening) = AsyncStream.makeStream(of: Line.self)
        self.post = post
        self.pause = pause
        self.log = log
        replace(targets)
    }

    /// Does anybody want to hear anything?
    package var isIdle: Bool { state.withLock { $0.lines.isEmpty } }

    /// Takes other targets from now on; what waits for the old ones is still sent to them.
    package func replace(_ targets: [NoticeTarget]) {
        let made = targets.map { target in
            let (notices, entrance) = AsyncStream.makeStream(
                of: Notice.self, bufferingPolicy: .bufferingOldest(Self.waitingMax))
            return Line(target: target, notices: notices, entrance: entrance)
        }
        let old = state.withLock { state in
            defer { state.lines = made }
            return state.lines
        }
        for line in old { line.entrance.finish() }
        for line in made { opening.yield(line) }
    }

    /// Puts a notice into the queues of those who want it; returns at once.
    package func send(_ notice: Notice) {
        let lines = state.withLock { $0.lines }
        for line in lines where line.target.wants(notice.kind) {
            if case .dropped = line.entrance.yield(notice) {
                tell("notice dropped: too many wait", notice, line.target)
            }
        }
    }

    /// Sends what comes, until `close` was called and all queues are empty, or the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for await line in lines {
                group.addTask { await self.serve(line) }
            }
        }
    }

    /// Takes nothing more; what waits gets one more try each.
    package func close() {
        let lines = state.withLock { state in
            state.isLast = true
            return state.lines
        }
        opening.finish()
        for line in lines { line.entrance.finish() }
    }

    /// Closes, and waits for the last tries within their bound.
    ///
    /// - Parameter running: The task that runs.
    package func end(_ running: Task<Void, Never>) async {
        close()
        let cutter = Task {  // owned by this function, cancelled below
            await pause(Self.lastMillisecondsMax)
            running.cancel()
        }
        await running.value
        cutter.cancel()
    }

    private func serve(_ line: Line) async {
        for await notice in line.notices {
            guard await deliver(notice, to: line.target) else {
                state.withLock { state in
                    state.lines.removeAll { $0.target.url == line.target.url }
                }
                return
            }
        }
    }

    /// Tries until somebody took it.
    ///
    /// - Returns: `false` when the target wants nothing more.
    private func deliver(_ notice: Notice, to target: NoticeTarget) async -> Bool {
        var plan = RetryPlan()
        while true {
            let status = await post(target, notice)
            switch plan.note(status: status) {
            case .done: return true
            case .stop:
                tell("webhook wants no more notices", notice, target, status)
                return false
            case .giveUp:
                tell("notice given up", notice, target, status)
                return true
            case .retry(let milliseconds):
                await pauseUnlessLast(milliseconds)
                if state.withLock({ $0.isLast }) || Task.isCancelled {
                    tell("notice not delivered", notice, target, status)
                    return true
                }
            }
        }
    }

    /// Waits in steps, so that an end is noticed.
    private func pauseUnlessLast(_ milliseconds: Int64) async {
        var rest = milliseconds
        while rest > 0, !Task.isCancelled, !state.withLock({ $0.isLast }) {
            await pause(min(rest, 500))
            rest -= 500
        }
    }

    private func tell(
        _ what: Logger.Message, _ notice: Notice, _ target: NoticeTarget, _ status: Int? = nil
    ) {
        // The URL may hold a secret of the receiver's in its path: its host says enough.
        log.warning(
            what,
            metadata: [
                "notice": .string(notice.messageID), "kind": .string(notice.kind),
                "host": .string(target.host), "status": .stringConvertible(status ?? 0),
            ])
    }

    private static func post(
        _ notice: Notice, to target: NoticeTarget, by transport: Transport, at now: Timestamp
    ) async -> Int? {
        let body = notice.body
        let request = TransportRequest(
            url: target.url, headers: target.fields(notice.messageID, body, at: now), body: body,
            deadlines: Deadlines(
                connectMilliseconds: 5_000, firstByteMilliseconds: 10_000,
                idleMilliseconds: 5_000, totalMilliseconds: 15_000),
            limits: TransportLimits(bodyBytesMax: 64 << 10),
            addressRule: target.allowPrivate ? .allowPrivate : .publicOnly,
            allowHTTP: target.allowHTTP)
        do {
            let reply = try await transport.send(request)
            reply.body.cancel()
            return reply.status
        } catch {
            return nil
        }
    }
}

extension NoticeTarget {
    /// The host and port of its URL.
    var host: String {
        let rest = url.drop { $0 != ":" }.drop { $0 == ":" || $0 == "/" }
        return String(rest.prefix { $0 != "/" && $0 != "?" })
    }
}
