/// The spelling of strings in JSON (RFC 8259 section 7).
package enum JSONText {
    /// A string in quotes; only what must be escaped is.
    package static func quoted(_ string: String) -> [UInt8] {
        var bytes: [UInt8] = []
        appendQuoted(string, to: &bytes)
        return bytes
    }

    /// Appends a string in quotes: plain runs in one piece each, found eight bytes at a time.
    static func appendQuoted(_ string: String, to bytes: inout [UInt8]) {
        let utf8 = string.utf8
        let text = utf8.span
        bytes.append(UInt8(ascii: "\""))
        var place = firstEscaped(of: text, from: 0)
        if place == text.count {
            bytes.append(contentsOf: utf8)
        } else {
            var start = utf8.startIndex
            var plain = 0
            while true {
                let end = utf8.index(start, offsetBy: place - plain)
                if place > plain { bytes.append(contentsOf: utf8[start..<end]) }
                guard place < text.count else { break }
                appendEscape(of: text[place], to: &bytes)
                start = utf8.index(after: end)
                plain = place + 1
                place = firstEscaped(of: text, from: plain)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Where the next byte stands that must be escaped; the text's length without one.
    private static func firstEscaped(of text: Span<UInt8>, from start: Int) -> Int {
        var place = start
        while place + 8 <= text.count {
            let word = EightBytes.load(text, at: place)
            let marks =
                EightBytes.marks(below: 0x20, in: word)
                | EightBytes.marks(of: UInt8(ascii: "\""), in: word)
                | EightBytes.marks(of: UInt8(ascii: "\\"), in: word)
            if marks != 0 { return place + EightBytes.countBeforeFirst(marks) }
            place += 8
        }
        while place < text.count, !mustBeEscaped(text[place]) { place += 1 }
        return place
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

    private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        if let letter = shortEscape(of: byte) { return bytes.append(letter) }
        let low = byte & 0x0f
        bytes.append(contentsOf: [
            UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0"),
            byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"),
            low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10,
        ])
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
