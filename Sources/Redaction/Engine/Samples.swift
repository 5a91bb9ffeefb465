/// Values that documentation uses, and marks of templates: they are nobody's.
enum Samples {
    /// Is it a token that only shows how one looks?
    static func isToken(_ text: Span<UInt8>) -> Bool {
        var run = 1
        for place in 1..<max(1, text.count) {
            let byte = text[place]
            run = byte == text[place &- 1] ? run &+ 1 : 1
            // 00000000, ********
            if run >= 8, "01*.-".utf8.contains(byte) { return true }
            switch byte | 0x20 {
            case UInt8(ascii: "x") where run >= 5: return true
            case UInt8(ascii: "a")
            where place >= 2 && text[place &- 2] | 0x20 == UInt8(ascii: "e")
                && stands(example, in: text, at: place &- 2):
                return true
            case UInt8(ascii: "u")
            where place >= 2 && text[place &- 2] | 0x20 == UInt8(ascii: "y")
                && stands(your, in: text, at: place &- 2)
                && place &+ 2 < text.count && "_-".utf8.contains(text[place &+ 2]):
                return true
            case UInt8(ascii: "h")
            where place >= 5 && text[place &- 5] | 0x20 == UInt8(ascii: "p")
                && stands(placeholder, in: text, at: place &- 5):
                return true
            default: break
            }
        }
        return false
    }

    private static let example = Array("exampl".utf8)
    private static let your = Array("your".utf8)
    private static let placeholder = Array("placeholder".utf8)

    /// Does a word of small letters stand there, in either case?
    private static func stands(_ word: [UInt8], in text: Span<UInt8>, at start: Int) -> Bool {
        guard start >= 0, start &+ word.count <= text.count else { return false }
        for index in word.indices where text[start &+ index] | 0x20 != word[index] { return false }
        return true
    }

    /// Is it a value that stands for one: `${X}`, `{{x}}`, `<your-key>`, `***`, `null`?
    static func isTemplate(_ text: Span<UInt8>) -> Bool {
        guard text.count > 0 else { return true }
        switch text[0] {
        case UInt8(ascii: "$"), UInt8(ascii: "{"), UInt8(ascii: "<"), UInt8(ascii: "%"),
            UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "*"), UInt8(ascii: "."):
            return true
        default: break
        }
        switch text[0] | 0x20 {
        case UInt8(ascii: "p"), UInt8(ascii: "s"), UInt8(ascii: "c"), UInt8(ascii: "d"),
            UInt8(ascii: "r"), UInt8(ascii: "y"), UInt8(ascii: "u"), UInt8(ascii: "o"),
            UInt8(ascii: "i"), UInt8(ascii: "e"):
            for word in words where text.count <= word.count + 1 && isWord(word, text) {
                return true
            }
            for word in lookups where isWord(word, text) { return true }
        default: break
        }
        return isToken(text)
    }

    private static func isWord(_ word: [UInt8], _ text: Span<UInt8>) -> Bool {
        guard text.count >= word.count else { return false }
        for index in word.indices where text[index] | 0x20 != word[index] { return false }
        return true
    }

    private static let words = [
        "password", "passwd", "secret", "changeme", "change_me", "change-me", "dummy", "redacted",
        "your",
        "undefined", "required", "string",
    ].map { Array($0.utf8) }

    private static let lookups = ["process.env", "os.environ", "import.meta", "secrets.", "env."]
        .map {
            Array($0.utf8)
        }

    /// Hosts of RFC 2606 and RFC 6761.
    static func isDocumentationHost(_ host: Span<UInt8>) -> Bool {
        for suffix in hosts {
            guard host.count >= suffix.count else { continue }
            let start = host.count - suffix.count
            guard start == 0 || host[start - 1] == UInt8(ascii: ".") else { continue }
            var isSame = true
            for index in suffix.indices where host[start + index] | 0x20 != suffix[index] {
                isSame = false
            }
            if isSame { return true }
        }
        return false
    }

    private static let hosts = [
        "example.com", "example.org", "example.net", "example.edu", "example", "invalid", "test",
        "localhost", "local",
    ].map { $0.utf8.map { $0 | 0x20 } }

    /// Card, social security and account numbers that providers and states print.
    static func isNumber(_ text: Span<UInt8>) -> Bool {
        guard text.count == 16 || text.count == 9 else { return false }
        return numbers.contains(CheckDigits.number(text, 0..<text.count))
    }

    private static let numbers = [4_242_424_242_424_242, 123_456_789, 78_051_120, 219_099_999]
}
