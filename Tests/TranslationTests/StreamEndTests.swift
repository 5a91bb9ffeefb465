import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `The end of a stream` {
    private let toMessages = context(client: .anthropic, provider: .openAIChat)
    private let toChat = context(client: .openAIChat, provider: .anthropic)

    private let begun = [
        #"{"type":"message_start","message":{"id":"m","type":"message","model":"s","content":[],"usage":{"input_tokens":3}}}"#,
        #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}"#,
    ]

    @Test func `PT-24 PT-73 is an error when the provider's never came`() throws {
        for stream in ["", chunks([chunk(#"{"content":"hi"}"#)], done: false)] {
            let run = try play(stream, toMessages)
            #expect(run.fault?.kind == .broken)
            #expect(!run.isEnd)
            #expect(run.text.hasSuffix("\n\n") && run.text.contains("event: error\n"))
            #expect(!run.text.contains("message_stop"))
        }
        let other = try play(events(begun), toChat)
        #expect(other.fault?.kind == .broken)
        #expect(!other.text.contains("[DONE]"))
        #expect(data(other.text).last?.hasPrefix(#"{"error":{"message":"#) == true)
        #expect(other.usage?[.freshInput] == 3)
    }

    @Test
    func `PT-24 is clean with a finish reason and no terminator, or a terminator and a whole text`()
        throws
    {
        let finished = try play(
            chunks([chunk(#"{"content":"hi"}"#), chunk("{}", finish: "stop")], done: false),
            toMessages)
        #expect(finished.isEnd)
        let terminated = try play(chunks([chunk(#"{"content":"hi"}"#)]), toMessages)
        #expect(terminated.isEnd)
        #expect(values(terminated.text, ["delta", "stop_reason"]) == ["end_turn"])
    }

    @Test(arguments: [
        [#"{"reasoning_content":"hm"}"#],
        [#"{"tool_calls":[{"index":0,"id":"c","function":{"name":"a","arguments":"{\"x"}}]}"#],
    ])
    func `PT-24 is an error after reasoning alone or half a call`(deltas: [String]) throws {
        let run = try play(chunks(deltas.map { chunk($0) }), toMessages)
        #expect(run.fault?.kind == .broken)
    }

    @Test func `PT-24 PT-71 comes once, and nothing after it`() throws {
        let late = [
            chunk(#"{"content":"hi"}"#), chunk("{}", finish: "stop"), chunk(#"{"content":"late"}"#),
            chunk("{}", finish: "length"),
        ]
        let run = try play(
            chunks(late) + chunks([chunk(#"{"content":"later"}"#)]), toMessages)
        // What a server says after its finish reason is part of the answer, what comes after its end isn't.
        #expect(values(run.text, ["delta", "text"]) == ["hi", "late"])
        #expect(values(run.text, ["delta", "stop_reason"]) == ["max_tokens"])
        #expect(MessagesGrammar.problems(of: run.text) == [])
        #expect(StreamChecker.problems(of: run.events) == [])
        let twice = try play(
            events(
                begun + [begun[0]] + [
                    #"{"type":"content_block_stop","index":0}"#,
                    #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}"#,
                    #"{"type":"message_stop"}"#, #"{"type":"message_stop"}"#, begun[2],
                ]), toChat)
        #expect(ChatGrammar.problems(of: twice.text) == [])
        #expect(StreamChecker.problems(of: twice.events) == [])
    }

    @Test func `PT-70 PT-74 of an error is the client's own, without the provider's words`() throws
    {
        let fromMessages = try play(
            events(
                begun + [
                    #"{"type":"error","error":{"type":"overloaded_error","message":"key sk-123 overloaded"}}"#
                ]),
            toChat)
        #expect(fromMessages.fault?.kind == .overloaded)
        #expect(fromMessages.fault?.message == "key sk-123 overloaded")
        #expect(!fromMessages.text.contains("sk-123"))
        #expect(ChatGrammar.problems(of: fromMessages.text) == [])
        let fromChat = try play(
            chunks([
                chunk(#"{"content":"hi"}"#),
                #"{"error":{"message":"slow down sk-123","type":"rate_limit_error","code":"rate_limit_exceeded"}}"#,
            ]), toMessages)
        #expect(fromChat.fault?.kind == .rateLimited)
        #expect(
            fromChat.text.contains(
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\""))
        #expect(!fromChat.text.contains("sk-123"))
        #expect(MessagesGrammar.problems(of: fromChat.text) == [])
    }

    @Test(arguments: ["data: nope\n\n", "data: [1]\n\n", "data: <html>\n\n", "data: {\"a\":\n\n"])
    func `PT-73 is an error for what isn't of its dialect`(garbage: String) throws {
        for context in [toMessages, toChat] {
            let run = try play(garbage, context)
            #expect(run.fault?.kind == .malformed)
            #expect(!run.isEnd)
        }
    }

    @Test func `PT-67 isn't disturbed by comments, pings, unknown events and ids`() throws {
        let noisy = begun.map { "id: 7\nevent: x\ndata: \($0)\n\n" }
        let run = try play(
            ": OPENROUTER PROCESSING\n\n" + noisy.joined()
                + "event: ping\ndata: {\"type\":\"ping\"}\n\nretry: 3\n\n"
                + events([
                    #"{"type":"novel_event","x":1}"#, #"{"type":"content_block_stop","index":0}"#,
                    #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}"#,
                    #"{"type":"message_stop"}"#,
                ]), toChat)
        #expect(run.isEnd)
        #expect(values(run.text, ["choices", "0", "delta", "content"]) == ["", "hi"])
    }

    @Test(arguments: [
        ("stop", "end_turn"), ("length", "max_tokens"), ("content_filter", "refusal"),
        ("tool_calls", "end_turn"),
        ("novel", "end_turn"),
    ])
    func `has the reason of Chat in Messages' words`(finish: String, reason: String) throws {
        let run = try play(
            chunks([chunk(#"{"content":"hi"}"#), chunk("{}", finish: finish)]), toMessages)
        #expect(values(run.text, ["delta", "stop_reason"]) == [reason])
        let whole = try answer(
            #"{"choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"\#(finish)"}]}"#,
            toMessages)
        #expect(whole.root["stop_reason"]?.string == reason)
    }

    @Test(arguments: [
        ("end_turn", "stop"), ("max_tokens", "length"), ("stop_sequence", "stop"),
        ("tool_use", "tool_calls"),
        ("pause_turn", "stop"), ("refusal", "content_filter"),
        ("model_context_window_exceeded", "length"), ("novel", "stop"),
    ])
    func `has the reason of Messages in Chat's words`(reason: String, finish: String) throws {
        let run = try play(
            events(
                begun + [
                    #"{"type":"content_block_stop","index":0}"#,
                    #"{"type":"message_delta","delta":{"stop_reason":"\#(reason)","stop_sequence":null},"usage":{"output_tokens":1}}"#,
                    #"{"type":"message_stop"}"#,
                ]), toChat)
        #expect(values(run.text, ["choices", "0", "finish_reason"]).last == finish)
    }

    @Test(arguments: [
        (
            400,
            #"{"error":{"message":"m","type":"invalid_request_error","param":"x","code":null}}"#,
            Dialect.openAIChat, ProviderFault.Kind.badRequest
        ),
        (
            400,
            #"{"error":{"message":"m","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            .openAIChat, .contextTooLong
        ),
        (
            401,
            #"{"error":{"message":"m","type":"invalid_request_error","code":"invalid_api_key"}}"#,
            .openAIChat, .authentication
        ),
        (
            404,
            #"{"error":{"message":"m","type":"invalid_request_error","code":"model_not_found"}}"#,
            .openAIChat, .notFound
        ),
        (
            429,
            #"{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}"#,
            .openAIChat, .billing
        ),
        (
            429, #"{"error":{"message":"m","type":"requests","code":"rate_limit_exceeded"}}"#,
            .openAIChat, .rateLimited
        ),
        (503, "<html>", .openAIChat, .overloaded), (500, "", .openAIChat, .serverError),
        (
            400,
            #"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 > 8"}}"#,
            .anthropic, .contextTooLong
        ),
        (
            402, #"{"type":"error","error":{"type":"billing_error","message":"m"}}"#, .anthropic,
            .billing
        ),
        (
            529, #"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#, .anthropic,
            .overloaded
        ),
        (
            413, #"{"type":"error","error":{"type":"request_too_large","message":"m"}}"#,
            .anthropic, .tooLarge
        ),
    ])
    func `PT-74 finds the kind of a provider's error`(
        status: Int, body: String, dialect: Dialect, kind: ProviderFault.Kind
    ) throws {
        let fault = Dialects.rules(for: dialect).fault(status: status, body: Array(body.utf8))
        #expect(fault.kind == kind)
    }

    @Test(arguments: [
        #"{"error":{"message":"m","type":"server_error"}}"#, #"{"choices":[]}"#, #"{"choices":{}}"#,
        "{}", "[]",
        #"{"choices":[{"index":0}]}"#,
    ])
    func `PT-60 PT-73 of a whole answer that isn't one is a fault, not a crash`(body: String) throws
    {
        let document = try JSONDocument(parsing: Array(body.utf8))
        for context in [toMessages, toChat] {
            #expect(throws: TranslationFault.self) {
                try Translator.reply(document, context: context)
            }
        }
    }

    @Test
    func `PT-72 of an error before the first content comes while everything can still be held`()
        throws
    {
        let starts: [(ReplyContext, String)] = [
            (toChat, events(Array(begun.prefix(2)) + [#"{"type":"ping"}"#])),
            (toMessages, chunks([chunk(#"{"role":"assistant","content":""}"#)], done: false)),
        ]
        for (context, start) in starts {
            var server = ServerSentEventReader()
            var translator = StreamTranslator(context)
            try server.push(Array(start.utf8))
            while let event = server.next() {
                let step = translator.take(event)
                #expect(!step.hasContent)
            }
            let error =
                context.target == .anthropic
                ? events([#"{"type":"error","error":{"type":"overloaded_error","message":"m"}}"#])
                : chunks(
                    [#"{"error":{"message":"m","type":"server_error","code":"503"}}"#], done: false)
            try server.push(Array(error.utf8))
            let next = server.next()
            let step = translator.take(try #require(next))
            #expect(step.fault?.kind == .overloaded)
            #expect(step.fault?.mayRetry == true)
            #expect(step.bytes.isEmpty)
            #expect(!step.isEnd)
        }
    }
}
