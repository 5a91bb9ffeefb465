/// The spelling of strings in JSON (RFC 8259 section 7).
package enum JSONText {
    /// A string in quotes; only what must be escaped is.
    package static func quoted(_ string: String) -> [UInt8] {
        var bytes: [UInt8] = []
        appendQuoted(string, to: &bytes)
        return bytes
    }

    /// Appends a string in quotes.
    static func appendQuoted(_ string: String, to bytes: inout [UInt8]) {
        let text = string.utf8.span
        let escapedCount = escapedCount(of: text)
        bytes.reserveCapacity(bytes.count + escapedCount + 2)
        bytes.append(UInt8(ascii: "\""))
        if escapedCount == text.count {
            bytes.append(contentsOf: string.utf8)
        } else {
            bytes += [UInt8](capacity: escapedCount) { escaped in
                for index in text.indices { appendEscaped(text[index], to: &escaped) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// How many bytes a text has once what must be escaped is.
    private static func escapedCount(of text: Span<UInt8>) -> Int {
        var count = text.count
        for index in text.indices where mustBeEscaped(text[index]) {
            count += shortEscape(of: text[index]) == nil ? 5 : 1
        }
        return count
    }

    private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func shortEscape(of byte: UInt8) -> UInt8? {
        switch byte {
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0a: UInt8(ascii: "n")
        case 0x0c: UInt8(ascii: "f")
        case 0x0d: UInt8(ascii: "r")
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        default: nil
        }
    }

    private static func appendEscaped(_ byte: UInt8, to text: inout OutputSpan<UInt8>) {
        guard mustBeEscaped(byte) else { return text.append(byte) }
        text.append(UInt8(ascii: "\\"))
        if let letter = shortEscape(of: byte) { return text.append(letter) }
        text.append(UInt8(ascii: "u"))
        text.append(UInt8(ascii: "0"))
        text.append(UInt8(ascii: "0"))
        text.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
        let low = byte & 0x0f
        text.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
    }

    /// The UTF-8 a string's content stands for, its escapes resolved; lone surrogates give U+FFFD.
    ///
    /// - Parameters:
    ///   - content: The bytes between the quotes, which a parser has accepted.
    static func unescaped(_ content: Range<Int>, in bytes: Span<UInt8>) -> [UInt8] {
        // An escape is never shorter than what it stands for.
        [UInt8](capacity: content.count) { text in
            var place = content.lowerBound
            while place < content.upperBound {
                let byte = bytes[place]
                guard byte == UInt8(ascii: "\\") else {
                    text.append(byte)
                    place += 1
                    continue
                }
                let letter = bytes[place + 1]
                if letter == UInt8(ascii: "u") {
                    append(scalar(in: bytes, at: &place, before: content.upperBound), to: &text)
                } else {
                    text.append(character(ofEscape: letter))
                    place += 2
                }
            }
        }
    }

    private static func character(ofEscape letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "f"): 0x0c
        case UInt8(ascii: "r"): 0x0d
        default: letter
        }
    }

    /// The character of a `\u` escape, or of two that are a surrogate pair.
    private static func scalar(
        in bytes: Span<UInt8>, at place: inout Int, before end: Int
    ) -> UInt32 {
        let first = unit(in: bytes, at: place + 2)
        place += 6
        guard first & 0xf800 == 0xd800 else { return first }
        guard first < 0xdc00, place + 6 <= end, bytes[place] == UInt8(ascii: "\\"),
            bytes[place + 1] == UInt8(ascii: "u")
        else { return 0xfffd }
        let second = unit(in: bytes, at: place + 2)
        guard second & 0xfc00 == 0xdc00 else { return 0xfffd }
        place += 6
        return 0x10000 + ((first & 0x3ff) << 10 | (second & 0x3ff))
    }

    private static func unit(in bytes: Span<UInt8>, at place: Int) -> UInt32 {
        var unit: UInt32 = 0
        for digit in place..<place + 4 {
            unit = unit << 4 | UInt32(hexadecimalDigit(bytes[digit]) ?? 0)
        }
        return unit
    }

    private static func append(_ scalar: UInt32, to text: inout OutputSpan<UInt8>) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (scalar >> shift) & 0x3f) }
        switch scalar {
        case ..<0x80:
            text.append(UInt8(scalar))
        case ..<0x800:
            text.append(UInt8(0xc0 | scalar >> 6))
            text.append(tail(0))
        case ..<0x10000:
            text.append(UInt8(0xe0 | scalar >> 12))
            text.append(tail(6))
            text.append(tail(0))
        default:
            text.append(UInt8(0xf0 | scalar >> 18))
            text.append(tail(12))
            text.append(tail(6))
            text.append(tail(0))
        }
    }

    /// The value of a hexadecimal digit of either case.
    static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
