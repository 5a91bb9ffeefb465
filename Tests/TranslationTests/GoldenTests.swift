import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `A golden stream` {
    @Test(arguments: Golden.all)
    func `becomes exactly what the other dialect's client expects`(golden: Golden) throws {
        let run = try play(golden.stream, golden.context)
        #expect(run.text == golden.expected)
        #expect(StreamChecker.problems(of: run.events) == [])
        let problems =
            golden.provider == .anthropic
            ? ChatGrammar.problems(of: run.text) : MessagesGrammar.problems(of: run.text)
        #expect(problems == [])
    }

    @Test(arguments: Golden.all, ["\n", "\r\n", "\r"])
    func `is the same byte by byte (PT-66)`(golden: Golden, lineEnd: String) throws {
        let bytes = Array(golden.stream.replacing("\n", with: lineEnd).utf8)
        #expect(try clientText(bytes.map { [$0] }, golden.context) == Array(golden.expected.utf8))
    }

    @Test(arguments: Golden.all, ["\n", "\r\n"])
    func `is the same split at every position (PT-66)`(golden: Golden, lineEnd: String) throws {
        let bytes = Array(golden.stream.replacing("\n", with: lineEnd).utf8)
        let expected = Array(golden.expected.utf8)
        for place in 1..<bytes.count {
            let text = try clientText(
                [Array(bytes[..<place]), Array(bytes[place...])], golden.context)
            guard text == expected else {
                Issue.record("split at \(place)")
                return
            }
        }
    }
}
