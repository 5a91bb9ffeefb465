import Testing
import Vocabulary

@Suite struct `A table of globs` {
    @Test func `tells names by their bytes`() throws {
        let table = GlobTable([(glob: try #require(Glob("K-1")), value: 1)])
        #expect(table.value(for: "K-1") == 1)
        #expect("\u{212a}-1" == "K-1", "strings that look alike are equal")
        #expect(table.value(for: "\u{212a}-1") == nil)
    }

    @Test func `agrees with asking every glob in turn`() throws {
        var random = Seeded(state: 42)
        let letters = Array("ab-*?")
        for _ in 0..<200 {
            let globs = (0..<12).compactMap { _ in
                Glob(
                    String(
                        (0..<Int.random(in: 1...6, using: &random)).map { _ in
                            letters.randomElement(using: &random) ?? "a"
                        }))
            }
            let table = GlobTable(globs.map { (glob: $0, value: $0.pattern) })
            for _ in 0..<50 {
                let name = String(
                    (0..<Int.random(in: 0...7, using: &random)).map { _ in
                        letters[Int.random(in: 0...2, using: &random)]
                    })
                let expected = Set(globs).filter { $0.matches(name) }
                    .sorted { ($1.specificity, $0.pattern) < ($0.specificity, $1.pattern) }.map(
                        \.pattern)
                var found: [String] = []
                let none: Bool? = table.first(for: name) {
                    found.append($0)
                    return nil
                }
                #expect(none == nil)
                #expect(found == expected, "\(name) in \(globs)")
                #expect(table.value(for: name) == expected.first)
            }
        }
    }
}

@Suite struct `A list of words` {
    @Test(arguments: [["a"], ["gpt-*", "claude-?"], ["[x]", "{y}", "z:1/2"]])
    func `is read back as it was written`(words: [String]) throws {
        let text = try #require(WordList.text(words))
        #expect(WordList.words(text) == words)
    }

    @Test(arguments: [
        [], ["a b"], ["a,b"], ["\""], ["\\"], [""], ["a\n"], ["ü"],
        Array(repeating: "a", count: 257),
    ])
    func `holds plain words only`(words: [String]) { #expect(WordList.text(words) == nil) }

    @Test(arguments: [
        "", "[]", "[\"\"]", "[\"a\", \"b\"]", "[\"a\",1]", "null", "[\"a\"", "[\"a\\\"b\"]",
        "[\"a\",]",
    ])
    func `is never guessed at`(text: String) { #expect(WordList.words(text) == nil) }
}
