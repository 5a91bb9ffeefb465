import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `A golden stream of Responses or Gemini` {
    @Test(arguments: WideGolden.all)
    func `becomes exactly what each client expects`(golden: WideGolden) throws {
        let run = try play(golden.stream, golden.context)
        #expect(run.text == golden.expected)
        #expect(StreamChecker.problems(of: run.events) == [])
        #expect(grammarProblems(of: run.text, golden.client) == [])
    }

    @Test(arguments: WideGolden.all, ["\n", "\r\n", "\r"])
    func `is the same byte by byte (PT-66)`(golden: WideGolden, lineEnd: String) throws {
        let bytes = Array(golden.stream.replacing("\n", with: lineEnd).utf8)
        #expect(try play(bytes.map { [$0] }, golden.context).text == golden.expected)
    }

    /// All that reader and writer ever see of the bytes are events: if those are the same, so is
    /// all that comes of them.
    @Test(arguments: WideGolden.streams, ["\n", "\r\n"])
    func `has the same events split at every position (PT-66)`(
        stream: String, lineEnd: String
    ) throws {
        let bytes = Array(stream.replacing("\n", with: lineEnd).utf8)
        let whole = try serverEvents([bytes])
        for place in 1..<bytes.count
        where try serverEvents([Array(bytes[..<place]), Array(bytes[place...])]) != whole {
            Issue.record("split at \(place)")
            return
        }
    }

    @Test(arguments: WideGolden.all, ["\n", "\r\n"])
    func `is the same split anywhere (PT-66)`(golden: WideGolden, lineEnd: String) throws {
        let bytes = Array(golden.stream.replacing("\n", with: lineEnd).utf8)
        for place in stride(from: 1, to: bytes.count, by: 23) {
            let pieces = [Array(bytes[..<place]), Array(bytes[place...])]
            guard try play(pieces, golden.context).text == golden.expected else {
                Issue.record("split at \(place)")
                return
            }
        }
    }

    private func serverEvents(_ pieces: [[UInt8]]) throws -> [ServerSentEvent] {
        var server = ServerSentEventReader()
        var events: [ServerSentEvent] = []
        for piece in pieces {
            try server.push(piece)
            while let event = server.next() { events.append(event) }
        }
        if let event = server.finish() { events.append(event) }
        return events
    }
}
