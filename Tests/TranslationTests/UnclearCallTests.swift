import Testing
import Translation
import Vocabulary
import Wire

/// Calls of Chat's compatible servers, whose pieces say too little of which call they are part of.
@Suite struct `A streamed call that says too little` {
    private let toMessages: ReplyContext = {
        var made = context(client: .anthropic, provider: .openAIChat)
        for name in ["get_weather", "get_time", "get", "a", "b"] { _ = made.names.fit(name) }
        return made
    }()

    private func piece(
        _ index: Int = 0, id: String? = nil, name: String? = nil, _ arguments: String? = nil
    ) -> String {
        let id = id.map { #","id":"\#($0)""# } ?? ""
        let members =
            [name.map { #""name":"\#($0)""# }]
            + [
                arguments.map {
                    #""arguments":"# + String(decoding: JSONText.quoted($0), as: UTF8.self)
                }
            ]
        let function = members.compactMap(\.self).joined(separator: ",")
        return chunk(#"{"tool_calls":[{"index":\#(index)\#(id),"function":{\#(function)}}]}"#)
    }

    /// The calls as a Messages client gets them, and as they stand in a whole answer.
    private func calls(_ pieces: [String]) throws -> [String] {
        let run = try play(chunks(pieces + [chunk("{}", finish: "tool_calls")]), toMessages)
        #expect(StreamChecker.problems(of: run.events) == [])
        #expect(MessagesGrammar.problems(of: run.text) == [])
        return ReplyCollector.reply(of: run.events).choices[0].parts.compactMap { part in
            guard case .toolCall(let call) = part.content else { return nil }
            return "\(call.name) \(call.input)"
        }
    }

    @Test func `without ids at one index begins where the last one's arguments are whole`() throws {
        #expect(
            try calls([piece(name: "a", #"{"x":1}"#), piece(name: "b", #"{"y":2}"#)])
                == [#"a {"x":1}"#, #"b {"y":2}"#])
        #expect(
            try calls([
                piece(name: "a", #"{"x""#), piece(":1}"), piece(name: "a", "{}"),
            ]) == [#"a {"x":1}"#, "a {}"])
    }

    @Test func `without ids and arguments is another where its name is an offered one`() throws {
        #expect(try calls([piece(name: "a", ""), piece(name: "b", "")]) == ["a ", "b "])
    }

    @Test func `whose name only repeats is the same call`() throws {
        #expect(
            try calls([
                piece(id: "c", name: "a", ""), piece(name: "a", #"{"x":"#), piece(name: "a", "1}"),
                piece(name: "a", ""),
            ]) == [#"a {"x":1}"#])
    }

    @Test func `has all of a name that comes in pieces`() throws {
        #expect(
            try calls([
                piece(id: "c", name: "get", ""), piece(name: "_weather", ""), piece("{}"),
            ]) == ["get_weather {}"])
        #expect(
            try calls([piece(id: "c", name: "get_"), piece(name: "time", "{"), piece("}")])
                == ["get_time {}"])
        #expect(
            try calls([piece(id: "c", name: "get_"), piece(name: "get_time", "{}")])
                == ["get_time {}"])
        #expect(try calls([piece(id: "c", name: "get", "{}")]) == ["get {}"])
    }

    @Test func `stands in the order of its index`() throws {
        #expect(
            try calls([
                piece(1, name: "b", "{}"), piece(0, id: "c1", name: "a", "{}"),
                piece(1, id: "c2"),
            ]) == ["a {}", "b {}"])
    }

    private func piece(_ arguments: String) -> String { piece(0, id: nil, name: nil, arguments) }

    @Test func `named in each of very many pieces is one call, and each byte is looked at once`()
        throws
    {
        let middle = (0..<8_000).map { _ in piece(id: "", name: "a", #"[1,"x}\"{",22],    "#) }
        let run = try play(
            chunks(
                [piece(id: "c", name: "a", #"{"l":["#)] + middle + [
                    piece(id: "", name: "a", "0]}"), chunk("{}", finish: "tool_calls"),
                ]), toMessages)
        #expect(run.isEnd)
        let parts = ReplyCollector.reply(of: run.events).choices[0].parts
        #expect(parts.count == 1)
    }

    @Test func `is whole where its first object is, and no longer when something follows`() {
        var extent = JSONExtent()
        for piece in [" ", #"{"a":"}\"#, #"""#, #"}","b":[{}"#, "]"] {
            extent.take(piece)
            #expect(!extent.isWhole)
        }
        #expect(!extent.isBlank)
        extent.take("}\n")
        #expect(extent.isWhole)
        extent.take("}")
        #expect(!extent.isWhole)
        var list = JSONExtent()
        list.take("[{}]")
        #expect(!list.isWhole && !list.isBlank)
    }
}
