import NIOCore

/// A reply on its way out of a connection.
///
/// Waiting for its time → head and batches, each waiting for room and for the pace → over.
final class ActiveReply {
    /// What is sent, without its body.
    let reply: Reply
    /// The body where it is made on the way.
    var body: (any BodySource)?
    /// Whether the body goes out in chunks.
    let isChunked: Bool
    /// Whether the connection ends with this reply.
    let isLast: Bool
    /// Whether the socket is full.
    var waitsForRoom = false
    /// The timer that is running.
    var timer: Scheduled<Void>?

    /// A reply to a request.
    init(_ reply: Reply, to request: IncomingRequest) {
        self.reply = reply
        switch reply.body {
        case .bytes:
            isChunked = false
            isLast = request.isLast
        case .made(let source, let length):
            body = source
            isChunked = length == nil && request.knowsChunks
            isLast = request.isLast || (length == nil && !request.knowsChunks)
        }
    }

    /// Bytes in a batch after which it is sent.
    static let batchBytes = 16 * 1024

    // MARK: Bytes

    /// Appends the status line and headers.
    func writeHead(into buffer: inout ByteBuffer) {
        buffer.writeString("HTTP/1.1 \(reply.status) \(Self.reason(reply.status))\r\n")
        for header in reply.headers {
            buffer.writeString(header.name)
            buffer.writeStaticString(": ")
            buffer.writeString(header.value)
            buffer.writeStaticString("\r\n")
        }
        switch reply.body {
        case .bytes(let bytes) where reply.status != 204:
            buffer.writeString("content-length: \(bytes.count)\r\n")
        case .made(_, let length?):
            buffer.writeString("content-length: \(length)\r\n")
        default:
            if isChunked { buffer.writeStaticString("transfer-encoding: chunked\r\n") }
        }
        buffer.writeString(isLast ? "connection: close\r\n\r\n" : "\r\n")
    }

    /// Appends as much of the body as one write takes, as one chunk where there are chunks.
    ///
    /// - Returns: The last step.
    func writeBatch(into buffer: inout ByteBuffer) -> BodyStep {
        let start = buffer.writerIndex
        if isChunked { buffer.writeStaticString("00000000\r\n") }
        let dataStart = buffer.writerIndex
        var step = BodyStep.part
        var eventsLeft = reply.burst ?? (reply.paceMilliseconds > 0 ? 1 : Int.max)
        repeat {
            step = body?.writeNext(into: &buffer) ?? .end
            if step == .event { eventsLeft -= 1 }
        } while !step.isFinal && eventsLeft > 0
            && buffer.writerIndex - dataStart < Self.batchBytes
        var announced = buffer.writerIndex - dataStart
        if case .broken(let missing, _) = step { announced += missing }
        guard isChunked else { return step }
        if announced == 0 {
            buffer.moveWriterIndex(to: start)
        } else {
            Self.setHexadecimal(announced, at: start, in: &buffer)
            if case .broken = step { return step }
            buffer.writeStaticString("\r\n")
        }
        if step == .last || step == .end { buffer.writeStaticString("0\r\n\r\n") }
        return step
    }

    private static func setHexadecimal(_ number: Int, at index: Int, in buffer: inout ByteBuffer) {
        var rest = number
        for place in (0..<8).reversed() {
            let digit = UInt8(rest & 15)
            buffer.setInteger(digit < 10 ? 48 + digit : 87 + digit, at: index + place)
            rest >>= 4
        }
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 204: "No Content"
        case 307: "Temporary Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 413: "Content Too Large"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        default: "Overloaded"
        }
    }
}
