import Testing

@testable import Vocabulary

@Suite struct `A pattern of names` {
    @Test(arguments: [
        ("gpt-5", "gpt-5"), ("*", ""), ("*", "anything"), ("gpt-*", "gpt-"),
        ("gpt-*", "gpt-5-mini"),
        ("*-mini", "gpt-5-mini"), ("g*5*i", "gpt-5-mini"), ("gpt-?", "gpt-5"), ("?", "é"),
        ("**", "x"),
        ("a*b*c", "abbbcbc"), ("*a*", "xay"), ("?*", "x"), ("a.c", "a.c"), ("[ab]", "[ab]"),
        ("\\*", "\\x"),
    ])
    func `matches`(pattern: String, name: String) throws {
        #expect(try #require(Glob(pattern)).matches(name))
    }

    @Test(arguments: [
        ("gpt-5", "gpt-5-mini"), ("gpt-5", "GPT-5"), ("gpt-?", "gpt-"), ("gpt-?", "gpt-55"),
        ("gpt-*", "gpt"),
        ("*-mini", "gpt-5-mini-x"), ("a*b*c", "abbbcb"), ("?", ""), ("a.c", "abc"), ("[ab]", "a"),
        ("x", ""),
        ("*a", "ab"),
    ])
    func `doesn't match`(pattern: String, name: String) throws {
        #expect(try !#require(Glob(pattern)).matches(name))
    }

    @Test func `has 1 to 256 bytes`() {
        #expect(Glob("") == nil)
        #expect(Glob(String(repeating: "a", count: 256)) != nil)
        #expect(Glob(String(repeating: "a", count: 257)) == nil)
        #expect(Glob(String(repeating: "é", count: 129)) == nil)
    }

    @Test func `answers soon, whatever is asked`() throws {
        let glob = try #require(Glob(String(repeating: "*a", count: 127) + "b"))
        #expect(!glob.matches(String(repeating: "a", count: 4096)))
    }

    @Test func `is more specific the more it fixes`() throws {
        let patterns = ["gpt-5-mini", "gpt-5-min?", "gpt-5-*", "gpt-*", "?", "*"]
        let values = try patterns.map { try #require(Glob($0)).specificity }
        #expect(values == values.sorted(by: >))
        #expect(Set(values).count == values.count)
    }

    @Test func `is shown as it was written`() throws {
        let glob = try #require(Glob("gpt-*"))
        #expect("\(glob)" == "gpt-*" && glob.pattern == "gpt-*")
        #expect(Glob("gpt-*") == glob)
    }
}
