import NIOCore

/// Another body until so many bytes, then the end of the connection.
struct CutBody: BodySource {
    private var whole: any BodySource
    private var bytesLeft: Int
    private let isReset: Bool

    /// A body that is cut after so many bytes, wherever that is.
    init(_ whole: any BodySource, after bytes: Int, isReset: Bool) {
        self.whole = whole
        bytesLeft = bytes
        self.isReset = isReset
    }

    /// Bytes of a stream that are sent before the cut when the script doesn't say.
    static let streamBytesDefault = 1000

    var outputTokens: Int64 { whole.outputTokens }

    mutating func writeNext(into buffer: inout ByteBuffer) -> BodyStep {
        let start = buffer.writerIndex
        let step = whole.writeNext(into: &buffer)
        let written = buffer.writerIndex - start
        guard written > bytesLeft || step.isFinal else {
            bytesLeft -= written
            return step
        }
        let missing = max(0, written - bytesLeft)
        buffer.moveWriterIndex(to: buffer.writerIndex - missing)
        return .broken(bytesMissing: missing, isReset: isReset)
    }
}

/// Bytes that are there already, for those faults that begin with an ordinary body.
struct ReadyBody: BodySource {
    private var bytes: [UInt8]
    let outputTokens: Int64

    /// A body that is given at once.
    init(_ bytes: [UInt8], outputTokens: Int64) {
        self.bytes = bytes
        self.outputTokens = outputTokens
    }

    mutating func writeNext(into buffer: inout ByteBuffer) -> BodyStep {
        guard !bytes.isEmpty else { return .end }
        buffer.writeBytes(bytes)
        bytes = []
        return .part
    }
}
