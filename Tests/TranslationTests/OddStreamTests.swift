import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `An odd stream of a real server` {
    private static let grammars: [(Dialect, @Sendable (String) -> [String])] = [
        (.openAIChat, { ChatGrammar.problems(of: $0) }),
        (.openAIResponses, { ResponsesGrammar.problems(of: $0) }),
        (.anthropic, { MessagesGrammar.problems(of: $0) }),
        (.gemini, { GeminiGrammar.problems(of: $0) }),
    ]

    @Test(arguments: OddStream.all) func `is understood, and sound for every client`(
        odd: OddStream
    ) throws {
        for (client, grammar) in Self.grammars {
            let run = try play(odd.text, context(client: client, provider: odd.provider))
            guard !odd.isBroken else {
                #expect(run.fault != nil && !run.isEnd)
                continue
            }
            #expect(run.fault == nil && run.isEnd)
            #expect(StreamChecker.problems(of: run.events) == [])
            #expect(grammar(run.text) == [], "\(client): \(run.text)")
            let choice = try #require(ReplyCollector.reply(of: run.events).choices.first)
            #expect(choice.parts.compactMap(\.text).joined() == odd.said)
            #expect(choice.stop == odd.stop)
            let calls = choice.parts.compactMap { part -> String? in
                if case .toolCall(let call) = part.content { call.name + call.input } else { nil }
            }
            #expect(calls == odd.calls)
        }
    }

    @Test(arguments: OddStream.all) func `is the same in any pieces`(odd: OddStream) throws {
        for (client, _) in Self.grammars {
            let context = context(client: client, provider: odd.provider)
            let whole = try clientText([Array(odd.text.utf8)], context)
            let bytes = Array(odd.text.replacing("\n", with: "\r\n").utf8)
            #expect(try clientText(bytes.map { [$0] }, context) == whole)
        }
    }
}
