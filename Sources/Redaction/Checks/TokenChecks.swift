import Vault

/// Checks of tokens: checksums and what is inside.
extension Check {
    func acceptsToken(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .bursar: TokenSecret.parse(Self.bytes(text, text.count)) != nil
        case .jwt: Self.holds(Self.decoded(text, 0, 400), "\"alg\"")
        case .jwt64:
            Self.holds(Self.decoded(Self.decoded(text, 0, 600).span, 0, 400), "\"alg\"")
        case .pem64: Self.holds(Self.decoded(text, 0, 120), "PRIVATE KEY")
        case .bech32: Self.isSegwit(text)
        default: false
        }
    }

    private static func bytes(_ text: Span<UInt8>, _ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for place in 0..<min(count, text.count) { bytes.append(text[place]) }
        return bytes
    }

    private static func holds(_ bytes: [UInt8], _ word: String) -> Bool {
        let word = Array(word.utf8)
        guard bytes.count >= word.count else { return false }
        for start in 0...bytes.count - word.count
        where bytes[start] == word[0] && bytes[start..<start + word.count].elementsEqual(word) {
            return true
        }
        return false
    }

    /// Base64 of either alphabet, up to the first character that is none, at most so many of them.
    static func decoded(_ text: Span<UInt8>, _ start: Int, _ countMax: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for place in start..<min(text.count, start + countMax) {
            let value: UInt8
            let byte = text[place]
            switch byte {
            case 0x41...0x5a: value = byte - 65
            case 0x61...0x7a: value = byte - 71
            case 0x30...0x39: value = byte + 4
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            default: return bytes
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    /// BIP 173 and BIP 350.
    private static func isSegwit(_ text: Span<UInt8>) -> Bool {
        var check: UInt32 = 1
        func take(_ value: UInt32) {
            let top = check >> 25
            check = (check & 0x1ff_ffff) << 5 ^ value
            if top & 1 != 0 { check ^= 0x3b6a_57b2 }
            if top & 2 != 0 { check ^= 0x2650_8e6d }
            if top & 4 != 0 { check ^= 0x1ea1_19fa }
            if top & 8 != 0 { check ^= 0x3d42_33dd }
            if top & 16 != 0 { check ^= 0x2a14_62b3 }
        }
        guard text.count >= 14, text.count <= 90 else { return false }
        for place in 0..<2 { take(UInt32(text[place] | 0x20) >> 5) }
        take(0)
        for place in 0..<2 { take(UInt32(text[place] | 0x20) & 31) }
        for place in 3..<text.count {
            let value = bech32Value[Int(text[place] | 0x20) & 127]
            guard value < 32 else { return false }
            take(UInt32(value))
        }
        return check == 1 || check == 0x2bc8_30a3
    }

    private static let bech32Value: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 128)
        for (value, letter) in "qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8.enumerated() {
            table[Int(letter)] = UInt8(value)
        }
        return table
    }()

    /// Base58check (Bitcoin): 25 bytes of an address, or 37 or 38 of a private key.
    ///
    /// - Returns: The bytes without the checksum, `nil` when that is wrong.
    static func base58(_ text: Span<UInt8>, _ range: Range<Int>, count: Int) -> [UInt8]? {
        // The number as bytes, lowest first; each character multiplies it by 58.
        var limbs = [UInt64](repeating: 0, count: 6)
        for place in range {
            let value = base58Value[Int(text[place]) & 127]
            guard value < 58 else { return nil }
            var carry = UInt64(value)
            for index in 0..<limbs.count {
                let product = limbs[index].multipliedFullWidth(by: 58)
                let (sum, isOver) = product.low.addingReportingOverflow(carry)
                limbs[index] = sum
                carry = product.high &+ (isOver ? 1 : 0)
            }
            guard carry == 0 else { return nil }
        }
        var bytes = [UInt8](repeating: 0, count: 48)
        for index in 0..<48 {
            bytes[47 - index] = UInt8(truncatingIfNeeded: limbs[index / 8] >> UInt64(index % 8 * 8))
        }
        guard bytes[..<(48 - count)].allSatisfy({ $0 == 0 }) else { return nil }
        let body = Array(bytes[(48 - count)..<44])
        guard Digest.sha256(Digest.sha256(body))[..<4].elementsEqual(bytes[44...]) else {
            return nil
        }
        return body
    }

    private static let base58Value: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 128)
        let alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
        for (value, letter) in alphabet.utf8.enumerated() { table[Int(letter)] = UInt8(value) }
        return table
    }()
}
