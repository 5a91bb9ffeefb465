/// Reads a JSON text into a tape, in one pass and one loop: the tape itself is the stack.
struct JSONParser {
    /// The rows so far; complete once `parse` has returned.
    private(set) var tape: [JSONEntry] = []
    private let limits: JSONLimits
    private var position = 0
    /// The row of the innermost open array or object; `noRow` at the top.
    private var open = noRow
    /// The innermost container was opened just now and is not empty.
    private var isContainerFresh = false
    private var depth = 0
    private var nodes = 0

    private static let noRow = Int(UInt32.max)

    /// A parser for one text of that many bytes.
    init(limits: JSONLimits, byteCount: Int) {
        self.limits = limits
        tape.reserveCapacity(16 + min(byteCount / 8, 1_024))
    }

    /// Reads the whole text.
    mutating func parse(_ bytes: Span<UInt8>) throws(JSONFault) {
        guard bytes.count <= limits.bytesMax else {
            throw JSONFault(code: .tooManyBytes, offset: limits.bytesMax)
        }
        if bytes.count >= 3, bytes[0] == 0xef, bytes[1] == 0xbb, bytes[2] == 0xbf {
            throw JSONFault(code: .byteOrderMark, offset: 0)
        }
        repeat {
            try readValue(bytes)
        } while try isValueDue(bytes)
    }

    /// Goes on from the end of a value to where the next one begins, closing what ends in between.
    ///
    /// - Returns: Whether there is a next one; if not, the text has been read to its end.
    private mutating func isValueDue(_ bytes: Span<UInt8>) throws(JSONFault) -> Bool {
        if isContainerFresh {
            isContainerFresh = false
            return true
        }
        while open != Self.noRow {
            let byte = try nextByte(bytes)
            let isObject = tape[open].kind == .object
            if byte == UInt8(ascii: ",") {
                position += 1
                if isObject { try readKey(bytes) }
                return true
            }
            guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw JSONFault(code: .unexpectedByte, offset: position)
            }
            try close(bytes)
        }
        skipSpace(bytes)
        guard position == bytes.count else {
            throw JSONFault(code: .trailingContent, offset: position)
        }
        return false
    }

    /// Reads a scalar or an empty container whole; of any other container its beginning.
    private mutating func readValue(_ bytes: Span<UInt8>) throws(JSONFault) {
        let byte = try nextByte(bytes)
        nodes += 1
        guard nodes <= limits.nodesMax else {
            throw JSONFault(code: .tooManyNodes, offset: position)
        }
        if open != Self.noRow { tape[open].count += 1 }
        let start = position
        switch byte {
        case UInt8(ascii: "\""):
            let hasEscapes = try JSONScanner.skipString(in: bytes, at: &position)
            append(.string, from: start, hasEscapes: hasEscapes)
        case UInt8(ascii: "{"):
            try begin(.object, bytes)
        case UInt8(ascii: "["):
            try begin(.array, bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try JSONScanner.skipNumber(in: bytes, at: &position)
            guard position - start <= limits.numberCharactersMax else {
                throw JSONFault(code: .numberTooLong, offset: start)
            }
            append(.number, from: start)
        case UInt8(ascii: "t"):
            try JSONScanner.skip("true", in: bytes, at: &position)
            append(.bool, from: start)
        case UInt8(ascii: "f"):
            try JSONScanner.skip("false", in: bytes, at: &position)
            append(.bool, from: start)
        case UInt8(ascii: "n"):
            try JSONScanner.skip("null", in: bytes, at: &position)
            append(.null, from: start)
        default:
            throw JSONFault(code: .unexpectedByte, offset: position)
        }
    }

    private mutating func begin(
        _ kind: JSONNode.Kind, _ bytes: Span<UInt8>
    ) throws(JSONFault) {
        depth += 1
        guard depth <= limits.depthMax else {
            throw JSONFault(code: .tooDeep, offset: position)
        }
        let row = tape.count
        position += 1
        append(kind, from: position - 1)
        tape[row].next = UInt32(truncatingIfNeeded: open)
        open = row
        let byte = try nextByte(bytes)
        if kind == .object {
            if byte == UInt8(ascii: "}") { return try close(bytes) }
            try readKey(bytes)
        } else if byte == UInt8(ascii: "]") {
            return try close(bytes)
        }
        isContainerFresh = true
    }

    private mutating func close(_ bytes: Span<UInt8>) throws(JSONFault) {
        position += 1
        let parent = Int(tape[open].next)
        tape[open].end = UInt32(truncatingIfNeeded: position)
        tape[open].next = UInt32(truncatingIfNeeded: tape.count)
        if tape[open].kind == .object, tape[open].count > 1 {
            try JSONKeys.refuseDuplicates(in: tape.span, of: open, bytes)
        }
        open = parent
        depth -= 1
    }

    private mutating func readKey(_ bytes: Span<UInt8>) throws(JSONFault) {
        guard try nextByte(bytes) == UInt8(ascii: "\"") else {
            throw JSONFault(code: .unexpectedByte, offset: position)
        }
        let start = position
        let hasEscapes = try JSONScanner.skipString(in: bytes, at: &position)
        let signature = JSONKeys.signature(
            of: start + 1..<position - 1, in: bytes, hasEscapes: hasEscapes)
        append(.string, from: start, hasEscapes: hasEscapes, count: signature)
        guard try nextByte(bytes) == UInt8(ascii: ":") else {
            throw JSONFault(code: .unexpectedByte, offset: position)
        }
        position += 1
    }

    /// Appends the row of what stands from a byte up to the position.
    private mutating func append(
        _ kind: JSONNode.Kind, from start: Int, hasEscapes: Bool = false, count: UInt32 = 0
    ) {
        tape.append(
            JSONEntry(
                start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: position),
                next: UInt32(truncatingIfNeeded: tape.count + 1),
                count: count, kind: kind, hasEscapes: hasEscapes))
    }

    /// The next byte that is not white space, which is not taken.
    private mutating func nextByte(_ bytes: Span<UInt8>) throws(JSONFault) -> UInt8 {
        skipSpace(bytes)
        guard position < bytes.count else {
            throw JSONFault(code: .unexpectedEnd, offset: bytes.count)
        }
        return bytes[position]
    }

    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while position < bytes.count, JSONScanner.isSpace(bytes[position]) { position += 1 }
    }
}
