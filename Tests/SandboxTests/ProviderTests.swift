import Testing
import Vocabulary
import Wire

@testable import Sandbox

@Suite struct `A Chat answer` {
    let ask = Questions()

    @Test(arguments: [
        "m", "m+words=0", "m+words=1", "m+words=200", "m+reasoning=9+cached=4", "m+tool",
        "m+tools=3",
        "m+tools=2+words=4", "m+echo",
    ])
    func `is the same in one piece and in pieces`(model: String) throws {
        let whole = try Questions.json(of: ask.chat(model, Questions.tools))
        let choice = try #require(whole["choices"]?.elements.first { _ in true })
        let events = try Questions.events(of: ask.chat(model, Questions.tools + Questions.counted))
        #expect(events.last?.name == "[DONE]")
        let chunks = events.dropLast().compactMap(\.json)
        var text = ""
        var arguments: [Int64: String] = [:]
        for delta in chunks.flatMap({ $0["choices"].map { Array($0.elements) } ?? [] }) {
            text += delta["delta"]?["content"]?.string ?? ""
            for call in delta["delta"]?["tool_calls"]?.elements.map({ $0 }) ?? [] {
                let index = try #require(call["index"]?.int64)
                arguments[index, default: ""] += call["function"]?["arguments"]?.string ?? ""
            }
        }
        #expect(text == choice["message"]?["content"]?.string ?? "")
        let calls = choice["message"]?["tool_calls"]?.elements.map { $0 } ?? []
        #expect(calls.count == arguments.count)
        for (index, call) in calls.enumerated() {
            #expect(call["function"]?["arguments"]?.string == arguments[Int64(index)])
        }
        #expect(chunks.last?["usage"]?.bytes == whole["usage"]?.bytes)
        #expect(chunks.dropLast().allSatisfy { $0["usage"]?.isNull ?? false })
        #expect(chunks.last?["choices"]?.count == 0)
        #expect(Set(chunks.map { $0["id"]?.string }) == [whole["id"]?.string])
    }

    @Test func `begins with the role and tells why it ends once`() throws {
        let events = try Questions.events(of: ask.chat("m+words=3", Questions.stream))
        let deltas = events.compactMap { $0.json?["choices"]?.elements.first { _ in true } }
        #expect(deltas.first?["delta"]?["role"]?.string == "assistant")
        #expect(deltas.dropFirst().allSatisfy { $0["delta"]?["role"] == nil })
        #expect(deltas.map { $0["finish_reason"]?.string } == [nil, nil, nil, nil, "stop"])
        #expect(events.allSatisfy { $0.json?["usage"] == nil })
    }

    @Test(arguments: [
        ("m+words=9", 4, "length", 4), ("m+words=9", 9, "stop", 9), ("m+words=9", 8, "length", 8),
        ("m+reasoning=9", 4, "length", 4), ("m+tool", 3, "length", 3),
        ("m+tool", 1, "length", 1), ("m+tool+words=2", 2, "length", 2),
    ])
    func `keeps to the output limit`(
        model: String, limit: Int, reason: String, tokens: Int64
    ) throws {
        let answer = try Questions.json(
            of: ask.chat(model, Questions.tools + #","max_completion_tokens":\#(limit)"#))
        let choice = try #require(answer["choices"]?.elements.first { _ in true })
        #expect(choice["finish_reason"]?.string == reason)
        #expect(answer["usage"]?["completion_tokens"]?.int64 == tokens)
    }

    @Test func `counts caches within the prompt and reasoning within the completion`() throws {
        let usage = try #require(
            try Questions.json(
                of: ask.chat("m+words=5+cached=100+cachewrite=20+cachewrite1h=3+reasoning=50"))[
                    "usage"])
        #expect(usage["prompt_tokens"]?.int64 == 126)
        #expect(usage["prompt_tokens_details"]?["cached_tokens"]?.int64 == 100)
        #expect(usage["prompt_tokens_details"]?["cache_write_tokens"]?.int64 == 23)
        #expect(usage["completion_tokens"]?.int64 == 55)
        #expect(usage["completion_tokens_details"]?["reasoning_tokens"]?.int64 == 50)
        #expect(usage["total_tokens"]?.int64 == 181)
    }

    @Test(arguments: [
        ("", 0), (#","tool_choice":"none""#, 0), (#","tool_choice":"auto""#, 0),
        (#","tool_choice":"required""#, 1),
        (#","tool_choice":{"type":"function","function":{"name":"stop"}}"#, 1),
    ])
    func `calls tools when it must`(choice: String, calls: Int) throws {
        let answer = try Questions.json(of: ask.chat("m", Questions.tools + choice))
        let message = answer["choices"]?.elements.first { _ in true }?["message"]
        #expect(message?["tool_calls"]?.count ?? 0 == calls)
    }

    @Test func `calls the tool that the user names, and not after its result`() throws {
        let asked = try Questions.json(of: ask.chat("m", Questions.tools, text: "Please find it"))
        let call = asked["choices"]?.elements.first { _ in true }?["message"]?["tool_calls"]?
            .elements.first { _ in true }
        #expect(call?["function"]?["name"]?.string == "find")
        let after = try Questions.json(
            of: ask.reply(
                "/v1/chat/completions",
                #"{"model":"m+tool","messages":[{"role":"user","content":"find"},"#
                    + #"{"role":"assistant","tool_calls":[{"id":"c","type":"function","#
                    + #""function":{"name":"find","arguments":"{}"}}]},"#
                    + #"{"role":"tool","tool_call_id":"c","content":"here"}]\#(Questions.tools)}"#))
        let choice = after["choices"]?.elements.first { _ in true }
        #expect(choice?["finish_reason"]?.string == "stop")
    }
}

@Suite struct `A Messages answer` {
    let ask = Questions()

    @Test(arguments: [
        "m", "m+words=0", "m+words=1", "m+words=200", "m+reasoning=9+cached=4", "m+tool",
        "m+tools=3",
        "m+tools=2+words=4", "m+echo",
    ])
    func `is the same in one piece and in pieces`(model: String) throws {
        let more = Questions.messageTools + #","thinking":{"type":"adaptive"}"#
        let whole = try Questions.json(of: ask.message(model, more))
        let events = try Questions.events(of: ask.message(model, more + Questions.stream))
        var blocks: [String] = []
        var open: Int64?
        for (name, json) in events {
            #expect(json?["type"]?.string == name)
            switch name {
            case "content_block_start":
                #expect(open == nil)
                open = json?["index"]?.int64
                #expect(open == Int64(blocks.count))
                blocks.append("")
            case "content_block_delta":
                #expect(json?["index"]?.int64 == open)
                let delta = json?["delta"]
                for key in ["text", "thinking", "partial_json"] {
                    blocks[blocks.count - 1] += delta?[key]?.string ?? ""
                }
            case "content_block_stop":
                #expect(json?["index"]?.int64 == open)
                open = nil
            default: break
            }
        }
        let content = whole["content"]?.elements.map { block in
            block["text"]?.string ?? block["thinking"]?.string
                ?? block["input"].map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        }
        #expect(blocks == content)
        let final = events.first { $0.name == "message_delta" }?.json
        #expect(
            final?["usage"]?["output_tokens"]?.int64 == whole["usage"]?["output_tokens"]?.int64)
        #expect(final?["delta"]?["stop_reason"]?.string == whole["stop_reason"]?.string)
        #expect(events.first?.name == "message_start")
        #expect(events.last?.name == "message_stop")
        #expect(events.count { $0.name == "ping" } == (blocks.isEmpty ? 0 : 1))
    }

    @Test func `counts caches apart from the input`() throws {
        let usage = try #require(
            try Questions.json(
                of: ask.message("m+words=5+cached=100+cachewrite=20+cachewrite1h=3+reasoning=50"))[
                    "usage"])
        #expect(usage["input_tokens"]?.int64 == 3)
        #expect(usage["cache_read_input_tokens"]?.int64 == 100)
        #expect(usage["cache_creation_input_tokens"]?.int64 == 23)
        #expect(usage["cache_creation"]?["ephemeral_5m_input_tokens"]?.int64 == 20)
        #expect(usage["cache_creation"]?["ephemeral_1h_input_tokens"]?.int64 == 3)
        #expect(usage["output_tokens"]?.int64 == 55)
    }

    @Test func `counts as many input tokens as it is billed for`() throws {
        let more = #","system":[{"type":"text","text":"Be kind. ☃"}]"#
        let body =
            #"{"model":"m","messages":[{"role":"user","content":"Hello there"}]\#(more)}"#
        let count = try Questions.json(of: ask.reply("/v1/messages/count_tokens", body))
        let answer = try Questions.json(of: ask.message("m", more))
        #expect(count["input_tokens"]?.int64 == 6)  // 12 + 11 bytes
        #expect(answer["usage"]?["input_tokens"]?.int64 == 6)
    }
}

@Suite struct `A refusal` {
    let ask = Questions()

    @Test(arguments: ScriptedFault.statuses)
    func `has the shape of its dialect`(status: Int) throws {
        for more in ["", Questions.stream] {
            let chat = ask.chat("m+fault=\(status)", more)
            #expect(chat.status == status)
            #expect(try Questions.json(of: chat)["error"]?["message"]?.string != nil)
            let message = ask.message("m+fault=\(status)", more)
            #expect(message.status == status)
            let envelope = try Questions.json(of: message)
            #expect(envelope["type"]?.string == "error")
            #expect(envelope["error"]?["type"]?.string != nil)
            #expect(chat.headers.contains { $0.name == "retry-after" } == (status == 429))
        }
        #expect(ask.provider.book.totals().models.values.allSatisfy { $0.usage == TokenUsage() })
    }

    @Test(arguments: [
        "", "{", "[]", #"{"messages":[]}"#, #"{"model":1}"#, #"{"model":"m"}"#,
        #"{"model":"m","messages":{}}"#, #"{"model":"m","messages":[]}"#,
        #"{"model":"m","messages":[7]}"#, #"{"model":"m","messages":[{"role":"nobody"}]}"#,
        #"{"model":"m+what=1","messages":[{"role":"user","content":"x"}],"max_tokens":1}"#,
        #"{"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":0}"#,
        #"{"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":1,"stream":1}"#,
    ])
    func `meets what isn't a request`(body: String) {
        #expect(ask.reply("/v1/chat/completions", body).status == 400)
        #expect(ask.reply("/v1/messages", body).status == 400)
        #expect(ask.provider.book.records().isEmpty)
        #expect(ask.provider.book.totals().rejected == 2)
    }

    @Test(
        arguments: [
            [], [("x-api-key", "")], [("authorization", "Bearer ")],
            [("authorization", "Basic abc")],
            [("x-api-key", "sk-revoked-1")], [("authorization", "Bearer my_bad_key")],
        ] as [[(String, String)]])
    func `meets a missing or wrong credential`(headers: [(String, String)]) {
        #expect(ask.reply("/v1/models", "", headers: headers, method: .GET).status == 401)
        #expect(ask.reply("/v1/chat/completions", "{}", headers: headers).status == 401)
    }

    @Test func `does not meet a credential that only contains the letters`() {
        let headers = [("authorization", "Bearer sk-badger-unrevoked")]
        #expect(ask.reply("/v1/models", "", headers: headers, method: .GET).status == 200)
    }
}
