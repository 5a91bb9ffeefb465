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
        bytes.reserveCapacity(bytes.count + string.utf8.count + 2)
        bytes.append(UInt8(ascii: "\""))
        if string.utf8.contains(where: mustBeEscaped) {
            for byte in string.utf8 { appendEscaped(byte, to: &bytes) }
        } else {
            bytes.append(contentsOf: string.utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func appendEscaped(_ byte: UInt8, to bytes: inout [UInt8]) {
        guard mustBeEscaped(byte) else { return bytes.append(byte) }
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0a: bytes.append(UInt8(ascii: "n"))
        case 0x0c: bytes.append(UInt8(ascii: "f"))
        case 0x0d: bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let low = byte & 0x0f
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }

    /// The UTF-8 a string's content stands for, its escapes resolved; lone surrogates give U+FFFD.
    ///
    /// - Parameters:
    ///   - content: The bytes between the quotes, which a parser has accepted.
    static func unescaped(_ content: Range<Int>, in bytes: Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(content.count)
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
        return text
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

    private static func append(_ scalar: UInt32, to text: inout [UInt8]) {
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
