import Gateway
import NIOCore
import NIOHTTP1
import Vocabulary

/// One connection of an application: takes requests one after the other and writes their answers.
///
/// idle → head (bytes of a head came) → body → answering → idle, or → lingering (answered before its body was read:
/// the rest is thrown away, then the connection closes). Parts of requests that are sent ahead wait, and nothing more is
/// read meanwhile, so that there is one request at a time.
final class DataConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    /// What a body is read for.
    private enum Asked {
        case call(KnownRequest)
        case own(OwnRequest)
    }

    private enum Phase {
        case idle
        case head
        case body(Asked)
        case answering(ClientLine)
        case lingering
        case closed
    }

    private let slot: GatewaySlot
    /// Known since the first request that found one.
    private var gateway: Gateway?
    private let limits: DataListener.Limits
    private let executor: LoopExecutor
    private var phase = Phase.idle
    private var form = AnswerBytes()
    /// The whole request was taken in, so nothing of it can come any more.
    private var isRequestRead = false
    /// The body of the request so far. Apart from the phase, so that it grows in place.
    private var body: [UInt8] = []
    private var ahead = CircularBuffer<HTTPServerRequestPart>()
    private var isCatchingUp = false
    private var context: ChannelHandlerContext?
    private var peer = Peer("")
    private var deadline = NIODeadline.distantFuture
    private var bodyDeadline = NIODeadline.distantFuture
    private var stallDeadline = NIODeadline.distantFuture
    /// How many bytes waited to go out at the last look.
    private var bytesWaiting = 0
    private var alarm: Scheduled<Void>?
    private var alarmTime = NIODeadline.distantFuture

    init(slot: GatewaySlot, limits: DataListener.Limits, executor: LoopExecutor) {
        self.slot = slot
        self.executor = executor
        self.limits = limits
    }

    // MARK: What comes in

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        peer = Peer(context.remoteAddress?.ipAddress ?? "")
        if context.channel.isActive { expect(within: limits.headSeconds) }
    }

    func channelActive(context: ChannelHandlerContext) {
        peer = Peer(context.remoteAddress?.ipAddress ?? "")
        expect(within: limits.headSeconds)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    /// Bytes came, before anything was made of them: the time for a head begins.
    func noteBytes() {
        if case .idle = phase {
            phase = .head
            expect(within: limits.headSeconds)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if case .answering = phase, isRequestRead {
            if ahead.isEmpty { setReading(false, context) }
            ahead.append(part)
        } else {
            take(part, context)
        }
    }

    private func setReading(_ isReading: Bool, _ context: ChannelHandlerContext) {
        let options = context.channel.syncOptions
        // a closed channel reads nothing anyway
        try? options?.setOption(.autoRead, value: isReading)
        if isReading { context.read() }
    }

    /// Takes what was sent ahead, up to the next whole request.
    private func catchUp(_ context: ChannelHandlerContext) {
        // An answer made at once comes back here: the outer loop goes on, or many requests would nest deeply.
        guard !ahead.isEmpty, !isCatchingUp else { return }
        isCatchingUp = true
        defer { isCatchingUp = false }
        while case .idle = phase, let part = ahead.first {
            ahead.removeFirst()
            take(part, context)
            while case .body = phase, let more = ahead.first {
                ahead.removeFirst()
                take(more, context)
            }
        }
        if ahead.isEmpty { setReading(true, context) }
    }

    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        switch (part, phase) {
        case (.head(let head), .idle), (.head(let head), .head): take(head, context)
        case (.body(let part), .body(let asked)):
            guard body.count + part.readableBytes <= bodyBytesMax(of: asked) else {
                refuseBody(asked, .tooLarge, context)
                return
            }
            body.append(contentsOf: part.readableBytesView)
            expect(within: limits.bodyIdleSeconds)
            deadline = min(deadline, bodyDeadline)
        case (.end, .body(let asked)):
            isRequestRead = true
            drive(asked, .success(body), context)
        case (.end, .lingering): close()
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch phase {
        case .idle, .head, .body:
            guard let fault = HeadFault.fault(error) else { return close() }
            answerAndClose(Dialect.openAIChat.faults.reply(to: fault, call: nil), context)
        case .answering:
            // What follows the request is garbage: this answer is the last.
            if isRequestRead { form.isKeptAlive = false } else { close() }
        case .lingering, .closed: close()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        if case .answering(let line) = phase { line.note(isWritable: isWritable) }
        stallDeadline =
            isWritable ? .distantFuture : .now() + .seconds(limits.writeStallSeconds)
        arm()
        context.fireChannelWritabilityChanged()
    }

    private func take(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let request = RequestHead(head, peer: peer)
        // The parser reads nothing more after an offer to speak another protocol, though it isn't taken up.
        let isLast = head.method == .CONNECT || request.field("upgrade") != nil
        form = AnswerBytes(
            version: head.version, isKeptAlive: head.isKeepAlive && !isLast,
            isHeadOnly: head.method == .HEAD)
        isRequestRead = false
        bodyDeadline = .now() + .seconds(limits.bodySeconds)
        expect(within: limits.bodyIdleSeconds)
        if let fault = HeadFault.fault(request, mayChunk: form.mayChunk) {
            answerAndClose(Route.faults(of: request).reply(to: fault, call: nil), context)
            return
        }
        gateway = gateway ?? slot.current
        switch gateway?.enter(request) ?? .answer(Gateway.starting(request)) {
        case .call(let known): expectBody(of: .call(known), request, context)
        case .own(let own): expectBody(of: .own(own), request, context)
        case .answer(let reply):
            let hasBody =
                request.field("transfer-encoding") != nil
                || (request.field("content-length") ?? "0") != "0"
            if hasBody {
                answerAndClose(reply, context)
            } else {
                isRequestRead = true
                let line = ClientLine(self, loop: context.eventLoop, executor: executor)
                phase = .answering(line)
                deadline = .distantFuture
                answer(reply, of: line)
            }
        }
    }

    private func expectBody(
        of asked: Asked, _ request: RequestHead, _ context: ChannelHandlerContext
    ) {
        if let length = request.field("content-length").flatMap({ Int($0) }),
            length > bodyBytesMax(of: asked)
        {
            refuseBody(asked, .tooLarge, context)
            return
        }
        phase = .body(asked)
        if form.mayChunk, request.field("expect")?.lowercased() == "100-continue" {
            let go = form.goOn(context.channel.allocator)
            context.writeAndFlush(wrapOutboundOut(go), promise: nil)
        }
    }

    private func bodyBytesMax(of asked: Asked) -> Int {
        switch asked {
        case .call: limits.bodyBytesMax
        case .own: OwnRequest.bodyBytesMax
        }
    }

    private func refuseBody(
        _ asked: Asked, _ fault: Gateway.BodyFault, _ context: ChannelHandlerContext
    ) {
        form.isKeptAlive = false
        drive(asked, .failure(fault), context)
    }

    private func drive(
        _ asked: Asked, _ body: Result<[UInt8], Gateway.BodyFault>,
        _ context: ChannelHandlerContext
    ) {
        self.body = []
        let line = ClientLine(self, loop: context.eventLoop, executor: executor)
        phase = .answering(line)
        deadline = .distantFuture
        switch asked {
        case .call(let known): gateway?.drive(known, body: body, client: line)
        case .own(let own): gateway?.answer(own, body: body, client: line)
        }
    }

    // MARK: What goes out

    /// Writes a whole answer.
    func answer(_ reply: WholeReply, of line: ClientLine) {
        guard let context, isAnswering(line) else { return }
        finish(form.whole(reply, context.channel.allocator), context)
    }

    /// Begins a streamed answer.
    func start(_ head: ReplyHead, of line: ClientLine) {
        guard let context, isAnswering(line) else { return }
        if !form.mayChunk { form.isKeptAlive = false }
        let bytes = form.start(head, context.channel.allocator)
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        line.note(isWritable: context.channel.isWritable)
    }

    /// Writes what waits.
    func flush(_ line: ClientLine) {
        let bytes = line.takeOutbox()
        guard let context, isAnswering(line), !bytes.isEmpty else { return }
        let part = form.part(bytes, context.channel.allocator)
        context.writeAndFlush(wrapOutboundOut(part), promise: nil)
        line.noteFlushed()
    }

    /// Ends a streamed answer.
    func end(_ lastBytes: [UInt8], of line: ClientLine) {
        guard let context, isAnswering(line) else { return }
        let waiting = line.takeOutbox()
        let bytes = waiting.isEmpty ? lastBytes : waiting + lastBytes
        finish(form.part(bytes, isLast: true, context.channel.allocator), context)
    }

    private func isAnswering(_ line: ClientLine) -> Bool {
        if case .answering(let current) = phase { return current === line }
        return false
    }

    /// Writes the end of an answer, and goes on as the connection allows.
    private func finish(_ last: ByteBuffer, _ context: ChannelHandlerContext) {
        phase = .idle
        if form.isKeptAlive {
            expect(within: limits.keepAliveSeconds)
            context.writeAndFlush(wrapOutboundOut(last), promise: nil)
            form = AnswerBytes()
            catchUp(context)
        } else if isRequestRead {
            let done = context.eventLoop.makePromise(of: Void.self)
            done.futureResult.assumeIsolated().whenComplete { _ in self.close() }
            context.writeAndFlush(wrapOutboundOut(last), promise: done)
        } else {
            context.writeAndFlush(wrapOutboundOut(last), promise: nil)
            linger()
        }
    }

    private func answerAndClose(_ reply: WholeReply, _ context: ChannelHandlerContext) {
        form.isKeptAlive = false
        let bytes = form.whole(reply, context.channel.allocator)
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        linger()
    }

    /// Throws away what the client still sends, for a while, so that it reads the answer before the end.
    private func linger() {
        phase = .lingering
        expect(within: 2)
    }

    // MARK: Time

    private func expect(within seconds: Int64) {
        deadline = .now() + .seconds(seconds)
        arm()
    }

    /// One timer serves all deadlines: it wakes at the earliest that was set and looks again.
    private func arm() {
        let next = min(deadline, stallDeadline)
        guard let context, next < alarmTime else { return }
        alarm?.cancel()
        alarmTime = next
        alarm = context.eventLoop.assumeIsolated().scheduleTask(deadline: next) { self.ring() }
    }

    private func ring() {
        alarmTime = .distantFuture
        alarm = nil
        let now = NIODeadline.now()
        guard let context, now >= min(deadline, stallDeadline) else { return arm() }
        if hasProgress(context) {
            expect(within: limits.keepAliveSeconds)
            if stallDeadline < .distantFuture {
                stallDeadline = now + .seconds(limits.writeStallSeconds)
            }
            return arm()
        }
        switch phase {
        case .body(let asked) where now < stallDeadline: refuseBody(asked, .tooSlow, context)
        case .head:
            let fault = RoadFault(
                .requestTooSlow, .client, "The request's head didn't arrive in time.")
            answerAndClose(Dialect.openAIChat.faults.reply(to: fault, call: nil), context)
        default: close()
        }
    }

    /// Is an answer still going out, and did some of it go since the last look? A slow reader isn't a stalled one.
    private func hasProgress(_ context: ChannelHandlerContext) -> Bool {
        if case .body = phase { return false }
        if case .head = phase { return false }
        // Channels that can't tell have nothing waiting.
        let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        defer { bytesWaiting = waiting }
        return waiting > 0 && (bytesWaiting == 0 || waiting < bytesWaiting)
    }

    private func close() {
        let context = context
        leave()
        context?.close(promise: nil)
    }

    private func leave() {
        if case .answering(let line) = phase { line.noteLeft() }
        if case .body(let asked) = phase, let context {
            drive(asked, .failure(.clientClosed), context)
            if case .answering(let line) = phase { line.noteLeft() }
        }
        phase = .closed
        alarm?.cancel()
        alarm = nil
        context = nil
    }
}

/// Tells a connection that bytes came, before they are a request.
final class ByteWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let connection: DataConnection

    init(_ connection: DataConnection) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection.noteBytes()
        context.fireChannelRead(data)
    }
}
