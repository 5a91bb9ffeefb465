/// The key that signs what is sent to an operator's server.
package enum WebhookKey {
    /// The fewest bytes that are taken for a key.
    package static let bytesMin = 16

    private static let mark: [UInt8] = Array("whsec_".utf8)

    /// Reads it from a file of mode 0400 or 0600: `whsec_` and base64, as the Standard Webhooks specification 1.0 has it,
    /// or the bytes as they are; a line end is dropped.
    ///
    /// - Throws: one of the source codes; `.sourceMalformed` for base64 that is none, and for fewer than `bytesMin` bytes.
    package static func read(_ path: String) throws(VaultFault) -> Secret {
        let file = try SecretFile.read(path, rule: .ownerOnly)
        let text = try file.prefix(file.countWithoutLineEnd(file.count))
        let isMarked =
            text.count > mark.count
            && mark.indices.allSatisfy {
                unsafe text.pointer[$0] == mark[$0]
            }
        let key = isMarked ? try decoded(text, path) : text
        guard key.count >= bytesMin else { throw VaultFault(.sourceMalformed, path) }
        return key
    }

    /// The bytes that the base64 after the mark stands for (RFC 4648), with or without its padding.
    private static func decoded(_ text: Secret, _ path: String) throws(VaultFault) -> Secret {
        var end = text.count
        while end > mark.count, unsafe text.pointer[end - 1] == UInt8(ascii: "=") { end -= 1 }
        let secret = try Secret(zeros: (end - mark.count) * 3 / 4)
        var (word, bits, place) = (0, 0, 0)
        for index in mark.count..<end {
            guard let value = value(of: unsafe text.pointer[index]) else {
                throw VaultFault(.sourceMalformed, path)
            }
            word = (word << 6 | value) & 0xffff
            bits += 6
            guard bits >= 8, place < secret.count else { continue }
            bits -= 8
            unsafe secret.pointer[place] = UInt8(truncatingIfNeeded: word >> bits)
            place += 1
        }
        return secret
    }

    private static func value(of letter: UInt8) -> Int? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(letter) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(letter) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(letter) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
