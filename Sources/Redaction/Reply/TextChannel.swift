/// One stream of text in an answer: what comes in pieces goes out with its placeholders resolved.
///
/// Held back is only the front of a placeholder of this request at the very end (at most 19 bytes),
/// and, when answers are scanned, what a detector may still want to see whole.
struct TextChannel: Sendable {
    /// The front of a placeholder, perhaps.
    private var carry: [UInt8] = []
    private var nesting: JSONNesting
    private var scanned: ScannedText?
    /// How far the provider's text was passed on: characters and bytes.
    private var passed = (characters: 0, bytes: 0)
    /// How places moved, in characters and in bytes.
    private(set) var characters = OffsetMap()
    private(set) var bytes = OffsetMap()

    init(_ mode: JSONNesting.Mode, scans: Bool) {
        nesting = JSONNesting(mode)
        if scans { scanned = ScannedText() }
    }

    /// Is anything held back?
    var isHolding: Bool { !carry.isEmpty || !(scanned?.isEmpty ?? true) }

    /// Takes a piece.
    ///
    /// - Parameters:
    ///   - isFinal: Nothing comes after it.
    /// - Throws: `.replyBlocked`, `.tooManyFindings`, `.tooCostly`.
    mutating func take(
        _ piece: [UInt8], isFinal: Bool, _ restoration: Restoration, _ search: inout TextSearch?
    ) throws(RedactionFault) -> [UInt8] {
        var text = piece
        if scanned != nil, let redactor = search?.redactor {
            text = try scanned?.take(piece, isFinal: isFinal, redactor, &search) ?? piece
        }
        guard !restoration.isEmpty else { return text }
        let buffer = carry.isEmpty ? text : carry + text
        carry = []
        var result: [UInt8] = []
        result.reserveCapacity(buffer.count + 64)
        var place = 0
        while place < buffer.count {
            let byte = buffer[place]
            if byte | 0x20 == UInt8(ascii: "b") {
                if let match = restoration.match(buffer, place) {
                    put(match.value, count: match.count, into: &result)
                    place += match.count
                    continue
                }
                if !isFinal, restoration.mayBegin(buffer, place) {
                    carry = Array(buffer[place...])
                    break
                }
            }
            nesting.pass(byte)
            if byte & 0xc0 != 0x80 { passed.characters += 1 }
            passed.bytes += 1
            result.append(byte)
            place += 1
        }
        return result
    }

    private mutating func put(_ value: [UInt8], count: Int, into result: inout [UInt8]) {
        var escaped = value
        for _ in 0..<nesting.depth {
            var once: [UInt8] = []
            EscapedText.appendEscaped(escaped, to: &once)
            escaped = once
        }
        characters.add(
            start: passed.characters, count: count, newCount: Characters.count(escaped))
        bytes.add(start: passed.bytes, count: count, newCount: escaped.count)
        passed.characters += count
        passed.bytes += count
        result += escaped
    }
}
