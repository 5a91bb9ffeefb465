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

    /// Up to eight bytes as a number, letters as small ones, the first highest; zero when there are
    /// not so many.
    @inline(__always)
    static func packed(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
        guard start >= 0, count <= 8, start &+ count <= text.count else { return 0 }
        var packed: UInt64 = 0
        for place in start..<start &+ count { packed = packed &<< 8 | UInt64(text[place] | 0x20) }
        return packed
    }

    /// Hosts of RFC 2606 and RFC 6761.
    static func isDocumentationHost(_ host: Span<UInt8>) -> Bool {
        var last = host.count
        while last > 0, host[last &- 1] != UInt8(ascii: ".") { last &-= 1 }
        switch packed(host, last, host.count &- last) {
        // example, invalid, test, local
        case 0x65_7861_6d70_6c65, 0x69_6e76_616c_6964, 0x7465_7374, 0x6c_6f63_616c: return true
        // com, org, net, edu, behind "example."
        case 0x63_6f6d, 0x6f_7267, 0x6e_6574, 0x65_6475:
            return packed(host, last &- 8, 8) == 0x6578_616d_706c_652e
                && (last == 8 || host[last &- 9] == UInt8(ascii: "."))
        // localhos
        default:
            return host.count &- last == 9 && packed(host, last, 8) == 0x6c6f_6361_6c68_6f73
                && host[last &+ 8] | 0x20 == UInt8(ascii: "t")
        }
    }

    /// Card, social security and account numbers that providers and states print.
    static func isNumber(_ text: Span<UInt8>) -> Bool {
        guard text.count == 16 || text.count == 9 else { return false }
        return numbers.contains(CheckDigits.number(text, 0..<text.count))
    }

    private static let numbers = [4_242_424_242_424_242, 123_456_789, 78_051_120, 219_099_999]
}
