/// Values that documentation uses, and marks of templates: they are nobody's.
enum Samples {
    /// Is it a token that only shows how one looks?
    static func isToken(_ text: Span<UInt8>) -> Bool {
        var run = 1
        for place in 1..<max(1, text.count) {
            run = text[place] == text[place - 1] ? run + 1 : 1
            // 00000000, ********
            if run >= 8, "01*.-".utf8.contains(text[place]) { return true }
            switch text[place] | 0x20 {
            case UInt8(ascii: "x") where run >= 5: return true
            case UInt8(ascii: "m") where matches("exampl", text, endingAt: place, back: 3):
                return true
            case UInt8(ascii: "r") where matches("your_", text, endingAt: place, back: 3),
                UInt8(ascii: "r") where matches("your-", text, endingAt: place, back: 3):
                return true
            case UInt8(ascii: "h") where matches("placeholder", text, endingAt: place, back: 5):
                return true
            default: break
            }
        }
        return false
    }

    /// Does a word stand so that its letter at `back` is at a place?
    private static func matches(
        _ word: StaticString, _ text: Span<UInt8>, endingAt place: Int, back: Int
    ) -> Bool {
        let word = Array(word.description.utf8)
        let start = place - back
        guard start >= 0, start + word.count <= text.count else { return false }
        for index in word.indices where text[start + index] | 0x20 != word[index] | 0x20 {
            return false
        }
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
        for word in words where isWord(word, text) && text.count <= word.count + 4 { return true }
        for word in lookups where isWord(word, text) { return true }
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
