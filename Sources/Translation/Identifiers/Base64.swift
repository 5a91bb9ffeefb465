/// Base64 (RFC 4648 section 4 and 5).
package enum Base64 {
    /// Standard alphabet, padded.
    package static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var place = 0
        while place < bytes.count {
            let left = bytes.count - place
            let word =
                UInt32(bytes[place]) << 16 | (left > 1 ? UInt32(bytes[place + 1]) << 8 : 0)
                | (left > 2 ? UInt32(bytes[place + 2]) : 0)
            text.append(alphabet[Int(word >> 18)])
            text.append(alphabet[Int(word >> 12 & 63)])
            text.append(left > 1 ? alphabet[Int(word >> 6 & 63)] : UInt8(ascii: "="))
            text.append(left > 2 ? alphabet[Int(word & 63)] : UInt8(ascii: "="))
            place += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text of either alphabet, with or without padding; `nil` if it isn't one.
    package static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 4 * 3)
        var word: UInt32 = 0
        var bits = 0
        var isPadded = false
        for character in text.utf8 {
            if character == UInt8(ascii: "=") {
                isPadded = true
                continue
            }
            guard !isPadded, let digit = value(character) else { return nil }
            word = word << 6 | digit
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
            }
        }
        return bits < 6 ? bytes : nil
    }

    /// A text of either alphabet in the standard one, padded; the same text if it is that already.
    /// Not checked.
    package static func standard(_ text: String) -> String {
        let remainder = text.utf8.count % 4
        let isURLSafe = text.utf8.contains { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        guard isURLSafe || remainder > 1 else { return text }
        var bytes = text.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        if remainder > 1 { bytes += [UInt8](repeating: UInt8(ascii: "="), count: 4 - remainder) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Is it base64 in the standard alphabet, padded?
    package static func isStandard(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var end = bytes.count
            guard end % 4 == 0 else { return false }
            while end > 0, end > bytes.count - 2, bytes[end - 1] == UInt8(ascii: "=") { end -= 1 }
            for place in 0..<end where !isDigit[Int(bytes[place])] { return false }
            return true
        }
    }

    private static let isDigit: [Bool] = (0..<256).map { alphabet.contains(UInt8($0)) }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func value(_ character: UInt8) -> UInt32? {
        switch character {
        case 0x41...0x5a: UInt32(character) - 0x41
        case 0x61...0x7a: UInt32(character) - 0x61 + 26
        case 0x30...0x39: UInt32(character) - 0x30 + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
