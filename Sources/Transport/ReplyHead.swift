/// Reads a reply's head line by line, skipping interim (1xx) heads.
struct ReplyHead: Sendable {
    /// What a line led to.
    enum Outcome: Equatable, Sendable {
        /// Go on reading.
        case incomplete
        /// The final head is complete.
        case complete
        /// The exchange has to end.
        case refused(TransportFault.Code)
    }

    /// The last status line's status.
    private(set) var status = 0
    /// The fields of the current head, names in lower case.
    private(set) var fields: [(name: String, value: String)] = []
    /// Whether what follows on the connection can't be trusted to be another reply.
    private(set) var mayKeepConnection = true

    private let bytesMax: Int
    private let fieldsMax: Int
    private var bytesCount = 0
    private var fieldsCount = 0
    private var contentLength: String?
    private var isChunked = false
    private var isComplete = false

    init(limits: TransportLimits) {
        bytesMax = limits.headBytesMax
        fieldsMax = limits.headFieldsMax
    }

    /// Takes one line with its line end; after the head is complete, trailers, which are only
    /// counted.
    mutating func take(_ line: RawSpan) -> Outcome {
        bytesCount += line.byteCount
        guard bytesCount <= bytesMax else { return .refused(.headTooLarge) }
        var end = line.byteCount
        while end > 0, Self.isLineEnd(Self.byte(line, end - 1)) { end -= 1 }
        if isComplete {
            fieldsCount += 1
            return fieldsCount <= fieldsMax ? .incomplete : .refused(.headTooLarge)
        }
        if end == 0 { return finish() }
        if status == 0 || Self.startsStatusLine(line, end: end) { return startHead(line, end: end) }
        return takeField(line, end: end)
    }

    private mutating func finish() -> Outcome {
        guard status >= 200 else {
            // 101 would hand the connection to another protocol, which nobody asked for.
            guard status >= 100, status != 101 else { return .refused(.protocolViolation) }
            status = 0
            fields.removeAll()
            contentLength = nil
            isChunked = false
            return .incomplete
        }
        // RFC 9112 6.3: both framings may be an attempt to smuggle; believe the chunks, then part.
        if isChunked && contentLength != nil { mayKeepConnection = false }
        isComplete = true
        return .complete
    }

    /// `HTTP/1.1 200 OK` or, as libcurl writes it, `HTTP/2 200`.
    private mutating func startHead(_ line: RawSpan, end: Int) -> Outcome {
        guard status == 0, Self.startsStatusLine(line, end: end) else {
            return .refused(.protocolViolation)
        }
        var index = 5
        while index < end, Self.byte(line, index) != UInt8(ascii: " ") { index += 1 }
        while index < end, Self.byte(line, index) == UInt8(ascii: " ") { index += 1 }
        guard index + 3 <= end else { return .refused(.protocolViolation) }
        var number = 0
        for offset in index..<index + 3 {
            let digit = Self.byte(line, offset)
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else {
                return .refused(.protocolViolation)
            }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        guard number >= 100 else { return .refused(.protocolViolation) }
        status = number
        return .incomplete
    }

    private mutating func takeField(_ line: RawSpan, end: Int) -> Outcome {
        fieldsCount += 1
        guard fieldsCount <= fieldsMax else { return .refused(.headTooLarge) }
        var colon = 0
        while colon < end, FieldText.isToken(Self.byte(line, colon)) { colon += 1 }
        // No colon, a space before it, or a folded line: not HTTP as anyone should send it.
        guard colon > 0, colon < end, Self.byte(line, colon) == UInt8(ascii: ":") else {
            return .refused(.protocolViolation)
        }
        var start = colon + 1
        var end = end
        while start < end, Self.isBlank(Self.byte(line, start)) { start += 1 }
        while end > start, Self.isBlank(Self.byte(line, end - 1)) { end -= 1 }
        for index in start..<end where !FieldText.isValue(Self.byte(line, index)) {
            return .incomplete
        }
        let name = Self.text(line, 0..<colon, lowercase: true)
        let value = Self.text(line, start..<end, lowercase: false)
        switch name {
        case "content-length":
            guard contentLength == nil || contentLength == value else {
                return .refused(.protocolViolation)
            }
            contentLength = value
        case "transfer-encoding":
            // libcurl would decompress other codings, asked for or not.
            guard !isChunked, value.lowercased() == "chunked" else {
                return .refused(.protocolViolation)
            }
            isChunked = true
        default: break
        }
        fields.append((name, value))
        return .incomplete
    }

    private static func startsStatusLine(_ line: RawSpan, end: Int) -> Bool {
        end >= 5 && byte(line, 0) == UInt8(ascii: "H") && byte(line, 1) == UInt8(ascii: "T")
            && byte(line, 2) == UInt8(ascii: "T") && byte(line, 3) == UInt8(ascii: "P")
            && byte(line, 4) == UInt8(ascii: "/")
    }

    private static func text(_ line: RawSpan, _ range: Range<Int>, lowercase: Bool) -> String {
        unsafe String(unsafeUninitializedCapacity: range.count) { buffer in
            var count = 0
            for index in range {
                var byte = Self.byte(line, index)
                if lowercase && byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") {
                    byte |= 0x20
                }
                unsafe buffer[count] = byte
                count += 1
            }
            return count
        }
    }

    private static func byte(_ line: RawSpan, _ index: Int) -> UInt8 {
        unsafe line.unsafeLoad(fromByteOffset: index, as: UInt8.self)
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0d || byte == 0x0a }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
