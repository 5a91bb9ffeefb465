import Vault

/// What stands in the place of a value: one ASCII word that the model can copy and that nothing has
/// to escape.
///
/// `BUR`, two to six capitals for the kind, ten characters of Crockford's base32 in lower case (50
/// bits of HMAC-SHA-256 under the client's key over kind and value), one check character. The same
/// value gives the same word, for one client and kind; another client's words are others.
package enum Placeholder {
    /// The longest one.
    package static let bytesMax = 20
    /// The shortest one.
    package static let bytesMin = 16
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let tailCount = 11

    /// The value of a Crockford digit; 255 for another byte.
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() {
            table[Int(digit)] = UInt8(value)
            if CharacterSet.isLower(digit) { table[Int(digit) - 32] = UInt8(value) }
        }
        return table
    }()

    /// The word for a value.
    ///
    /// - Parameters:
    ///   - label: Two to six capitals.
    ///   - attempt: Counts up when two values of a request would get the same word.
    static func make(label: [UInt8], value: [UInt8], key: Secret, attempt: UInt8 = 0) -> [UInt8] {
        var message = label
        message.append(attempt)
        message += value
        let digest = Digest.hmacSHA256(key: key, message)
        var bits: UInt64 = 0
        for byte in digest.prefix(8) { bits = bits << 8 | UInt64(byte) }
        var word = Array("BUR".utf8) + label
        for index in 0..<10 {
            word.append(digits[Int(bits >> UInt64(59 - 5 * index) & 31)])
        }
        word.append(digits[check(word.span, 0, word.count)])
        return word
    }

    /// A sum by position MOD 31: finds each wrong character and each swap of two neighbours.
    private static func check(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var sum = 0
        for place in start..<end {
            let byte = text[place]
            let value = place < end - 10 ? Int(byte & 31) : Int(values[Int(byte)])
            sum += (place - start + 1) * value
        }
        return sum % 31
    }

    /// How long the word is that begins at a place, in whatever case; zero when there is none whose
    /// check character is right. Whose it is, this doesn't say.
    static func count(in text: Span<UInt8>, at start: Int) -> Int {
        guard text.count - start >= bytesMin else { return 0 }
        let values = values
        // Wherever its label ends, these belong to its digits.
        for place in stride(from: start + 15, to: start + 8, by: -1)
        where values[Int(text[place])] > 31 {
            return 0
        }
        for letters in 2...6 {
            let end = start + 3 + letters + tailCount
            guard end <= text.count else { return 0 }
            guard CharacterSet.isLetter(text[start + 2 + letters]) else { return 0 }
            guard letters < 2 || CharacterSet.isLetter(text[start + 4]) else { return 0 }
            var isTail = true
            for place in end - tailCount..<end where values[Int(text[place])] > 31 {
                isTail = false
                break
            }
            if isTail, Int(values[Int(text[end - 1])]) == check(text, start, end - 1) {
                return end - start
            }
        }
        return 0
    }
}
