import Synchronization

/// A time-ordered 128-bit identifier (UUID version 7, RFC 9562 section 5.7), made by Bursar alone.
///
/// Identifiers of other parties (a provider's response id, say) are plain data and never take this
/// type.
package struct Identifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first eight bytes, as a number in network order.
    package let high: UInt64
    /// The last eight bytes, as a number in network order.
    package let low: UInt64

    /// A new identifier.
    ///
    /// - Parameters:
    ///   - now: The time that orders it, in milliseconds.
    ///   - random: The source of its 74 random bits.
    package init(at now: Timestamp, random: inout some RandomNumberGenerator) {
        high = UInt64(bitPattern: now.milliseconds) << 16 | 0x7000 | random.next() & 0x0fff
        low = 0x8000_0000_0000_0000 | random.next() >> 2
    }

    /// A new identifier.
    package init(at now: Timestamp) {
        var random = IdentifierRandom()
        self.init(at: now, random: &random)
    }

    /// One that was made before.
    ///
    /// - Parameters:
    ///   - high: Its first eight bytes, as a number in network order.
    ///   - low: Its last eight.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads 16 bytes in network order, as stored; `nil` for any other count.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.high = high
        self.low = low
    }

    /// Reads the canonical text of 36 characters, in either case; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        var bytes: [UInt8] = []
        var digits: UInt8?
        for (index, character) in text.utf8.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard character == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Hexadecimal.digit(character) else { return nil }
            if let first = digits {
                bytes.append(first << 4 | digit)
                digits = nil
            } else {
                digits = digit
            }
        }
        guard text.utf8.count == 36 else { return nil }
        self.init(bytes: bytes)
    }

    /// The 16 bytes in network order.
    package var bytes: [UInt8] {
        (0..<16 as Range<UInt64>).map {
            UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> (56 - $0 % 8 * 8))
        }
    }

    /// The time it was made, to the millisecond.
    package var time: Timestamp { Timestamp(milliseconds: Int64(high >> 16)) }

    /// The canonical lower-case text.
    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for digit in 0..<32 as Range<UInt64> {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                text.append(UInt8(ascii: "-"))
            }
            let word = digit < 16 ? high : low
            text.append(Hexadecimal.character(UInt8(word >> (60 - digit % 16 * 4) & 15)))
        }
        return String(decoding: text, as: UTF8.self)
    }

    package static func < (left: Identifier, right: Identifier) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// Random numbers for identifiers, which must differ and need not be secret: SplitMix64 (Steele, Lea and Flood, 2014) from
/// a seed of the system's, without asking the system for each.
private struct IdentifierRandom: RandomNumberGenerator {
    private static let state = Atomic<UInt64>(.random(in: .min ... .max))

    func next() -> UInt64 {
        var mixed = Self.state.wrappingAdd(0x9e37_79b9_7f4a_7c15, ordering: .relaxed).newValue
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Digits of base 16.
package enum Hexadecimal {
    /// The value of an ASCII digit in either case; `nil` for another character.
    package static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x41 + 10
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }

    /// The lower-case ASCII digit of a value below 16.
    package static func character(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x61 + value - 10
    }

    /// Lower-case text, two digits a byte.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.flatMap { [character($0 >> 4), character($0 & 15)] }, as: UTF8.self)
    }

    /// The bytes of a text of an even number of digits; `nil` for anything else.
    package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var first: UInt8?
        for character in text.utf8 {
            guard let value = digit(character) else { return nil }
            if let high = first {
                bytes.append(high << 4 | value)
                first = nil
            } else {
                first = value
            }
        }
        return bytes
    }
}
