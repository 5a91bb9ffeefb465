import NIOCore
import NIOHTTP1

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One client's connection: collects requests, and gives the replies one after another.
///
/// It writes the bytes of HTTP itself, since half of its faults are breaches of it. Everything runs
/// on the channel's event loop.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let provider: Provider
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var waiting: [IncomingRequest] = []
    private var active: ActiveReply?
    private var buffer = ByteBuffer()

    /// A connection to a provider.
    init(_ provider: Provider) { self.provider = provider }

    /// The largest request body.
    static let bodyBytesMax = 32 * 1024 * 1024
    /// Requests that may wait for their turn.
    static let waitingMax = 64
    /// Batches that one reply may send before other connections have their turn.
    private static let batchesMax = 8

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            if active == nil, head.headers.first(name: "expect")?.lowercased() == "100-continue" {
                buffer.clear()
                buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
                context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
            }
        case .body(let part):
            // What is beyond the limit is read and forgotten; one byte too many tells.
            let room = Self.bodyBytesMax + 1 - body.count
            body.append(contentsOf: part.readableBytesView.prefix(room))
        case .end:
            guard let head else { return }
            waiting.append(IncomingRequest(head, body: body))
            self.head = nil
            body = []
            if waiting.count > Self.waitingMax {
                context.close(promise: nil)
            } else {
                beginNext(context)
            }
        }
    }

    private func beginNext(_ context: ChannelHandlerContext) {
        guard active == nil, !waiting.isEmpty else { return }
        let request = waiting.removeFirst()
        let reply = ActiveReply(provider.reply(to: request), to: request)
        active = reply
        guard reply.reply.waitMilliseconds > 0 else { return begin(reply, context) }
        after(reply.reply.waitMilliseconds, reply, context) { $0.begin(reply, context) }
    }

    // MARK: Replies

    private func begin(_ reply: ActiveReply, _ context: ChannelHandlerContext) {
        buffer.clear()
        reply.writeHead(into: &buffer)
        guard case .bytes(let bytes) = reply.reply.body else { return pump(reply, context) }
        buffer.writeBytes(bytes)
        finish(reply, outputTokens: reply.reply.call?.outputTokens ?? 0, context)
    }

    /// Sends batches while there is room and nothing asks for a pause. The buffer may hold the head
    /// already.
    private func pump(_ reply: ActiveReply, _ context: ChannelHandlerContext) {
        for _ in 0..<Self.batchesMax {
            guard active === reply else { return }
            guard context.channel.isWritable else {
                reply.waitsForRoom = true
                return
            }
            switch reply.writeBatch(into: &buffer) {
            case .event, .part:
                flush(context)
                let pace = reply.reply.paceMilliseconds
                if pace > 0 {
                    return after(pace, reply, context) { $0.pump(reply, context) }
                }
            case .last, .end:
                return finish(reply, outputTokens: reply.body?.outputTokens ?? 0, context)
            case .stall:
                return flush(context)
            case .broken(_, let isReset):
                return breakOff(reply, isReset: isReset, context)
            }
        }
        after(0, reply, context) { $0.pump(reply, context) }
    }

    private func flush(_ context: ChannelHandlerContext) {
        guard buffer.readableBytes > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        buffer.clear()
    }

    /// Sends what is left. The call is written down before, so that a client which has the last
    /// byte finds it there.
    private func finish(_ reply: ActiveReply, outputTokens: Int64, _ context: ChannelHandlerContext)
    {
        let call = reply.reply.call
        if let call {
            provider.book.finish(
                call, call.isRefusal ? .refused : .completed, outputTokens: outputTokens)
        }
        active = nil
        let book = provider.book
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.whenFailure { _ in
            if let call { book.finish(call, .aborted, outputTokens: outputTokens) }
        }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: sent)
        buffer.clear()
        if reply.isLast {
            context.close(promise: nil)
        } else {
            beginNext(context)
        }
    }

    private func breakOff(_ reply: ActiveReply, isReset: Bool, _ context: ChannelHandlerContext) {
        if let call = reply.reply.call {
            provider.book.finish(call, .broken, outputTokens: reply.body?.outputTokens ?? 0)
        }
        active = nil
        flush(context)
        if isReset, let socket = context.channel as? any SocketOptionProvider {
            socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { _ in
                context.close(promise: nil)
            }
        } else {
            context.close(promise: nil)
        }
    }

    // MARK: Time, room and the end

    private func after(
        _ milliseconds: Int64, _ reply: ActiveReply, _ context: ChannelHandlerContext,
        _ act: @escaping (Connection) -> Void
    ) {
        let loop = context.eventLoop.assumeIsolated()
        reply.timer = loop.scheduleTask(in: .milliseconds(milliseconds)) {
            [weak self, weak reply] in
            guard let self, let reply, self.active === reply else { return }
            reply.timer = nil
            act(self)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable, let reply = active, reply.waitsForRoom else { return }
        reply.waitsForRoom = false
        pump(reply, context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        abandon()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError, active == nil {
            buffer.clear()
            buffer.writeStaticString(
                "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
        context.close(promise: nil)
    }

    /// Gives up what was under way, since the client is gone.
    private func abandon() {
        waiting = []
        guard let reply = active else { return }
        active = nil
        reply.timer?.cancel()
        if let call = reply.reply.call {
            provider.book.finish(
                call, call.isRefusal ? .refused : .aborted,
                outputTokens: reply.body?.outputTokens ?? 0)
        }
    }
}
