/// The text of a JSON string (RFC 8259 section 7), and where each of its bytes stands in the JSON.
///
/// Unlike UTF-8 proper it keeps lone surrogates, as three bytes each (WTF-8), so that what goes
/// through it comes out as it went in.
struct EscapedText {
    /// The text, its escapes resolved.
    let bytes: [UInt8]
    /// The place behind each escape in the text, and how many bytes longer the JSON is up to there.
    private let jumps: [(place: Int, growth: Int)]

    /// Resolves the content of a string, which a parser has accepted.
    ///
    /// - Parameter content: Where it stands, without its quotes.
    init(_ text: [UInt8], _ content: Range<Int>) {
        let json = text.span.extracting(content)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.count)
        var jumps: [(place: Int, growth: Int)] = []
        var place = 0
        while place < json.count {
            let first = place
            while place < json.count, json[place] != UInt8(ascii: "\\") { place &+= 1 }
            if place > first {
                bytes += text[content.lowerBound + first..<content.lowerBound + place]
            }
            guard place + 1 < json.count else {
                if place < json.count { bytes.append(json[place]) }
                break
            }
            if json[place + 1] == UInt8(ascii: "u"), place + 6 <= json.count {
                var scalar = Self.unit(json, place + 2)
                place += 6
                if scalar & 0xfc00 == 0xd800, place + 6 <= json.count,
                    json[place] == UInt8(ascii: "\\"), json[place + 1] == UInt8(ascii: "u")
                {
                    let second = Self.unit(json, place + 2)
                    if second & 0xfc00 == 0xdc00 {
                        scalar = 0x10000 + ((scalar & 0x3ff) << 10 | second & 0x3ff)
                        place += 6
                    }
                }
                Self.append(scalar, to: &bytes)
            } else {
                bytes.append(Self.character(json[place + 1]))
                place += 2
            }
            jumps.append((bytes.count, place - bytes.count))
        }
        self.bytes = bytes
        self.jumps = jumps
    }

    /// Where a range of the text stands in the JSON. Both ends must not lie inside a character.
    func jsonRange(_ range: Range<Int>) -> Range<Int> {
        // The start is behind all escapes before it; the end too, itself included.
        jsonPlace(range.lowerBound)..<jsonPlace(range.upperBound)
    }

    private func jsonPlace(_ place: Int) -> Int {
        var (low, high) = (0, jumps.count)
        while low < high {
            let middle = (low + high) / 2
            if jumps[middle].place <= place { low = middle + 1 } else { high = middle }
        }
        return place + (low > 0 ? jumps[low - 1].growth : 0)
    }

    /// Appends a text as the content of a JSON string, escaping what must be and lone surrogates.
    static func appendEscaped(_ text: some Collection<UInt8>, to json: inout [UInt8]) {
        var surrogate: [UInt8] = []
        for byte in text {
            if !surrogate.isEmpty {
                surrogate.append(byte)
                guard surrogate.count == 3 || surrogate.count == 2 && byte < 0xa0 else { continue }
                if surrogate.count == 2 {
                    json += surrogate
                } else {
                    let unit =
                        0xd000 | UInt32(surrogate[1] & 0x3f) << 6 | UInt32(surrogate[2] & 0x3f)
                    appendUnit(unit, to: &json)
                }
                surrogate = []
                continue
            }
            switch byte {
            case 0xed: surrogate = [byte]
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): json += [UInt8(ascii: "\\"), byte]
            case 0x0a: json += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0x0d: json += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case 0x09: json += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 0..<0x20: appendUnit(UInt32(byte), to: &json)
            default: json.append(byte)
            }
        }
        json += surrogate
    }

    /// A text as a JSON string with its quotes.
    static func quoted(_ text: some Collection<UInt8>) -> [UInt8] {
        var json: [UInt8] = [UInt8(ascii: "\"")]
        json.reserveCapacity(text.count + 2)
        appendEscaped(text, to: &json)
        json.append(UInt8(ascii: "\""))
        return json
    }

    private static func appendUnit(_ unit: UInt32, to json: inout [UInt8]) {
        json += [UInt8(ascii: "\\"), UInt8(ascii: "u")]
        for shift in [12, 8, 4, 0] as [UInt32] {
            let digit = UInt8(unit >> shift & 15)
            json.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }

    private static func unit(_ json: Span<UInt8>, _ start: Int) -> UInt32 {
        var unit: UInt32 = 0
        for place in start..<start + 4 {
            let byte = json[place]
            let digit = CharacterSet.isDigit(byte) ? byte - 48 : (byte | 0x20) &- 87
            unit = unit << 4 | UInt32(digit & 15)
        }
        return unit
    }

    private static func character(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        default: letter
        }
    }

    private static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | scalar >> shift & 0x3f) }
        switch scalar {
        case ..<0x80: bytes.append(UInt8(scalar))
        case ..<0x800: bytes += [UInt8(0xc0 | scalar >> 6), tail(0)]
        case ..<0x10000: bytes += [UInt8(0xe0 | scalar >> 12), tail(6), tail(0)]
        default: bytes += [UInt8(0xf0 | scalar >> 18), tail(12), tail(6), tail(0)]
        }
    }
}
