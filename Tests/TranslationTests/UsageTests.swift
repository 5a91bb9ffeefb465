import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `Usage between Chat and Messages` {
    private let chatUsage = #"""
        {"prompt_tokens":1000,"completion_tokens":300,"total_tokens":1300,
        "prompt_tokens_details":{"cached_tokens":600,"cache_write_tokens":100},
        "completion_tokens_details":{"reasoning_tokens":120}}
        """#

    private func chatReply(_ usage: String) -> String {
        #"{"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":\#(usage)}"#
    }

    private func message(_ usage: String) -> String {
        #"{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":\#(usage)}"#
    }

    @Test func `PT-01 has disjoint buckets whose sum is what was reported`() throws {
        let (reply, _, _) = try answer(
            chatReply(chatUsage), context(client: .anthropic, provider: .openAIChat))
        let usage = try #require(reply.usage)
        #expect(usage[.freshInput] == 300)
        #expect(usage[.cacheRead] == 600)
        #expect(usage[.cacheWrite5m] == 100)
        #expect(usage[.visibleOutput] == 180)
        #expect(usage[.reasoning] == 120)
        #expect(usage.tokens.inputTokens == 1000)
        #expect(usage.tokens.outputTokens == 300)
        #expect(usage.isConsistent)
    }

    @Test func `PT-02 leaves the cached part out of Messages' input`() throws {
        let (_, root, _) = try answer(
            chatReply(chatUsage), context(client: .anthropic, provider: .openAIChat))
        #expect(root["usage"]?["input_tokens"]?.int64 == 300)
        #expect(root["usage"]?["cache_read_input_tokens"]?.int64 == 600)
        #expect(root["usage"]?["cache_creation_input_tokens"]?.int64 == 100)
        #expect(root["usage"]?["output_tokens"]?.int64 == 300)
    }

    @Test func `PT-02 puts all three sums into Chat's prompt`() throws {
        let (_, root, _) = try answer(
            message(
                #"{"input_tokens":10,"cache_creation_input_tokens":200,"cache_read_input_tokens":3000,"output_tokens":7}"#
            ),
            context(client: .openAIChat, provider: .anthropic))
        #expect(root["usage"]?["prompt_tokens"]?.int64 == 3210)
        #expect(root["usage"]?["prompt_tokens_details"]?["cached_tokens"]?.int64 == 3000)
        #expect(root["usage"]?["prompt_tokens_details"]?["cache_write_tokens"]?.int64 == 200)
        #expect(root["usage"]?["total_tokens"]?.int64 == 3217)
    }

    @Test func `PT-14 tells the lifetimes of cache writes and thinking apart`() throws {
        let (reply, root, _) = try answer(
            message(
                #"{"input_tokens":1,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":50,"output_tokens_details":{"thinking_tokens":40},"server_tool_use":{"web_search_requests":2},"novel_tokens":9}"#
            ),
            context(client: .openAIChat, provider: .anthropic))
        let usage = try #require(reply.usage)
        #expect(usage[.cacheWrite5m] == 10)
        #expect(usage[.cacheWrite1h] == 20)
        #expect(usage[.reasoning] == 40)
        #expect(usage[.visibleOutput] == 10)
        #expect(usage[.searches] == 2)
        #expect(root["usage"]?["completion_tokens_details"]?["reasoning_tokens"]?.int64 == 40)
        #expect(String(decoding: usage.json ?? [], as: UTF8.self).contains("novel_tokens"))
    }

    @Test func `PT-11 PT-15 keeps absent, null and zero apart`() throws {
        let absent = try answer(
            chatReply(#"{"prompt_tokens":5,"completion_tokens":0,"total_tokens":5}"#),
            context(client: .anthropic, provider: .openAIChat))
        #expect(absent.reply.usage?[.visibleOutput] == 0)
        #expect(absent.reply.usage?[.cacheRead] == nil)
        #expect(absent.root["usage"]?["cache_read_input_tokens"] == nil)
        let zero = try answer(
            chatReply(
                #"{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":null}}"#
            ),
            context(client: .anthropic, provider: .openAIChat))
        #expect(zero.root["usage"]?["cache_read_input_tokens"]?.int64 == 0)
        #expect(zero.root["usage"]?["cache_creation_input_tokens"] == nil)
        let none = try answer(chatReply("null"), context(client: .anthropic, provider: .openAIChat))
        #expect(none.reply.usage == nil)
    }

    @Test(arguments: [
        #"{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6,"prompt_tokens_details":{"cached_tokens":9}}"#,
        #"{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6,"completion_tokens_details":{"reasoning_tokens":9}}"#,
        #"{"prompt_tokens":5,"completion_tokens":1,"total_tokens":9}"#,
    ])
    func `PT-01 marks numbers that contradict each other and never goes below zero`(usage: String)
        throws
    {
        let (reply, _, _) = try answer(
            chatReply(usage), context(client: .anthropic, provider: .openAIChat))
        #expect(reply.usage?.isConsistent == false)
        for meter in Meter.allCases { #expect((reply.usage?[meter] ?? 0) >= 0) }
    }

    @Test func `counts reasoning that stands beside the completion, as xAI says it`() throws {
        let said =
            #"{"prompt_tokens":32,"completion_tokens":9,"total_tokens":135,"completion_tokens_details":{"reasoning_tokens":94}}"#
        let (reply, _, _) = try answer(
            chatReply(said), context(client: .anthropic, provider: .openAIChat))
        let usage = try #require(reply.usage)
        #expect(usage.isConsistent)
        #expect(usage[.visibleOutput] == 9)
        #expect(usage[.reasoning] == 94)
    }

    @Test func `PT-05 PT-06 merges the events of a stream, the later over the earlier`() throws {
        let run = try play(
            events([
                #"{"type":"message_start","message":{"id":"m","type":"message","model":"s","content":[],"usage":{"input_tokens":10,"cache_read_input_tokens":90,"output_tokens":1}}}"#,
                #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}"#,
                #"{"type":"content_block_stop","index":0}"#,
                #"{"type":"message_delta","delta":{},"usage":{"output_tokens":4}}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}"#,
                #"{"type":"message_stop"}"#,
            ]),
            context(client: .openAIChat, provider: .anthropic) { $0.wantsStreamUsage = true })
        #expect(run.usage?[.freshInput] == 10)
        #expect(run.usage?[.cacheRead] == 90)
        #expect(run.usage?.tokens.outputTokens == 9)
        #expect(values(run.text, ["usage", "prompt_tokens"]) == ["100"])
        #expect(StreamChecker.problems(of: run.events) == [])
    }

    @Test(arguments: [
        #"{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"#,
        #"{"choices":[{"index":0,"delta":{},"finish_reason":null}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"#,
        #"{"choices":[{"index":0,"delta":{"content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"#,
        #"{"choices":[],"x_groq":{"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}}"#,
    ])
    func `PT-07 PT-10 is read to the end of the stream, in any shape`(usage: String) throws {
        let run = try play(
            chunks([chunk(#"{"content":"hi"}"#), chunk("{}", finish: "stop"), usage]),
            context(client: .anthropic, provider: .openAIChat))
        #expect(run.usage?[.freshInput] == 7)
        #expect(values(run.text, ["usage", "output_tokens"]).last == "3")
        #expect(StreamChecker.problems(of: run.events) == [])
    }

    @Test func `PT-03 is 0 in message_start, which can't know it, and whole in message_delta`()
        throws
    {
        let stream = chunks([
            chunk(#"{"content":"hi"}"#), chunk("{}", finish: "stop"),
            #"{"choices":[],"usage":{"prompt_tokens":70,"completion_tokens":3,"total_tokens":73,"prompt_tokens_details":{"cached_tokens":50}}}"#,
        ])
        let plain = try play(stream, context(client: .anthropic, provider: .openAIChat))
        #expect(values(plain.text, ["message", "usage", "input_tokens"]) == ["0"])
        let estimated = try play(
            stream, context(client: .anthropic, provider: .openAIChat) { $0.promptEstimate = 12 })
        #expect(values(estimated.text, ["message", "usage", "input_tokens"]) == ["0"])
        #expect(values(estimated.text, ["usage", "input_tokens"]) == ["20"])
        #expect(values(estimated.text, ["usage", "cache_read_input_tokens"]) == ["50"])
    }

    @Test func `PT-09 is always asked of a Chat provider that streams`() throws {
        let carried = try carry(
            messages(#"{"role":"user","content":"hi"}"#, #""stream":true"#), from: .anthropic,
            to: target(.openAIChat))
        #expect(carried["stream_options", "include_usage"] == "true")
    }

    @Test
    func `PT-10 goes only to Chat clients that asked for it, in one last chunk without choices`()
        throws
    {
        let stream = events([
            #"{"type":"message_start","message":{"id":"m","type":"message","model":"s","content":[],"usage":{"input_tokens":10,"output_tokens":1}}}"#,
            #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
            #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}"#,
            #"{"type":"content_block_stop","index":0}"#,
            #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}"#,
            #"{"type":"message_stop"}"#,
        ])
        let silent = try play(stream, context(client: .openAIChat, provider: .anthropic))
        #expect(!silent.text.contains("usage"))
        #expect(data(silent.text).last == "[DONE]")
        let asked = try play(
            stream,
            context(client: .openAIChat, provider: .anthropic) { $0.wantsStreamUsage = true })
        let lines = data(asked.text)
        #expect(values(asked.text, ["usage"]).dropLast().allSatisfy { $0 == "null" })
        #expect(lines[lines.count - 2].contains(#""choices":[],"usage":{"prompt_tokens":10"#))
        #expect(lines.last == "[DONE]")
    }

    @Test(arguments: [
        #"{"prompt_tokens":-5,"completion_tokens":1}"#,
        #"{"prompt_tokens":5,"completion_tokens":1.5}"#,
        #"{"prompt_tokens":9e18,"completion_tokens":1}"#,
    ])
    func `that can't be a count isn't taken for one`(usage: String) throws {
        let (reply, _, _) = try answer(
            chatReply(usage), context(client: .anthropic, provider: .openAIChat))
        #expect(reply.usage?.isCounted == false)
        let account = AnswerAccount(reply)
        #expect(!account.isCounted && !account.isConsistent)
    }

    @Test func `of a stream's error is the last word, also that of the chunk before it`() throws {
        let usage = #""usage":{"prompt_tokens":30,"completion_tokens":9,"total_tokens":39}"#
        let error = #""error":{"message":"m","type":"server_error"}"#
        let said = chunk(#"{"content":"abc"}"#)
        for (lines, isLast) in [
            (["{\(error),\(usage)}"], true), ([said, "{\(error),\(usage)}"], true),
            ([said, #"{"choices":[],\#(usage)}"#, "{\(error)}"], true),
            ([#"{"choices":[],\#(usage)}"#, said, "{\(error)}"], false),
        ] {
            let run = try play(
                chunks(lines, done: false), context(client: .anthropic, provider: .openAIChat))
            #expect(run.fault?.kind == .serverError)
            #expect(StreamChecker.problems(of: run.events) == [])
            #expect(run.usage?[.freshInput] == 30)
            #expect(run.usage?[.visibleOutput] == 9)
            let isFinal = run.events.contains {
                if case .usage(_, isFinal: true) = $0 { true } else { false }
            }
            #expect(isFinal == isLast)
            #expect(!run.text.contains("39"))
        }
    }
}
