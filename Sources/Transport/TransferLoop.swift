import CCurl
import Glibc
import Synchronization

/// One thread that drives libcurl for many exchanges.
///
/// An epoll set and `curl_multi_socket_action`, not `curl_multi_poll`. Measured before choosing, in
/// microseconds of the loop thread's CPU (libcurl 7.88, two cores, plain HTTP on loopback): a small
/// kept-alive exchange costs 29 with `curl_multi_poll` and 24 with epoll when nothing else is open,
/// but 1,960 and 49 beside 1,000 open streams (225 and 47 with 16 at once); an event of a stream,
/// with 1,000 open at 20 events a second each, 45 and 12. `curl_multi_poll` walks every handle on
/// every call.
///
/// `@unchecked Sendable`: everything but `queue` belongs to the loop's own thread once it runs.
@safe final class TransferLoop: @unchecked Sendable {
    /// How tasks reach the loop.
    let queue: CommandQueue
    /// How many exchanges libcurl is working on, as of the last pass; for anybody.
    let liveCount = Atomic<Int>(0)
    /// The monotonic clock as read at the start of this pass, nanoseconds.
    private(set) var now: UInt64 = 0

    private let pollDescriptor: Int32
    private let caBundlePath: String?
    private let connectionsMax: Int
    /// Lanes by number; closed ones leave a gap. The first ones are the rules' own, never closed.
    private var lanes: [Lane?] = []
    private var live: [Exchange] = []
    private var touched: [Exchange] = []
    private var idleHandles: [UnsafeMutableRawPointer] = unsafe []
    /// What the idle handles are set up for.
    private var idleKind: EasySetup.Kind?
    private var nextDeadline = UInt64.max
    private var commands: [Command] = []

    init(caBundlePath: String?, connectionsMax: Int) throws(TransportFault) {
        queue = try CommandQueue()
        pollDescriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard pollDescriptor >= 0 else { throw TransportFault(.other) }
        self.caBundlePath = caBundlePath
        self.connectionsMax = connectionsMax
        var wake = unsafe epoll_event()
        unsafe wake.events = EPOLLIN.rawValue | EPOLLET.rawValue
        unsafe wake.data.u64 = .max
        guard unsafe epoll_ctl(pollDescriptor, EPOLL_CTL_ADD, queue.wakeDescriptor, &wake) == 0
        else { throw TransportFault(.other) }
        for rule in AddressRule.allCases { _ = try openLane(for: rule) }
    }

    deinit {
        while let handle = unsafe idleHandles.popLast() { unsafe curl_easy_cleanup(handle) }
        close(pollDescriptor)
    }

    /// Works until the queue is closed; the body of the loop's thread.
    func run() {
        var events = unsafe [epoll_event](repeating: epoll_event(), count: 256)
        var isClosed = false
        while !isClosed {
            now = Self.monotonicNanoseconds()
            isClosed = takeCommands()
            runTimers()
            collect()
            expire()
            liveCount.store(live.count, ordering: .relaxed)
            flushTouched()
            let count = unsafe wait(&events)
            now = Self.monotonicNanoseconds()
            for index in 0..<count { unsafe act(on: events[index]) }
        }
        for exchange in live { finish(exchange, .fault(fault(.shutDown, exchange))) }
        liveCount.store(0, ordering: .relaxed)
        flushTouched()
        lanes.removeAll()
    }

    // MARK: What callbacks ask for

    /// Has an exchange's news put into its mailbox at the end of this pass.
    func touch(_ exchange: Exchange) {
        guard !exchange.isTouched else { return }
        exchange.isTouched = true
        touched.append(exchange)
    }

    /// Looks at the deadlines no later than this.
    func deadlineMayBeSooner(_ deadline: UInt64?) {
        if let deadline, deadline < nextDeadline { nextDeadline = deadline }
    }

    // MARK: One pass

    private func takeCommands() -> Bool {
        let isClosed = queue.takeAll(into: &commands)
        for command in commands {
            switch command {
            case .start(let exchange): start(exchange)
            case .resume(let exchange): resume(exchange)
            case .cancel(let exchange): finish(exchange, .fault(fault(.cancelled, exchange)))
            }
        }
        commands.removeAll(keepingCapacity: true)
        return isClosed
    }

    private func start(_ exchange: Exchange) {
        // Cancelled before it began.
        guard exchange.end == nil else { return touch(exchange) }
        exchange.phases.started(at: now)
        do throws(TransportFault) {
            let kind = EasySetup.Kind(exchange.request)
            let idle = unsafe idleKind == kind ? idleHandles.popLast() : nil
            guard let easy = unsafe idle ?? curl_easy_init() else { throw TransportFault(.other) }
            unsafe exchange.easy = unsafe easy
            exchange.kind = kind
            exchange.headerLines = try HeaderLines(exchange.request)
            // The lines are all that is needed of it: a long stream doesn't keep the key open.
            exchange.request.secretHeader = nil
            try unsafe EasySetup.apply(
                exchange, to: easy, isSetUp: idle != nil, caBundlePath: caBundlePath)
            let lane = try lane(for: exchange.request.addressRule)
            lane.exchanges += 1
            exchange.lane = lane
            exchange.slot = live.count
            live.append(exchange)
            let code = unsafe curl_multi_add_handle(lane.multi, easy)
            guard code == CURLM_OK else { throw TransportFault(.other, curlCode: code.rawValue) }
            deadlineMayBeSooner(exchange.phases.nextDeadline)
        } catch {
            finish(exchange, .fault(error))
        }
    }

    private func resume(_ exchange: Exchange) {
        guard let easy = unsafe exchange.easy else { return }
        exchange.phases.resumed(at: now)
        deadlineMayBeSooner(exchange.phases.nextDeadline)
        // May call back with the bytes it held, and pause again. A failure shows in the messages.
        unsafe curl_easy_pause(easy, CURLPAUSE_CONT)
    }

    /// The first lane of a rule with room, or a new one.
    private func lane(for rule: AddressRule) throws(TransportFault) -> Lane {
        for case .some(let lane) in lanes
        where lane.rule == rule && lane.exchanges < Lane.exchangesMax {
            return lane
        }
        return try openLane(for: rule)
    }

    private func openLane(for rule: AddressRule) throws(TransportFault) -> Lane {
        let number = lanes.firstIndex { $0 == nil } ?? lanes.count
        let lane = try Lane(
            number: number, rule: rule, loop: self, pollDescriptor: pollDescriptor,
            connectionsMax: connectionsMax)
        if number == lanes.count { lanes.append(lane) } else { lanes[number] = lane }
        return lane
    }

    private func leave(_ lane: Lane) {
        lane.exchanges -= 1
        guard lane.exchanges == 0, lane.number >= AddressRule.allCases.count else { return }
        lane.idleSince = now
        deadlineMayBeSooner(now + Lane.idleNanoseconds)
    }

    private func runTimers() {
        for case .some(let lane) in lanes {
            // A timer set to "now" again and again mustn't keep the sockets waiting.
            var rounds = 0
            while rounds < 4, lane.actOnTimer(at: now) { rounds += 1 }
        }
    }

    private func collect() {
        for case .some(let lane) in lanes {
            while let (easy, result) = unsafe lane.nextFinished() {
                var context: UnsafeMutableRawPointer?
                unsafe ccurl_get_pointer(easy, CURLINFO_PRIVATE, &context)
                guard let context = unsafe context else { continue }
                let exchange = unsafe Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
                finish(exchange, end(of: exchange, result: result))
            }
        }
    }

    /// Takes an exchange out of libcurl and notes how it ended.
    private func finish(_ exchange: Exchange, _ end: ExchangeEnd) {
        guard exchange.end == nil else { return }
        exchange.end = end
        exchange.phases.ended()
        touch(exchange)
        guard let easy = unsafe exchange.easy else { return }
        unsafe exchange.easy = nil
        if let lane = exchange.lane {
            unsafe curl_multi_remove_handle(lane.multi, easy)
            exchange.lane = nil
            leave(lane)
        }
        if exchange.slot < live.count, live[exchange.slot] === exchange {
            let last = live.removeLast()
            if last !== exchange {
                last.slot = exchange.slot
                live[exchange.slot] = last
            }
        }
        let isBlank = unsafe EasySetup.forget(easy)
        exchange.headerLines = nil
        exchange.request.body = []
        // A handle remembers an old error; one that had none may serve again.
        if end == .clean, isBlank, mayKeepHandle(of: exchange.kind) {
            unsafe idleHandles.append(easy)
        } else {
            unsafe curl_easy_cleanup(easy)
        }
    }

    /// Is there room for an idle handle? Those kept are all of one kind, that of most exchanges: POST without a proxy.
    private func mayKeepHandle(of kind: EasySetup.Kind?) -> Bool {
        guard let kind, kind.method == "POST", kind.proxy == nil, kind.unixSocket == nil,
            unsafe idleHandles.count < Self.idleHandlesMax
        else { return false }
        if unsafe idleHandles.isEmpty { idleKind = kind }
        return idleKind == kind
    }

    /// Ends what has run out of time, and closes lanes nobody has used for long.
    ///
    /// Looks at every live exchange, but seldom: at the earliest deadline known, and with many
    /// exchanges not more often than every 4 to 50 milliseconds.
    private func expire() {
        guard now >= nextDeadline else { return }
        var earliest = UInt64.max
        var index = live.count
        while index > 0 {
            index -= 1
            let exchange = live[index]
            if let code = exchange.phases.expired(at: now) {
                finish(exchange, .fault(fault(code, exchange)))
            } else if let deadline = exchange.phases.nextDeadline {
                earliest = min(earliest, deadline)
            }
        }
        for number in lanes.indices.dropFirst(AddressRule.allCases.count) {
            guard let lane = lanes[number], lane.exchanges == 0 else { continue }
            let closing = lane.idleSince + Lane.idleNanoseconds
            if closing <= now { lanes[number] = nil } else { earliest = min(earliest, closing) }
        }
        let pause = 4_000_000 + UInt64(live.count) * 10_000
        nextDeadline = earliest == .max ? .max : max(earliest, now + min(pause, 50_000_000))
    }

    private func flushTouched() {
        // Resuming a transfer may touch it again; it pauses itself when its reader doesn't keep up.
        var index = 0
        while index < touched.count {
            let exchange = touched[index]
            index += 1
            if exchange.flush() { resume(exchange) }
        }
        touched.removeAll(keepingCapacity: true)
    }

    private func wait(_ events: inout [epoll_event]) -> Int {
        var due = nextDeadline
        for case .some(let lane) in lanes { due = min(due, lane.timerDue ?? .max) }
        var timeout: Int32 = -1
        if due <= now || !queue.maySleep() {
            timeout = 0
        } else if due != .max {
            timeout = Int32(clamping: (due - now + 999_999) / 1_000_000)
        }
        let count = unsafe events.withUnsafeMutableBufferPointer {
            unsafe epoll_wait(pollDescriptor, $0.baseAddress, Int32($0.count), timeout)
        }
        if timeout != 0 { queue.awake() }
        return max(0, Int(count))
    }

    private func act(on event: epoll_event) {
        let tag = unsafe event.data.u64
        guard tag != .max, tag >> 32 < lanes.count, let lane = lanes[Int(tag >> 32)] else { return }
        unsafe lane.act(on: Int32(truncatingIfNeeded: tag), events: event.events)
    }

    private static let idleHandlesMax = 128

    private static func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
