/// A set of characters of which runs in tokens are made: a bit for each of ASCII, one for the rest.
struct CharacterSet: Equatable, Sendable {
    private let low: UInt64
    private let high: UInt64
    private let beyond: Bool
    /// Its place among all sets.
    let number: UInt8

    private static let sets: [(name: String, characters: @Sendable (UInt8) -> Bool)] = [
        ("an", isAlphanumeric),
        ("d", isDigit),
        ("up", isUpper),
        ("lo", isLower),
        ("ud", { isUpper($0) || isDigit($0) }),
        ("ld", { isLower($0) || isDigit($0) }),
        ("hex", { isDigit($0) || isAmong($0, "abcdefABCDEF") }),
        ("uw", { isAlphanumeric($0) || isAmong($0, "_") }),
        ("w", { isAlphanumeric($0) || isAmong($0, "_-") }),
        ("wd", { isAlphanumeric($0) || isAmong($0, "_-.") }),
        ("b32", { isUpper($0) || isAmong($0, "234567") }),
        ("b58", { isAlphanumeric($0) && !isAmong($0, "0OIl") }),
        ("b64", { isAlphanumeric($0) || isAmong($0, "+/") }),
        ("b64u", { isAlphanumeric($0) || isAmong($0, "+/_-") }),
        ("pct", { isAlphanumeric($0) || isAmong($0, "+/%") }),
        ("url", { isAlphanumeric($0) || isAmong($0, "_-.~%/:=&?+,;@") }),
        ("az", { isAlphanumeric($0) || isAmong($0, "_-.~") }),
        // E-mail local parts of RFC 5322 without quotes, as they occur; bytes beyond ASCII too.
        ("local", { isAlphanumeric($0) || $0 >= 0x80 || isAmong($0, "._%+-") }),
        ("host", { isAlphanumeric($0) || $0 >= 0x80 || isAmong($0, "-") }),
        // What hashes of crypt(3) are written with.
        ("crypt", { isAlphanumeric($0) || isAmong($0, "./") }),
        ("mrz", { isUpper($0) || isDigit($0) || isAmong($0, "<") }),
    ]

    /// How many sets there are.
    static let count = 21

    /// Every set.
    static var all: [CharacterSet] { sets.compactMap { CharacterSet(named: $0.name) } }

    private init(_ number: Int, _ characters: (UInt8) -> Bool) {
        var (low, high) = (UInt64(0), UInt64(0))
        for byte in UInt8(0)..<64 where characters(byte) { low |= 1 << UInt64(byte) }
        for byte in UInt8(64)..<128 where characters(byte) { high |= 1 << UInt64(byte - 64) }
        (self.low, self.high, beyond) = (low, high, characters(200))
        self.number = UInt8(number)
    }

    /// The set of that name in the table of detectors.
    init?(named name: some StringProtocol) {
        guard let number = Self.sets.firstIndex(where: { $0.name == name }) else { return nil }
        precondition(Self.sets.count == Self.count, "as many sets as are remembered")
        self.init(number, Self.sets[number].characters)
    }

    private init(_ number: UInt8, _ low: UInt64, _ high: UInt64, beyond: Bool = false) {
        (self.low, self.high, self.beyond, self.number) = (low, high, beyond, number)
    }

    // Sets that matchers name stand here as bits: what is worked out at first use is asked for its
    // being there at every use. `DetectorTests` compares them with the list above.

    /// Letters and digits.
    static let alphanumeric = CharacterSet(
        0, 0x03ff_0000_0000_0000, 0x07ff_fffe_07ff_fffe)
    /// Letters, digits, `_` and `-`.
    static let word = CharacterSet(
        8, 0x03ff_2000_0000_0000, 0x07ff_fffe_87ff_fffe)
    /// What base58 of Bitcoin knows.
    static let base58 = CharacterSet(
        11, 0x03fe_0000_0000_0000, 0x07ff_effe_07ff_7dfe)
    /// What base64 knows, without padding.
    static let base64 = CharacterSet(
        12, 0x03ff_8800_0000_0000, 0x07ff_fffe_07ff_fffe)
    /// Hexadecimal digits of either case.
    static let hexadecimal = CharacterSet(
        6, 0x03ff_0000_0000_0000, 0x0000_007e_0000_007e)
    /// Decimal digits.
    static let digits = CharacterSet(
        1, 0x03ff_0000_0000_0000, 0x0000_0000_0000_0000)
    /// What stands before the `@` of an address.
    static let local = CharacterSet(
        17, 0x03ff_6820_0000_0000, 0x07ff_fffe_87ff_fffe, beyond: true)
    /// What a label of a host name is made of.
    static let host = CharacterSet(
        18, 0x03ff_2000_0000_0000, 0x07ff_fffe_07ff_fffe, beyond: true)
    /// What machine-readable lines of passports are made of.
    static let machineReadable = CharacterSet(
        20, 0x13ff_0000_0000_0000, 0x0000_0000_07ff_fffe)

    /// Whether a byte is one of the set.
    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        guard byte < 128 else { return beyond }
        return (byte < 64 ? low : high) &>> UInt64(byte & 63) & 1 != 0
    }

    /// Whether it is a letter or digit.
    @inline(__always)
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte)
    }

    /// Whether it is an ASCII letter.
    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    /// Whether it is one of `0` to `9`.
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// Whether it is one of `A` to `Z`.
    @inline(__always)
    static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

    /// Whether it is one of `a` to `z`.
    @inline(__always)
    static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

    private static func isAmong(_ byte: UInt8, _ characters: String) -> Bool {
        characters.utf8.contains(byte)
    }
}
