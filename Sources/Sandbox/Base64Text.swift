/// Base64 (RFC 4648 sections 4 and 5).
enum Base64Text {
    /// The text of some bytes in the standard alphabet, padded.
    static func encoded(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let part = bytes[index..<min(index + 3, bytes.count)]
            var word: UInt32 = 0
            for byte in part { word = word << 8 | UInt32(byte) }
            word <<= 8 * UInt32(3 - part.count)
            for place in 0..<4 {
                let digit = Int(word >> (18 - 6 * UInt32(place)) & 63)
                text.append(place <= part.count ? alphabet[digit] : UInt8(ascii: "="))
            }
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text in either alphabet, padded or not; `nil` if it isn't sound.
    static func decoded(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var word: UInt32 = 0
        var digits = 0
        var padding = 0
        for byte in text {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let value = value(of: byte) else { return nil }
            word = word << 6 | UInt32(value)
            digits += 1
            if digits % 4 == 0 {
                bytes.append(UInt8(truncatingIfNeeded: word >> 16))
                bytes.append(UInt8(truncatingIfNeeded: word >> 8))
                bytes.append(UInt8(truncatingIfNeeded: word))
                word = 0
            }
        }
        let rest = digits % 4
        guard rest != 1, padding == 0 || (padding <= 2 && (digits + padding) % 4 == 0) else {
            return nil
        }
        if rest == 2 { bytes.append(UInt8(truncatingIfNeeded: word >> 4)) }
        if rest == 3 {
            bytes.append(UInt8(truncatingIfNeeded: word >> 10))
            bytes.append(UInt8(truncatingIfNeeded: word >> 2))
        }
        return bytes
    }

    /// Whether a text is sound in the standard alphabet, with its padding, and not empty.
    static func isSound(_ text: ArraySlice<UInt8>) -> Bool {
        guard !text.isEmpty, text.count % 4 == 0 else { return false }
        let digits = text.prefix { $0 != UInt8(ascii: "=") }
        return text.count - digits.count <= 2
            && text[digits.endIndex...].allSatisfy { $0 == UInt8(ascii: "=") }
            && digits.allSatisfy {
                value(of: $0) != nil && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_")
            }
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}
