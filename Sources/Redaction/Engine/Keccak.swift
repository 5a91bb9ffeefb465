/// Keccak-256 as Ethereum uses it (the Keccak submission of 2011, before FIPS 202 changed its
/// padding), for texts of one block; for the checksum in the case of addresses (EIP-55).
enum Keccak {
    private static let rounds: [UInt64] = {
        // The round constants come from a shift register (Keccak reference, 1.2).
        var constants: [UInt64] = []
        var register: UInt8 = 1
        for _ in 0..<24 {
            var constant: UInt64 = 0
            for bit in 0..<7 {
                if register & 1 != 0 { constant |= 1 << UInt64((1 << bit) - 1) }
                register = register << 1 ^ (register & 0x80 != 0 ? 0x71 : 0)
            }
            constants.append(constant)
        }
        return constants
    }()

    /// The digest of at most 135 bytes, as four words, lowest byte first.
    static func digest(_ text: Span<UInt8>) -> InlineArray<4, UInt64> {
        var state = InlineArray<25, UInt64>(repeating: 0)
        for place in 0..<min(text.count, 135) {
            state[place / 8] |= UInt64(text[place]) << UInt64(place % 8 * 8)
        }
        let end = min(text.count, 135)
        state[end / 8] ^= 1 << UInt64(end % 8 * 8)
        state[16] ^= 1 << 63
        for constant in rounds { permute(&state, constant) }
        return [state[0], state[1], state[2], state[3]]
    }

    private static func permute(_ state: inout InlineArray<25, UInt64>, _ constant: UInt64) {
        var columns = InlineArray<5, UInt64>(repeating: 0)
        for x in 0..<5 {
            columns[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20]
        }
        for x in 0..<5 {
            let mixed = columns[(x + 4) % 5] ^ rotated(columns[(x + 1) % 5], 1)
            for y in 0..<5 { state[x + 5 * y] ^= mixed }
        }
        var (x, y) = (1, 0)
        var lane = state[1]
        for step in 0..<24 {
            (x, y) = (y, (2 * x + 3 * y) % 5)
            let next = state[x + 5 * y]
            state[x + 5 * y] = rotated(lane, (step + 1) * (step + 2) / 2 % 64)
            lane = next
        }
        for y in 0..<5 {
            for x in 0..<5 { columns[x] = state[x + 5 * y] }
            for x in 0..<5 {
                state[x + 5 * y] = columns[x] ^ (~columns[(x + 1) % 5] & columns[(x + 2) % 5])
            }
        }
        state[0] ^= constant
    }

    private static func rotated(_ word: UInt64, _ count: Int) -> UInt64 {
        count == 0 ? word : word << UInt64(count) | word >> UInt64(64 - count)
    }

    /// Are there capitals and small letters among hexadecimal digits?
    static func hasBothCases(_ digits: Span<UInt8>) -> Bool {
        var (capitals, smalls) = (false, false)
        for place in 0..<digits.count {
            if CharacterSet.isUpper(digits[place]) { capitals = true }
            if CharacterSet.isLower(digits[place]) { smalls = true }
        }
        return capitals && smalls
    }

    /// Is a letter of 40 hexadecimal digits a capital where the digest of the small ones says so?
    static func isChecksummed(_ digits: Span<UInt8>) -> Bool {
        guard digits.count == 40 else { return false }
        var small = InlineArray<40, UInt8>(repeating: 0)
        for place in 0..<40 { small[place] = digits[place] | 0x20 }
        let digest = digest(small.span)
        for place in 0..<40 where CharacterSet.isLetter(digits[place]) {
            let byte = digest[place / 16] >> UInt64(place / 2 % 8 * 8)
            let nibble = place % 2 == 0 ? byte >> 4 & 15 : byte & 15
            guard (nibble >= 8) == CharacterSet.isUpper(digits[place]) else { return false }
        }
        return true
    }
}
