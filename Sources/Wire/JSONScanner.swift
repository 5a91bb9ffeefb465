/// Finds the ends of strings, numbers and literals in a JSON text, and checks them (RFC 8259).
enum JSONScanner {
    /// White space of section 2.
    static func isSpace(_ byte: UInt8) -> Bool {
        byte <= 0x20 && (byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09)
    }

    /// Passes a string; `position` is at its opening quote and ends after its closing one.
    ///
    /// - Returns: Whether it has escapes.
    static func skipString(
        in bytes: Span<UInt8>, at position: inout Int
    ) throws(JSONFault) -> Bool {
        var hasEscapes = false
        var place = position + 1
        while true {
            place = endOfPlain(in: bytes, from: place)
            guard place < bytes.count else { break }
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                position = place + 1
                return hasEscapes
            } else if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                place = try endOfEscape(in: bytes, at: place)
            } else if byte < 0x20 {
                throw JSONFault(code: .controlCharacter, offset: place)
            } else {
                place = try endOfCharacter(in: bytes, at: place)
            }
        }
        throw JSONFault(code: .unexpectedEnd, offset: bytes.count)
    }

    /// The first byte that is not plain, else the end of the text.
    private static func endOfPlain(in bytes: Span<UInt8>, from start: Int) -> Int {
        var place = start
        while bytes.count - place >= 8 {
            let word = EightBytes.load(bytes, at: place)
            let marks =
                word & EightBytes.highs
                | EightBytes.marks(below: 0x20, in: word)
                | EightBytes.marks(of: UInt8(ascii: "\""), in: word)
                | EightBytes.marks(of: UInt8(ascii: "\\"), in: word)
            guard marks == 0 else { return place + EightBytes.countBeforeFirst(marks) }
            place += 8
        }
        while place < bytes.count, isPlain(bytes[place]) { place += 1 }
        return place
    }

    /// ASCII that stands for itself in a string.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func endOfEscape(
        in bytes: Span<UInt8>, at place: Int
    ) throws(JSONFault) -> Int {
        guard place + 1 < bytes.count else {
            throw JSONFault(code: .unexpectedEnd, offset: bytes.count)
        }
        switch bytes[place + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return place + 2
        case UInt8(ascii: "u"):
            for digit in place + 2..<place + 6 {
                guard digit < bytes.count else {
                    throw JSONFault(code: .unexpectedEnd, offset: bytes.count)
                }
                guard JSONText.hexadecimalDigit(bytes[digit]) != nil else {
                    throw JSONFault(code: .invalidEscape, offset: place)
                }
            }
            return place + 6
        default:
            throw JSONFault(code: .invalidEscape, offset: place)
        }
    }

    /// The end of a character beyond ASCII (Unicode 16, table 3-7: well-formed UTF-8).
    private static func endOfCharacter(
        in bytes: Span<UInt8>, at place: Int
    ) throws(JSONFault) -> Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xbf
        switch bytes[place] {
        case 0xc2...0xdf: length = 2
        case 0xe0: (length, second) = (3, 0xa0...0xbf)
        case 0xed: (length, second) = (3, 0x80...0x9f)
        case 0xe1...0xef: length = 3
        case 0xf0: (length, second) = (4, 0x90...0xbf)
        case 0xf1...0xf3: length = 4
        case 0xf4: (length, second) = (4, 0x80...0x8f)
        default: throw JSONFault(code: .invalidUTF8, offset: place)
        }
        guard place + length <= bytes.count, second.contains(bytes[place + 1]) else {
            throw JSONFault(code: .invalidUTF8, offset: place)
        }
        if length > 2, bytes[place + 2] & 0xc0 != 0x80 {
            throw JSONFault(code: .invalidUTF8, offset: place)
        }
        if length > 3, bytes[place + 3] & 0xc0 != 0x80 {
            throw JSONFault(code: .invalidUTF8, offset: place)
        }
        return place + length
    }

    /// Passes a number; `position` is at its first character and ends after its last.
    static func skipNumber(in bytes: Span<UInt8>, at position: inout Int) throws(JSONFault) {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let first = position
        try skipDigits(in: bytes, at: &position, ofNumberAt: start)
        if bytes[first] == UInt8(ascii: "0"), position > first + 1 {
            throw JSONFault(code: .invalidNumber, offset: start)
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try skipDigits(in: bytes, at: &position, ofNumberAt: start)
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count,
                bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
            {
                position += 1
            }
            try skipDigits(in: bytes, at: &position, ofNumberAt: start)
        }
    }

    /// Passes one digit or more.
    private static func skipDigits(
        in bytes: Span<UInt8>, at position: inout Int, ofNumberAt start: Int
    ) throws(JSONFault) {
        let first = position
        while position < bytes.count, isDigit(bytes[position]) { position += 1 }
        guard position > first else {
            throw position < bytes.count
                ? JSONFault(code: .invalidNumber, offset: start)
                : JSONFault(code: .unexpectedEnd, offset: bytes.count)
        }
    }

    /// Whether it is one of `0` to `9`.
    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// Passes a word that must stand here.
    static func skip(
        _ word: String, in bytes: Span<UInt8>, at position: inout Int
    ) throws(JSONFault) {
        for expected in word.utf8 {
            guard position < bytes.count else {
                throw JSONFault(code: .unexpectedEnd, offset: bytes.count)
            }
            guard bytes[position] == expected else {
                throw JSONFault(code: .unexpectedByte, offset: position)
            }
            position += 1
        }
    }
}
