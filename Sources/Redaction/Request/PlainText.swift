/// A text as it is meant: without invisible characters, with ASCII for wide letters and digits, for
/// dashes and spaces of other kinds, for HTML's character references, JSON's escapes and
/// percent-encoding; and where each of its bytes stands in the text as it was written.
struct PlainText {
    /// The text as it is meant.
    let bytes: [UInt8]
    /// The place behind each change, and how much longer the written text is up to there.
    private let jumps: [(place: Int, growth: Int)]

    init(_ text: Span<UInt8>) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var jumps: [(place: Int, growth: Int)] = []
        var place = 0
        while place < text.count {
            let found = Self.meaning(text, place)
            guard found.count > 0 else {
                bytes.append(text[place])
                place += 1
                continue
            }
            if found.byte != 0 { bytes.append(found.byte) }
            place += found.count
            jumps.append((bytes.count, place - bytes.count))
        }
        self.bytes = bytes
        self.jumps = jumps
    }

    /// Where a range stands in the text as it was written.
    func written(_ range: Range<Int>) -> Range<Int> {
        written(range.lowerBound)..<written(range.upperBound)
    }

    private func written(_ place: Int) -> Int {
        var (low, high) = (0, jumps.count)
        while low < high {
            let middle = (low + high) / 2
            if jumps[middle].place <= place { low = middle + 1 } else { high = middle }
        }
        return place + (low > 0 ? jumps[low - 1].growth : 0)
    }

    /// How such characters begin, percent signs aside.
    static let leads: [[UInt8]] = [
        [0xc2, 0xad], [0xc2, 0xa0], [0xe2, 0x80], [0xe2, 0x81, 0xa0], [0xe2, 0x88, 0x92],
        [0xef, 0xbb, 0xbf], [0xef, 0xbc], [0xef, 0xbd], Array("&#".utf8),
        Array("\\u00".utf8),
    ]

    /// What a character that isn't what it seems stands for.
    ///
    /// - Returns: How many bytes it has, zero for any other, and the byte it means, zero for nothing.
    static func meaning(_ text: Span<UInt8>, _ place: Int) -> (count: Int, byte: UInt8) {
        func byte(_ offset: Int) -> UInt8 {
            place + offset < text.count ? text[place + offset] : 0
        }
        switch text[place] {
        case 0xc2:
            // soft hyphen; no-break space
            return byte(1) == 0xad ? (2, 0) : byte(1) == 0xa0 ? (2, 0x20) : (0, 0)
        case 0xe2:
            switch (byte(1), byte(2)) {
            // zero-width space, non-joiner, joiner; word joiner
            case (0x80, 0x8b...0x8d), (0x81, 0xa0): return (3, 0)
            // hyphens, dashes; minus
            case (0x80, 0x90...0x95), (0x88, 0x92): return (3, UInt8(ascii: "-"))
            // figure, thin and narrow no-break spaces
            case (0x80, 0x87), (0x80, 0x89), (0x80, 0xaf): return (3, 0x20)
            default: return (0, 0)
            }
        case 0xef:
            switch (byte(1), byte(2)) {
            case (0xbb, 0xbf): return (3, 0)
            // full-width forms of ! to ~ (Unicode's block of halfwidth and fullwidth forms)
            case (0xbc, 0x81...0xbf): return (3, byte(2) - 0x60)
            case (0xbd, 0x80...0x9e): return (3, byte(2) - 0x20)
            default: return (0, 0)
            }
        case UInt8(ascii: "%"):
            guard let high = hexadecimal(byte(1)), let low = hexadecimal(byte(2)),
                case let meant = high << 4 | low, meant > 0x20, meant < 0x7f
            else { return (0, 0) }
            return (3, meant)
        // JSON's escapes, where text has them that wasn't read as JSON
        case UInt8(ascii: "\\"):
            guard byte(1) | 0x20 == UInt8(ascii: "u"), byte(2) == 0x30, byte(3) == 0x30,
                let high = hexadecimal(byte(4)), let low = hexadecimal(byte(5)),
                case let meant = high << 4 | low, meant > 0x20, meant < 0x7f
            else { return (0, 0) }
            return (6, meant)
        case UInt8(ascii: "&") where byte(1) == UInt8(ascii: "#"): return reference(text, place)
        default: return (0, 0)
        }
    }

    /// `&#64;`, `&#x40;`: at most seven bytes.
    private static func reference(
        _ text: Span<UInt8>, _ start: Int
    ) -> (count: Int, byte: UInt8) {
        var place = start + 2
        let isHexadecimal = place < text.count && text[place] | 0x20 == UInt8(ascii: "x")
        if isHexadecimal { place += 1 }
        let first = place
        var value = 0
        while place < text.count, place - first < 4, let digit = hexadecimal(text[place]),
            isHexadecimal || digit < 10
        {
            value = value * (isHexadecimal ? 16 : 10) + Int(digit)
            place += 1
        }
        guard place > first, place < text.count, text[place] == UInt8(ascii: ";") else {
            return (0, 0)
        }
        let count = place + 1 - start
        if value == 0xad || value == 0x200b { return (count, 0) }
        return value > 0x20 && value < 0x7f ? (count, UInt8(value)) : (0, 0)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        if CharacterSet.isDigit(byte) { return byte - 48 }
        let letter = byte | 0x20
        return letter >= 0x61 && letter <= 0x66 ? letter - 87 : nil
    }
}
