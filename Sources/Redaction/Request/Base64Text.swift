/// Base64 (RFC 4648) of text in data URLs.
enum Base64Text {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The bytes, as far as it is base64; escaped line ends are passed over.
    static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var clean: [UInt8] = []
        clean.reserveCapacity(text.count)
        var isEscaped = false
        for byte in text {
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if isEscaped {
                isEscaped = false
            } else {
                clean.append(byte)
            }
        }
        return Check.decoded(clean.span, 0, clean.count)
    }

    /// Does it begin like text: UTF-8 without control characters, and no PDF?
    static func isText(_ base64: ArraySlice<UInt8>) -> Bool {
        let bytes = decoded(base64.prefix(512))
        guard !bytes.isEmpty, !bytes.starts(with: "%PDF".utf8),
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || (0x09...0x0d).contains($0) })
        else { return false }
        // The front may end within a character.
        return (0...3).contains { String(validating: bytes.dropLast($0), as: UTF8.self) != nil }
    }

    /// With padding.
    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count / 3 * 4 + 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for byte in group { bits = bits << 8 | UInt32(byte) }
            bits <<= UInt32(8 * (3 - group.count))
            for index in 0..<4 {
                text.append(
                    index > group.count
                        ? UInt8(ascii: "=") : alphabet[Int(bits >> UInt32(18 - 6 * index) & 63)])
            }
        }
        return text
    }
}
