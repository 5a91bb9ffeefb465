/// What has come in and waits for the consumer, and who waits for it: a value, kept under a lock
/// between a loop's thread and the task that reads.
///
/// Generic over what a waiter is (a continuation; a number in tests). Everything that is there is
/// handed over at once. At most one of "something waits" and "somebody waits" is true.
struct Mailbox<HeadWaiter: Sendable, BodyWaiter: Sendable>: Sendable {
    /// Somebody to be woken, after the lock is released.
    enum Delivery: Sendable {
        /// Nobody.
        case none
        /// The task waiting for the head.
        case head(HeadWaiter, Result<ReplyStart, TransportFault>)
        /// The task waiting for bytes.
        case body(BodyWaiter, Result<[UInt8]?, TransportFault>)
    }

    /// What the reader gets.
    enum Taken: Sendable {
        /// An answer, and whether the transfer should go on.
        case now(Result<[UInt8]?, TransportFault>, resumesTransfer: Bool)
        /// Nothing yet: the waiter was kept.
        case later
        /// Somebody waits already.
        case occupied
    }

    private var start: ReplyStart?
    private var bytes: [UInt8] = []
    private(set) var end: ExchangeEnd?
    private var isPaused = false
    private var isAbandoned = false
    private var headWaiter: HeadWaiter?
    private var bodyWaiter: BodyWaiter?

    /// Bytes nobody has taken yet.
    var unread: Int { bytes.count }

    // MARK: The loop's side

    /// Puts in what came since the last time.
    ///
    /// - Parameters:
    ///   - start: The head, when it came.
    ///   - fresh: New bytes; emptied.
    ///   - end: How it ended, when it did.
    ///   - isPaused: Whether the transfer has just been paused.
    /// - Returns: Whom to wake, and whether a paused transfer can go on at once.
    mutating func put(
        start newStart: ReplyStart?, fresh: inout [UInt8], end newEnd: ExchangeEnd?,
        isPaused paused: Bool
    ) -> (delivery: Delivery, resumesTransfer: Bool) {
        if let newStart { start = newStart }
        if isAbandoned {
            fresh.removeAll()
        } else if bytes.isEmpty {
            swap(&bytes, &fresh)
        } else if !fresh.isEmpty {
            bytes.append(contentsOf: fresh)
            fresh.removeAll()
        }
        if end == nil { end = newEnd }
        if paused { isPaused = true }
        let delivery = deliver()
        return (delivery, clearPauseIfDrained())
    }

    private mutating func deliver() -> Delivery {
        if let waiter = headWaiter {
            if let start {
                headWaiter = nil
                self.start = nil
                return .head(waiter, .success(start))
            }
            switch end {
            case .fault(let fault):
                headWaiter = nil
                return .head(waiter, .failure(fault))
            case .clean:
                headWaiter = nil
                return .head(waiter, .failure(TransportFault(.other, mayHaveBeenSent: true)))
            case nil: return .none
            }
        }
        if let waiter = bodyWaiter, let answer = answer() {
            bodyWaiter = nil
            return .body(waiter, answer)
        }
        return .none
    }

    // MARK: The consumer's side

    /// Asks for the head.
    ///
    /// - Returns: The answer if there is one already; else the waiter is kept.
    mutating func takeHead(_ waiter: HeadWaiter) -> Delivery {
        headWaiter = waiter
        return deliver()
    }

    /// What can be had without waiting, and whether the transfer should go on.
    mutating func takeReady() -> (answer: Result<[UInt8]?, TransportFault>, resumesTransfer: Bool)?
    {
        guard bodyWaiter == nil, let answer = answer() else { return nil }
        return (answer, clearPauseIfDrained())
    }

    /// Asks for bytes; the waiter is kept when there is nothing to say yet.
    mutating func take(_ waiter: BodyWaiter) -> Taken {
        guard bodyWaiter == nil else { return .occupied }
        if let ready = takeReady() {
            return .now(ready.answer, resumesTransfer: ready.resumesTransfer)
        }
        bodyWaiter = waiter
        return .later
    }

    /// Gives up waiting for bytes without ending anything.
    mutating func withdraw() -> BodyWaiter? {
        defer { bodyWaiter = nil }
        return bodyWaiter
    }

    /// Gives up the rest of the body.
    ///
    /// - Returns: Whom to wake, and whether there is a transfer to end.
    mutating func abandon() -> (waiter: BodyWaiter?, endsTransfer: Bool) {
        guard !isAbandoned else { return (nil, false) }
        isAbandoned = true
        bytes = []
        return (withdraw(), end == nil)
    }

    private mutating func answer() -> Result<[UInt8]?, TransportFault>? {
        if isAbandoned { return .failure(TransportFault(.cancelled, mayHaveBeenSent: true)) }
        if !bytes.isEmpty {
            var taken: [UInt8] = []
            swap(&taken, &bytes)
            return .success(taken)
        }
        switch end {
        case .clean: return .success(nil)
        case .fault(let fault): return .failure(fault)
        case nil: return nil
        }
    }

    private mutating func clearPauseIfDrained() -> Bool {
        guard isPaused, end == nil, bytes.count < Backlog.lowMark else { return false }
        isPaused = false
        return true
    }
}

/// A final head, on its way from the loop to the caller.
struct ReplyStart: Sendable {
    /// The status.
    let status: Int
    /// The fields, names in lower case.
    let headers: [(name: String, value: String)]
    /// How long it took.
    let timing: TransportTiming
}

/// How many unread bytes of a body may wait.
enum Backlog {
    /// From here on the transfer is paused.
    static let highMark = 256 << 10
    /// Below this a paused transfer goes on.
    static let lowMark = 64 << 10
}

/// How an exchange ended.
enum ExchangeEnd: Equatable, Sendable {
    /// As announced.
    case clean
    /// With a fault.
    case fault(TransportFault)
}
