import Gateway
import NIOCore
import NIOHTTP1

/// Writes answers as HTTP/1.1 bytes (RFC 9112), a whole answer into one buffer, so that it leaves in one write.
struct AnswerBytes {
    /// The version that the request came in; one of 1.0 knows no chunks.
    var version = HTTPVersion.http1_1
    /// May the connection take another request?
    var isKeptAlive = true
    /// Was only the head asked for (HEAD)? A body would be read as the next answer.
    var isHeadOnly = false

    /// May a body come in chunks? Otherwise it ends with the connection.
    var mayChunk: Bool { version != .http1_0 }

    /// A whole answer.
    func whole(_ reply: WholeReply, _ allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: 512 + (isHeadOnly ? 0 : reply.body.count))
        write(reply.head, to: &buffer)
        Self.write("content-length", String(reply.body.count), to: &buffer)
        buffer.writeStaticString("\r\n")
        if !isHeadOnly { buffer.writeBytes(reply.body) }
        return buffer
    }

    /// The head of a streamed answer.
    func start(_ head: ReplyHead, _ allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: 512)
        write(head, to: &buffer)
        if mayChunk { buffer.writeStaticString("transfer-encoding: chunked\r\n") }
        buffer.writeStaticString("\r\n")
        return buffer
    }

    /// A part of a streamed answer.
    ///
    /// - Parameter isLast: Nothing comes after it.
    func part(
        _ bytes: [UInt8], isLast: Bool = false, _ allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: bytes.count + 32)
        if !mayChunk {
            buffer.writeBytes(bytes)
            return buffer
        }
        if !bytes.isEmpty {
            buffer.writeString(String(bytes.count, radix: 16))
            buffer.writeStaticString("\r\n")
            buffer.writeBytes(bytes)
            buffer.writeStaticString("\r\n")
        }
        if isLast { buffer.writeStaticString("0\r\n\r\n") }
        return buffer
    }

    /// What asks a client for the body it holds back.
    func goOn(_ allocator: ByteBufferAllocator) -> ByteBuffer {
        allocator.buffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
    }

    private func write(_ head: ReplyHead, to buffer: inout ByteBuffer) {
        let status = HTTPResponseStatus(statusCode: head.status)
        buffer.writeString("HTTP/\(version.major).\(version.minor) \(head.status) ")
        buffer.writeString(status.reasonPhrase)
        buffer.writeStaticString("\r\n")
        for (name, value) in head.fields { Self.write(name, value, to: &buffer) }
        if !isKeptAlive { buffer.writeStaticString("connection: close\r\n") }
    }

    /// Writes a field; what would end its line, or isn't text, becomes a space.
    private static func write(_ name: String, _ value: String, to buffer: inout ByteBuffer) {
        buffer.writeString(name)
        buffer.writeStaticString(": ")
        if value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
            buffer.writeBytes(value.utf8.map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 })
        } else {
            buffer.writeString(value)
        }
        buffer.writeStaticString("\r\n")
    }
}
