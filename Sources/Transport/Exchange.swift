import CCurl
import Synchronization

/// One request and its reply: the state machine, what libcurl's callbacks touch, and the mailbox.
///
/// `@unchecked Sendable`: the `var`s belong to the loop's thread alone (their first values are
/// published by the command queue's lock); tasks only touch `mailbox` and `loop`'s queue.
@safe final class Exchange: @unchecked Sendable {
    /// A task waiting for the head.
    typealias HeadWaiter = Waiter<Result<ReplyStart, TransportFault>>
    /// A task waiting for bytes.
    typealias BodyWaiter = Waiter<Result<[UInt8]?, TransportFault>>

    /// The loop that carries it.
    let loop: TransferLoop
    /// Where it waits for its reader.
    let mailbox = Mutex(Mailbox<HeadWaiter, BodyWaiter>())

    /// The request; its body is emptied as soon as libcurl can't need it again.
    var request: TransportRequest
    /// How long the body was, once it is sent and let go.
    var sentBodyBytes = 0
    /// The state machine.
    var phases: ExchangePhases
    /// The header lines libcurl reads, until the reply's head is in.
    var headerLines: HeaderLines?
    /// libcurl's handle while the exchange is live.
    var easy: UnsafeMutableRawPointer?
    /// What its handle is set up for.
    var kind: EasySetup.Kind?
    /// The lane it was put into.
    var lane: Lane?
    /// Its place in the loop's list of live exchanges.
    var slot = 0
    /// Bytes of the body not yet put into the mailbox.
    var fresh: [UInt8] = []
    /// The head, not yet put into the mailbox.
    var start: ReplyStart?
    /// How it ended, not yet put into the mailbox.
    var end: ExchangeEnd?
    /// Whether libcurl has been told to pause and the mailbox doesn't know yet.
    var hasJustPaused = false
    /// Whether the loop will put news into the mailbox at the end of this pass.
    var isTouched = false
    /// Our own verdict, which goes before libcurl's code.
    var verdict: TransportFault.Code?
    /// Whether an address was refused on the way.
    var hasRefusedAddress = false
    /// At most so many bytes are unread in the mailbox.
    var unreadMax = 0

    init(_ request: TransportRequest, loop: TransferLoop) {
        self.request = request
        self.loop = loop
        phases = ExchangePhases(request)
    }

    /// Starts the exchange and waits for its head; cancelling the task ends the exchange.
    func begin() async -> Result<ReplyStart, TransportFault> {
        await withTaskCancellationHandler {
            guard loop.queue.submit(.start(self)) else {
                return .failure(TransportFault(.shutDown))
            }
            return await Waiter.wait { waiter in
                let delivery = mailbox.withLock { $0.takeHead(waiter) }
                Self.wake(delivery)
            }
        } onCancel: {
            _ = loop.queue.submit(.cancel(self))
        }
    }

    /// Waits for bytes of the body; cancelling the task only ends the wait.
    func nextBytes() async -> Result<[UInt8]?, TransportFault> {
        if let ready = mailbox.withLock({ $0.takeReady() }) {
            if ready.resumesTransfer { _ = loop.queue.submit(.resume(self)) }
            return ready.answer
        }
        return await withTaskCancellationHandler {
            await Waiter.wait { waiter in
                // A task cancelled before this point has no waiter its handler could withdraw.
                if Task.isCancelled {
                    waiter.resume(.failure(Self.readerGaveUp))
                    return
                }
                switch mailbox.withLock({ $0.take(waiter) }) {
                case .later:
                    if Task.isCancelled { withdraw() }
                case .occupied:
                    waiter.resume(.failure(TransportFault(.badRequest, mayHaveBeenSent: true)))
                case .now(let answer, let resumesTransfer):
                    if resumesTransfer { _ = loop.queue.submit(.resume(self)) }
                    waiter.resume(answer)
                }
            }
        } onCancel: {
            withdraw()
        }
    }

    /// Gives up the rest: ends the transfer if there still is one.
    func abandon() {
        let (waiter, endsTransfer) = mailbox.withLock { $0.abandon() }
        if endsTransfer { _ = loop.queue.submit(.cancel(self)) }
        if let waiter = waiter {
            waiter.resume(
                .failure(TransportFault(.cancelled, mayHaveBeenSent: true)))
        }
    }

    /// Puts everything new into the mailbox and wakes who waits; on the loop's thread.
    ///
    /// - Returns: Whether a paused transfer can go on at once.
    func flush() -> Bool {
        isTouched = false
        let (delivery, resumesTransfer) = mailbox.withLock { box in
            let result = box.put(
                start: start, fresh: &fresh, end: end, isPaused: hasJustPaused)
            unreadMax = box.unread
            return result
        }
        start = nil
        hasJustPaused = false
        Self.wake(delivery)
        return resumesTransfer
    }

    private func withdraw() {
        if let waiter = mailbox.withLock({ $0.withdraw() }) {
            waiter.resume(.failure(Self.readerGaveUp))
        }
    }

    private static func wake(_ delivery: Mailbox<HeadWaiter, BodyWaiter>.Delivery) {
        switch delivery {
        case .none: break
        case .head(let waiter, let answer): waiter.resume(answer)
        case .body(let waiter, let answer): waiter.resume(answer)
        }
    }

    private static let readerGaveUp = TransportFault(.cancelled, mayHaveBeenSent: true)
}
