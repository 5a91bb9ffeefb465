import Testing
import Translation
import Vocabulary
import Wire

/// A whole response with these items.
func response(
    _ output: String, status: String = "completed", details: String = "null", usage: String = "null"
) -> String {
    #"{"id":"resp_1","object":"response","created_at":1,"status":"\#(status)","error":null,"incomplete_details":\#(details),"model":"served","output":[\#(output)],"usage":\#(usage)}"#
}

@Suite struct `An answer of a Responses provider` {
    @Test func `has usage in buckets that don't overlap (PT-01, PT-02, PT-14)`() throws {
        let usage =
            #"{"input_tokens":100,"input_tokens_details":{"cached_tokens":60,"cache_write_tokens":10},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":15},"total_tokens":120}"#
        let text = #"{"type":"message","content":[{"type":"output_text","text":"x"}]}"#
        let messages = try answer(
            response(text, usage: usage), context(client: .anthropic, provider: .openAIResponses))
        #expect(messages.root["usage"]?["input_tokens"]?.int64 == 30)
        #expect(messages.root["usage"]?["cache_read_input_tokens"]?.int64 == 60)
        #expect(messages.root["usage"]?["cache_creation_input_tokens"]?.int64 == 10)
        #expect(messages.root["usage"]?["output_tokens"]?.int64 == 20)
        let gemini = try answer(
            response(text, usage: usage), context(client: .gemini, provider: .openAIResponses))
        let written = gemini.root["usageMetadata"]
        #expect(written?["promptTokenCount"]?.int64 == 100)
        #expect(written?["candidatesTokenCount"]?.int64 == 5)
        #expect(written?["thoughtsTokenCount"]?.int64 == 15)
        #expect(written?["totalTokenCount"]?.int64 == 120)
        #expect(messages.reply.usage?.json.map { String(decoding: $0, as: UTF8.self) } == usage)
    }

    @Test(arguments: [
        #"{"input_tokens":5,"input_tokens_details":{"cached_tokens":9},"output_tokens":1,"total_tokens":6}"#,
        #"{"input_tokens":5,"output_tokens":1,"output_tokens_details":{"reasoning_tokens":7},"total_tokens":6}"#,
        #"{"input_tokens":5,"output_tokens":1,"total_tokens":7}"#,
    ])
    func `whose numbers contradict each other is marked and never negative`(usage: String) throws {
        let reply = try answer(
            response("", usage: usage), context(client: .openAIChat, provider: .openAIResponses)
        ).reply
        #expect(reply.usage?.isConsistent == false)
        for meter in Meter.allCases { #expect((reply.usage?[meter] ?? 0) >= 0) }
    }

    @Test func `tells nothing, null and zero apart (PT-11, PT-15)`() throws {
        let at = context(client: .openAIChat, provider: .openAIResponses)
        #expect(try answer(response(""), at).reply.usage == nil)
        let zero = try answer(
            response("", usage: #"{"input_tokens":0,"output_tokens":0,"total_tokens":0}"#), at
        ).reply
        #expect(zero.usage?[.freshInput] == 0)
        #expect(zero.usage?[.cacheRead] == nil)
        #expect(zero.usage?[.reasoning] == nil)
    }

    @Test(arguments: [
        ("completed", "null", "", "stop", "end_turn", "STOP"),
        (
            "completed", "null",
            #"{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}"#,
            "tool_calls", "tool_use", "STOP"
        ),
        (
            "incomplete", #"{"reason":"max_output_tokens"}"#, "", "length", "max_tokens",
            "MAX_TOKENS"
        ),
        (
            "incomplete", #"{"reason":"max_output_tokens"}"#,
            #"{"type":"function_call","call_id":"c","name":"f","arguments":"{\"a"}"#, "length",
            "max_tokens",
            "MAX_TOKENS"
        ),
        ("incomplete", #"{"reason":"content_filter"}"#, "", "content_filter", "refusal", "SAFETY"),
        (
            "completed", "null",
            #"{"type":"message","content":[{"type":"refusal","refusal":"no"}]}"#, "stop",
            "refusal", "SAFETY"
        ),
    ])
    func `ends for each client as it ended (PT-08, PT-20)`(
        status: String, details: String, output: String, chat: String, messages: String,
        gemini: String
    ) throws {
        let body = response(output, status: status, details: details)
        func root(_ client: Dialect) throws -> JSONNode {
            try answer(body, context(client: client, provider: .openAIResponses)).root
        }
        let choice = try root(.openAIChat)["choices"]?.elements.first { _ in true }
        #expect(choice?["finish_reason"]?.string == chat)
        #expect(try root(.anthropic)["stop_reason"]?.string == messages)
        let candidate = try root(.gemini)["candidates"]?.elements.first { _ in true }
        #expect(candidate?["finishReason"]?.string == gemini)
        // A call that was cut isn't whole, and Gemini knows only whole ones.
        if output.contains(#"{\"a"#) {
            #expect(candidate?["content"]?.json.contains("functionCall") == false)
        }
    }

    @Test(arguments: [
        (
            #"{"status":"failed","error":{"code":"rate_limit_exceeded","message":"m"},"output":[]}"#,
            ProviderFault.Kind.rateLimited
        ),
        (
            #"{"status":"failed","error":{"code":"server_error","message":"m"},"output":[]}"#,
            .serverError
        ),
        (
            #"{"status":"failed","error":{"code":"invalid_prompt","message":"m"},"output":[]}"#,
            .badRequest
        ),
        (#"{"status":"cancelled","output":[]}"#, .serverError),
        (#"{"error":{"message":"m","type":"server_error"}}"#, .serverError),
    ])
    func `that failed in a 200 is a failure (PT-72, PT-74)`(body: String, kind: ProviderFault.Kind)
        throws
    {
        let fault = #expect(throws: TranslationFault.self) {
            _ = try answer(body, context(client: .anthropic, provider: .openAIResponses))
        }
        #expect(fault?.provider?.kind == kind)
    }

    @Test(arguments: ["{}", "[]", #"{"output":{}}"#, #"{"status":"queued","output":[]}"#, "7"])
    func `that isn't one is told as such`(body: String) throws {
        let fault = #expect(throws: TranslationFault.self) {
            _ = try answer(body, context(client: .gemini, provider: .openAIResponses))
        }
        #expect(fault?.code == .malformedReply)
    }

    @Test func `has several reasoning items apart and one block each (PT-50)`() throws {
        let body = response(
            #"""
            {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"a"},{"type":"summary_text","text":"b"}],"encrypted_content":"E1"},
            {"type":"reasoning","id":"rs_2","summary":[],"content":[{"type":"reasoning_text","text":"c"}]},
            {"type":"message","content":[{"type":"output_text","text":"x"}]}
            """#)
        let root = try answer(
            body,
            context(client: .anthropic, provider: .openAIResponses) { $0.display = .summarised }
        ).root
        let blocks = root["content"].map { Array($0.elements) } ?? []
        #expect(blocks.map { $0["type"]?.string } == ["thinking", "thinking", "text"])
        #expect(blocks.first?["thinking"]?.string == "a\n\nb")
        #expect(ProofTag.proof(blocks.first?["signature"]?.string ?? "")?.text == "E1")
        #expect(blocks.dropFirst().first?["thinking"]?.string == "c")
    }

    @Test func `has hosted calls counted, without gaps for the client`() throws {
        let body = response(
            #"{"type":"web_search_call","id":"ws_1","status":"completed"},{"type":"message","content":[{"type":"output_text","text":"x","annotations":[{"type":"url_citation","start_index":0,"end_index":1,"url":"https://a.example/","title":"A"}]}]}"#,
            usage: #"{"input_tokens":1,"output_tokens":1,"total_tokens":2}"#)
        let answer = try answer(body, context(client: .openAIChat, provider: .openAIResponses))
        #expect(answer.reply.usage?[.searches] == 1)
        #expect(answer.text.contains(#""url":"https://a.example/""#))
    }
}

@Suite struct `An answer for a Responses client` {
    @Test func `has all the SDKs ask for, the client's settings repeated (PT-76)`() throws {
        let body =
            #"{"model":"asked","input":"x","instructions":"be","temperature":0.20,"tools":[{"type":"function","name":"f","parameters":{}}],"metadata":{"a":"b"},"store":true,"text":{"verbosity":"low"}}"#
        let carried = try carry(body, from: .openAIResponses, to: target(.openAIChat))
        let root = try answer(
            #"{"id":"c","created":7,"model":"served","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"#,
            carried.context
        ).root
        #expect(root["id"]?.string == "resp_SEED")
        #expect(root["object"]?.string == "response")
        #expect(root["created_at"]?.int64 == 7)
        #expect(root["instructions"]?.string == "be")
        #expect(root["temperature"]?.json == "0.20")
        #expect(root["tools"]?.json == #"[{"type":"function","name":"f","parameters":{}}]"#)
        #expect(root["metadata"]?.json == #"{"a":"b"}"#)
        #expect(root["text"]?.json == #"{"verbosity":"low"}"#)
        #expect(root["tool_choice"]?.string == "auto")
        #expect(root["parallel_tool_calls"]?.bool == true)
        #expect(root["store"]?.bool == false)
        #expect(
            root["usage"]?.json
                == #"{"input_tokens":1,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":3}"#
        )
    }

    @Test(arguments: [
        (StopReason.finished, "completed", nil as String?), (.stopSequence, "completed", nil),
        (.toolCall, "completed", nil), (.outputLimit, "incomplete", "max_output_tokens"),
        (.contextFull, "incomplete", "max_output_tokens"),
        (.filtered, "incomplete", "content_filter"),
        (.promptBlocked, "incomplete", "content_filter"),
        (.refused, "incomplete", "content_filter"),
        (.paused, "completed", nil), (.malformedCall, "failed", nil), (.other, "completed", nil),
    ])
    func `ends as it ended`(reason: StopReason, status: String, cause: String?) throws {
        let reply = Reply(choices: [Reply.Choice(parts: [.text("x")], stop: reason)])
        let bytes = ResponsesTranslation.body(
            of: reply, context: context(client: .openAIResponses, provider: .anthropic))
        let root = try JSONDocument(parsing: bytes).root
        #expect(root["status"]?.string == status)
        #expect(root["incomplete_details"]?["reason"]?.string == cause)
        #expect((root["error"]?.isNull == false) == (status == "failed"))
        let item = root["output"]?.elements.first { _ in true }
        #expect(item?["status"]?.string == (status == "completed" ? "completed" : "incomplete"))
    }

    @Test func `shows reasoning only if asked and its proof always`() throws {
        let thinking = Reasoning(
            ["hm"],
            proof: OpaqueProof("S", form: .signature, provenance: Provenance(vendor: "anthropic")))
        let reply = Reply(choices: [
            Reply.Choice(parts: [Part(.reasoning(thinking)), .text("x")], stop: .finished)
        ])
        for (display, summary) in [
            (nil, "[]"), (ReasoningControls.Display.omitted, "[]"),
            (.concise, #"[{"type":"summary_text","text":"hm"}]"#),
        ] {
            let bytes = ResponsesTranslation.body(
                of: reply,
                context: context(client: .openAIResponses, provider: .anthropic) {
                    $0.display = display
                })
            let item = try JSONDocument(parsing: bytes).root["output"]?.elements.first { _ in true }
            #expect(item?["summary"]?.json == summary)
            #expect(ProofTag.proof(item?["encrypted_content"]?.string ?? "")?.text == "S")
        }
    }

    @Test func `has probabilities of tokens where they were asked for`() throws {
        let body =
            #"{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"logprobs":{"content":[{"token":"hi","logprob":-0.1,"bytes":[104,105],"top_logprobs":[]}]},"finish_reason":"stop"}]}"#
        for wants in [true, false] {
            let text = try answer(
                body,
                context(client: .openAIResponses, provider: .openAIChat) {
                    $0.wantsLogprobs = wants
                }
            ).text
            #expect(text.contains(#""logprobs":[{"token":"hi""#) == wants)
        }
    }
}

@Suite struct `A failure of Responses and Gemini` {
    @Test(arguments: [
        (
            400, #"{"error":{"message":"m","type":"invalid_request_error","code":null}}"#,
            ProviderFault.Kind.badRequest
        ),
        (400, #"{"error":{"message":"m","code":"context_length_exceeded"}}"#, .contextTooLong),
        (401, #"{"error":{"message":"m","code":"invalid_api_key"}}"#, .authentication),
        (404, #"{"error":{"message":"m","code":"model_not_found"}}"#, .notFound),
        (
            429,
            #"{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}"#,
            .billing
        ),
        (429, #"{"error":{"message":"m","code":"rate_limit_exceeded"}}"#, .rateLimited),
        (500, "<html>", .serverError), (503, "", .overloaded), (504, "{}", .timeout),
    ])
    func `of Responses is understood (PT-74)`(status: Int, body: String, kind: ProviderFault.Kind) {
        #expect(ResponsesTranslation.fault(status: status, body: Array(body.utf8)).kind == kind)
    }

    @Test(arguments: [
        (
            400, #"{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}"#,
            ProviderFault.Kind.badRequest
        ),
        (
            400,
            #"{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT","details":[{"@type":"t","reason":"API_KEY_INVALID"}]}}"#,
            .authentication
        ),
        (403, #"[{"error":{"code":403,"message":"m","status":"PERMISSION_DENIED"}}]"#, .permission),
        (404, #"{"error":{"code":404,"message":"m","status":"NOT_FOUND"}}"#, .notFound),
        (429, #"{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}}"#, .rateLimited),
        (500, #"{"error":{"code":500,"message":"m","status":"INTERNAL"}}"#, .serverError),
        (503, #"{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}"#, .overloaded),
        (504, #"{"error":{"code":504,"message":"m","status":"DEADLINE_EXCEEDED"}}"#, .timeout),
        (502, "<html>", .serverError), (413, "", .tooLarge),
    ])
    func `of Gemini is understood (PT-74)`(status: Int, body: String, kind: ProviderFault.Kind) {
        #expect(GeminiTranslation.fault(status: status, body: Array(body.utf8)).kind == kind)
    }
}
