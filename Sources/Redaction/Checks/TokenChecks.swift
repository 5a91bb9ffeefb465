import Vault

/// Checks of tokens: checksums and what is inside.
extension Check {
    func acceptsToken(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .bursar: TokenSecret.parse(Self.bytes(text, text.count)) != nil
        case .jwt: Self.holds(text, 400, "\"alg\"")
        case .jwt64: Self.holds(Self.decoded(text, 0, 600).span, 400, "\"alg\"")
        case .pem64: Self.holds(text, 120, "VATE KEY")
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

    /// Does a word of at most eight bytes stand in what base64 stands for?
    private static func holds(_ text: Span<UInt8>, _ countMax: Int, _ word: StaticString) -> Bool {
        var wanted: UInt64 = 0
        for byte in word.description.utf8 { wanted = wanted << 8 | UInt64(byte) }
        let mask = UInt64.max >> UInt64(64 - 8 * word.utf8CodeUnitCount)
        var seen: UInt64 = 0
        var bits: UInt32 = 0
        var count = 0
        for place in 0..<min(text.count, countMax) {
            let value = base64Value[Int(text[place])]
            guard value < 64 else { return false }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                seen = seen << 8 | UInt64(bits >> UInt32(count) & 0xff)
                if seen & mask == wanted { return true }
            }
        }
        return false
    }

    /// The values of both alphabets of base64; 255 for another byte.
    private static let base64Value: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        for (value, letter) in letters.utf8.enumerated() { table[Int(letter)] = UInt8(value) }
        for sign in "+-".utf8 { table[Int(sign)] = 62 }
        for sign in "/_".utf8 { table[Int(sign)] = 63 }
        return table
    }()

    /// Base64 of either alphabet, up to the first character that is none, at most so many of them.
    static func decoded(_ text: Span<UInt8>, _ start: Int, _ countMax: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for place in start..<min(text.count, start + countMax) {
            let value = base64Value[Int(text[place])]
            guard value < 64 else { return bytes }
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
        let (values, steps) = (bech32Value, bech32Steps)
        var check: UInt32 = 1
        func take(_ value: UInt32) {
            check = (check & 0x1ff_ffff) << 5 ^ value ^ steps[Int(check >> 25 & 31)]
        }
        guard text.count >= 14, text.count <= 90 else { return false }
        for place in 0..<2 { take(UInt32(text[place] | 0x20) >> 5) }
        take(0)
        for place in 0..<2 { take(UInt32(text[place] | 0x20) & 31) }
        for place in 3..<text.count {
            let value = values[Int(text[place] | 0x20) & 127]
            guard value < 32 else { return false }
            take(UInt32(value))
        }
        return check == 1 || check == 0x2bc8_30a3
    }

    /// What the five bits that leave the sum add to it.
    private static let bech32Steps: [UInt32] = (0..<32).map { top in
        let generators: [UInt32] = [
            0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3,
        ]
        return generators.indices.reduce(0) { top >> $1 & 1 != 0 ? $0 ^ generators[$1] : $0 }
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
    /// - Returns: Its first byte, the version; `nil` when it isn't so long or the checksum is wrong.
    static func base58(_ text: Span<UInt8>, _ range: Range<Int>, count: Int) -> UInt8? {
        let values = base58Value
        // The number in words of 64 bits, lowest first; ten characters multiply it by 58^10.
        var limbs = InlineArray<5, UInt64>(repeating: 0)
        var ones = 0
        var place = range.lowerBound
        while place < range.upperBound {
            var (chunk, factor) = (UInt64(0), UInt64(1))
            let end = min(place + 10, range.upperBound)
            while place < end {
                let value = values[Int(text[place]) & 127]
                guard value < 58 else { return nil }
                if value == 0, ones == place - range.lowerBound { ones += 1 }
                chunk = chunk &* 58 &+ UInt64(value)
                factor &*= 58
                place += 1
            }
            for index in 0..<5 {
                let product = limbs[index].multipliedFullWidth(by: factor)
                let (sum, isOver) = product.low.addingReportingOverflow(chunk)
                limbs[index] = sum
                chunk = product.high &+ (isOver ? 1 : 0)
            }
            guard chunk == 0 else { return nil }
        }
        var bytes: [UInt8] = []
        for index in 0..<40 {
            bytes.append(
                UInt8(truncatingIfNeeded: limbs[4 - index / 8] >> UInt64(56 - index % 8 * 8)))
        }
        // Each one in front is a byte of zeros, and there are no others.
        guard let first = bytes.firstIndex(where: { $0 != 0 }), first - ones == 40 - count else {
            return nil
        }
        let body = Array(bytes[(40 - count)..<36])
        guard Digest.sha256(Digest.sha256(body))[..<4].elementsEqual(bytes[36...]) else {
            return nil
        }
        return body[0]
    }

    private static let base58Value: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 128)
        let alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
        for (value, letter) in alphabet.utf8.enumerated() { table[Int(letter)] = UInt8(value) }
        return table
    }()
}
