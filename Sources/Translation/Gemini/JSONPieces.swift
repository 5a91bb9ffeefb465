/// Cuts bytes that arrive in pieces into whole JSON objects, whatever brackets, commas and white
/// space stand between them.
struct JSONPieces: Sendable {
    /// The most bytes of an unfinished object.
    private static let bytesMax = 32 << 20

    private var buffer: [UInt8] = []
    private var ready: [[UInt8]] = []
    private var depth = 0
    private var isInString = false
    private var isEscaped = false

    /// Takes the next bytes. Lines that are comments of server-sent events stand for nothing.
    ///
    /// - Returns: `false` if there is something between objects that isn't JSON's, or an object is
    ///   too long.
    mutating func push(_ bytes: [UInt8]) -> Bool {
        var isComment = false
        var isLineStart = true
        for byte in bytes {
            defer { isLineStart = byte == 0x0a || byte == 0x0d }
            if depth == 0 {
                if isLineStart { isComment = byte == UInt8(ascii: ":") }
                if isComment { continue }
                switch byte {
                case UInt8(ascii: "{"): break
                case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","), 0x20, 0x09, 0x0a,
                    0x0d:
                    continue
                default: return isField(bytes)
                }
            }
            buffer.append(byte)
            step(byte)
            if depth == 0 {
                ready.append(buffer)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        return buffer.count <= Self.bytesMax
    }

    /// The next whole object.
    mutating func next() -> [UInt8]? { ready.isEmpty ? nil : ready.removeFirst() }

    /// Fields without data (`id: 7`, `retry: 100`) are legal and say nothing.
    private func isField(_ bytes: [UInt8]) -> Bool {
        ["id", "event", "retry"].contains { bytes.starts(with: $0.utf8) }
    }

    private mutating func step(_ byte: UInt8) {
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            return
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        default: break
        }
    }
}
