/// The life of one exchange as a value: events go in, actions come out, nothing is done here.
///
/// ```
/// queued → connecting → awaitingHead → streaming ⇄ paused → ended
/// ```
/// Every phase may go to `ended`. A second `connected` is libcurl trying again on a new connection
/// after a kept one broke under the request. It is allowed for requests that do nothing (`GET`,
/// `HEAD`) only: a provider must never be asked to do, and charge, the same thing twice. (libcurl
/// also starts over when an HTTP/2 server refuses a stream, which would be safe, but it looks the
/// same from here.)
struct ExchangePhases: Sendable {
    /// Where the exchange is.
    enum Phase: Equatable, Sendable {
        /// Not handed to libcurl yet.
        case queued
        /// Looking up, connecting, shaking hands, or waiting for a place on a connection.
        case connecting
        /// Sending the request, then waiting for the final head.
        case awaitingHead
        /// Taking the body.
        case streaming
        /// The body waits for its reader.
        case paused
        /// Over.
        case ended
    }

    /// What the shell has to do.
    enum Action: Equatable, Sendable {
        /// Nothing special; keep the bytes, go on.
        case proceed
        /// The final head is in: hand it on.
        case deliverHead
        /// Stop reading until resumed.
        case pause
        /// End the exchange with this fault.
        case abort(TransportFault.Code)
    }

    /// The phase now.
    private(set) var phase = Phase.queued
    /// The head as read so far.
    private(set) var head: ReplyHead
    /// When the exchange was started, nanoseconds of the monotonic clock.
    private(set) var startedAt: UInt64 = 0
    /// When it was (last) connected; 0 before.
    private(set) var connectedAt: UInt64 = 0
    /// When the final head was complete; 0 before.
    private(set) var headAt: UInt64 = 0

    /// Whether libcurl wanted to send a request again that may have been received.
    private(set) var isResendRefused = false

    private var lastByteAt: UInt64 = 0
    private var bodyBytes = 0
    private let deadlines: Deadlines
    private let bodyBytesMax: Int
    /// Whether asking twice does no harm (RFC 9110 9.2.2).
    private let isRepeatable: Bool

    init(_ request: TransportRequest) {
        head = ReplyHead(limits: request.limits)
        deadlines = request.deadlines
        bodyBytesMax = request.limits.bodyBytesMax
        isRepeatable = request.body.isEmpty && ["GET", "HEAD"].contains(request.method)
    }

    /// The exchange was accepted; the clock runs from here, also while it is queued.
    mutating func started(at now: UInt64) {
        startedAt = now
        phase = .connecting
    }

    /// A connection is ready and the request is about to be written.
    mutating func connected(at now: UInt64) -> Action {
        switch phase {
        case .connecting: break
        case .awaitingHead where isRepeatable: break
        default:
            isResendRefused = true
            return .abort(.reset)
        }
        phase = .awaitingHead
        connectedAt = now
        return .proceed
    }

    /// A line of a head, or a trailer.
    mutating func headLine(_ line: RawSpan, at now: UInt64) -> Action {
        switch head.take(line) {
        case .incomplete: return .proceed
        case .refused(let code): return .abort(code)
        case .complete:
            guard phase == .awaitingHead else { return .abort(.protocolViolation) }
            phase = .streaming
            headAt = now
            lastByteAt = now
            return .deliverHead
        }
    }

    /// Bytes of the body have come.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - unread: How many the reader has not taken yet, without these.
    mutating func body(count: Int, unread: Int, at now: UInt64) -> Action {
        guard phase == .streaming || phase == .paused else { return .abort(.protocolViolation) }
        guard bodyBytes + count <= bodyBytesMax else { return .abort(.bodyTooLarge) }
        if unread >= Backlog.highMark {
            phase = .paused
            return .pause
        }
        phase = .streaming
        lastByteAt = now
        bodyBytes += count
        return .proceed
    }

    /// The reader has caught up.
    mutating func resumed(at now: UInt64) {
        guard phase == .paused else { return }
        phase = .streaming
        lastByteAt = now
    }

    /// It is over, however it ended.
    mutating func ended() {
        phase = .ended
    }

    /// The next moment at which `expired` could say something; nil when over or not started.
    var nextDeadline: UInt64? {
        let total = Self.time(startedAt, plus: deadlines.totalMilliseconds)
        switch phase {
        case .queued, .ended: return nil
        case .connecting:
            return min(total, Self.time(startedAt, plus: deadlines.connectMilliseconds))
        case .awaitingHead:
            return min(total, Self.time(connectedAt, plus: deadlines.firstByteMilliseconds))
        case .streaming: return min(total, Self.time(lastByteAt, plus: deadlines.idleMilliseconds))
        case .paused: return total
        }
    }

    /// Which deadline has passed, if one has.
    func expired(at now: UInt64) -> TransportFault.Code? {
        guard let deadline = nextDeadline, deadline <= now else { return nil }
        if Self.time(startedAt, plus: deadlines.totalMilliseconds) <= now { return .totalDeadline }
        switch phase {
        case .connecting: return .connectDeadline
        case .awaitingHead: return .firstByteDeadline
        case .streaming: return .idleDeadline
        case .queued, .paused, .ended: return nil
        }
    }

    private static func time(_ start: UInt64, plus milliseconds: Int) -> UInt64 {
        let (delta, overflow) = UInt64(max(0, milliseconds)).multipliedReportingOverflow(
            by: 1_000_000)
        return overflow
            ? .max : start.addingReportingOverflow(delta).overflow ? .max : start + delta
    }
}
