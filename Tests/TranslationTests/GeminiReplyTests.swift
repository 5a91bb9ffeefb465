import Testing
import Translation
import Vocabulary
import Wire

/// A whole answer with these parts.
private func candidate(
    _ parts: String, finish: String = "STOP", usage: String? = nil, more: String = ""
) -> String {
    #"{"candidates":[{"content":{"role":"model","parts":[\#(parts)]},"finishReason":"\#(finish)","index":0\#(more)}]\#(usage.map { #","usageMetadata":\#($0)"# } ?? ""),"modelVersion":"served","responseId":"g1"}"#
}

@Suite struct `An answer of a Gemini provider` {
    @Test func `has its thoughts and tool prompts billed (PT-04, PT-01)`() throws {
        let usage =
            #"{"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":20,"thoughtsTokenCount":30,"toolUsePromptTokenCount":7,"totalTokenCount":157,"promptTokensDetails":[{"modality":"TEXT","tokenCount":90},{"modality":"AUDIO","tokenCount":10}]}"#
        let at = context(client: .openAIChat, provider: .gemini)
        let (reply, root, _) = try answer(candidate(#"{"text":"x"}"#, usage: usage), at)
        let meters = try #require(reply.usage)
        #expect(meters[.freshInput] == 57)
        #expect(meters[.cacheRead] == 40)
        #expect(meters[.audioInput] == 10)
        #expect(meters[.visibleOutput] == 20)
        #expect(meters[.reasoning] == 30)
        #expect(meters.isConsistent)
        #expect(root["usage"]?["prompt_tokens"]?.int64 == 107)
        #expect(root["usage"]?["completion_tokens"]?.int64 == 50)
        #expect(root["usage"]?["total_tokens"]?.int64 == 157)
    }

    @Test func `whose numbers contradict each other is marked`() throws {
        let reply = try answer(
            candidate(
                #"{"text":"x"}"#,
                usage: #"{"promptTokenCount":5,"cachedContentTokenCount":9,"totalTokenCount":99}"#),
            context(client: .anthropic, provider: .gemini)
        ).reply
        #expect(reply.usage?.isConsistent == false)
        #expect(reply.usage?[.cacheRead] == 5)
        #expect(reply.usage?[.freshInput] == 0)
    }

    @Test(arguments: [
        ("STOP", "stop", "end_turn", "completed"),
        ("MAX_TOKENS", "length", "max_tokens", "incomplete"),
        ("SAFETY", "content_filter", "refusal", "incomplete"),
        ("RECITATION", "content_filter", "refusal", "incomplete"),
        ("SPII", "content_filter", "refusal", "incomplete"),
        ("MALFORMED_FUNCTION_CALL", "stop", "end_turn", "failed"),
        ("OTHER", "stop", "end_turn", "completed"),
        ("SOMETHING_NEW", "stop", "end_turn", "completed"),
    ])
    func `ends for each client as it ended`(
        finish: String, chat: String, messages: String, responses: String
    ) throws {
        let body = candidate(#"{"text":"x"}"#, finish: finish)
        let choice = try answer(body, context(client: .openAIChat, provider: .gemini)).root[
            "choices"]
        #expect(choice?.elements.first { _ in true }?["finish_reason"]?.string == chat)
        #expect(
            try answer(body, context(client: .anthropic, provider: .gemini)).root["stop_reason"]?
                .string
                == messages)
        #expect(
            try answer(body, context(client: .openAIResponses, provider: .gemini)).root["status"]?
                .string
                == responses)
    }

    @Test func `that calls a tool and stops waits for its result (PT-21)`() throws {
        let body = candidate(
            #"{"functionCall":{"name":"f","args":{"a":1}}},{"functionCall":{"name":"f"}}"#)
        let (reply, root, _) = try answer(body, context(client: .openAIChat, provider: .gemini))
        #expect(reply.choices[0].stop == .toolCall)
        let calls = root["choices"]?.elements.first { _ in true }?["message"]?["tool_calls"]
        let ids = calls?.elements.compactMap { $0["id"]?.string } ?? []
        #expect(Set(ids).count == 2)
        #expect(
            calls?.elements.compactMap { $0["function"]?["arguments"]?.string } == [
                #"{"a":1}"#, "{}",
            ])
    }

    @Test func `with a blocked prompt has no candidates and is no failure`() throws {
        let body =
            #"{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3}}"#
        let (reply, root, _) = try answer(body, context(client: .anthropic, provider: .gemini))
        #expect(reply.choices[0].stop == .promptBlocked)
        #expect(root["stop_reason"]?.string == "refusal")
        #expect(reply.usage?[.freshInput] == 3)
    }

    @Test(arguments: [
        (#"{"text":"a","thoughtSignature":"QQ=="}"#, ["text"]),
        (#"{"text":"t","thought":true},{"text":"a"}"#, ["thinking", "text"]),
        (#"{"text":"a"},{"thoughtSignature":"QQ=="}"#, ["text"]),
        (#"{"text":"a"},{"text":"","thoughtSignature":"QQ=="}"#, ["text"]),
        (#"{"text":"a"},{"text":"b"}"#, ["text"]),
    ])
    func `has reasoning only where it is marked so, wherever signatures sit (PT-44, PT-45)`(
        parts: String, types: [String]
    ) throws {
        let (reply, root, _) = try answer(
            candidate(parts),
            context(client: .anthropic, provider: .gemini) { $0.display = .summarised })
        let blocks = root["content"].map { Array($0.elements) } ?? []
        // Signatures travel in blocks of thinking without text.
        #expect(
            blocks.filter { $0["thinking"]?.string != "" }.map { $0["type"]?.string } == types)
        if parts.contains("QQ==") { #expect(reply.choices[0].parts.last?.proof?.text == "QQ==") }
    }

    @Test func `has several candidates apart`() throws {
        let body =
            #"{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"},{"content":{"parts":[{"text":"b"}]},"finishReason":"MAX_TOKENS","index":1}]}"#
        let root = try answer(body, context(client: .openAIChat, provider: .gemini)).root
        let choices = root["choices"].map { Array($0.elements) } ?? []
        #expect(choices.map { $0["message"]?["content"]?.string } == ["a", "b"])
        #expect(choices.map { $0["finish_reason"]?.string } == ["stop", "length"])
    }

    @Test func `has its sources told`() throws {
        let grounding =
            #","groundingMetadata":{"webSearchQueries":["q1","q2"],"groundingChunks":[{"web":{"uri":"https://a.example/","title":"A"}},{"web":{"uri":"https://b.example/"}}],"groundingSupports":[{"segment":{"endIndex":1,"text":"x"},"groundingChunkIndices":[0]}]}"#
        let body = candidate(
            #"{"text":"x"}"#,
            usage: #"{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2}"#,
            more: grounding)
        let (reply, _, text) = try answer(
            body, context(client: .openAIResponses, provider: .gemini))
        #expect(
            reply.choices[0].parts[0].citations.map(\.url) == [
                "https://a.example/", "https://b.example/",
            ])
        #expect(reply.usage?[.searches] == 2)
        #expect(text.contains(#""url":"https://b.example/""#))
    }

    @Test func `has probabilities of tokens for clients that asked`() throws {
        let more =
            #","logprobsResult":{"topCandidates":[{"candidates":[{"token":"x","logProbability":-0.1},{"token":"y","logProbability":-2.5}]}],"chosenCandidates":[{"token":"x","logProbability":-0.1}]}"#
        let root = try answer(
            candidate(#"{"text":"x"}"#, more: more),
            context(client: .openAIChat, provider: .gemini) { $0.wantsLogprobs = true }
        ).root
        let content = root["choices"]?.elements.first { _ in true }?["logprobs"]?["content"]
        let token = content?.elements.first { _ in true }
        #expect(token?["logprob"]?.json == "-0.1")
        #expect(token?["top_logprobs"]?.count == 2)
    }

    @Test(arguments: [
        #"{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}"#,
        #"[{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}]"#,
    ])
    func `that is an error in a 200 is a failure (PT-72)`(body: String) throws {
        let fault = #expect(throws: TranslationFault.self) {
            _ = try answer(body, context(client: .openAIChat, provider: .gemini))
        }
        #expect(fault?.provider?.kind == .overloaded)
    }

    @Test(arguments: [
        "{}", "[]", "7", #"{"candidates":[]}"#,
        #"{"candidates":[{"content":{"parts":[{"text":"x"}]}}]}"#,
    ])
    func `that isn't whole is told as such (PT-24)`(body: String) throws {
        let fault = #expect(throws: TranslationFault.self) {
            _ = try answer(body, context(client: .openAIChat, provider: .gemini))
        }
        #expect(fault?.code == .malformedReply)
    }
}

@Suite struct `An answer for a Gemini client` {
    private func root(
        _ parts: [Part], _ stop: StopReason = .finished, display: ReasoningControls.Display? = nil
    ) throws -> JSONNode {
        let reply = Reply(choices: [Reply.Choice(parts: parts, stop: stop)])
        let bytes = GeminiTranslation.body(
            of: reply,
            context: context(client: .gemini, provider: .anthropic) { $0.display = display })
        return try JSONDocument(parsing: bytes).root
    }

    private func parts(_ root: JSONNode) -> [String] {
        root["candidates"]?.elements.first { _ in true }?["content"]?["parts"]?.elements.map(\.json)
            ?? []
    }

    @Test(arguments: [
        (StopReason.finished, "STOP"), (.stopSequence, "STOP"), (.toolCall, "STOP"),
        (.paused, "STOP"),
        (.outputLimit, "MAX_TOKENS"), (.contextFull, "MAX_TOKENS"), (.filtered, "SAFETY"),
        (.refused, "SAFETY"), (.malformedCall, "MALFORMED_FUNCTION_CALL"), (.other, "OTHER"),
    ])
    func `ends as it ended`(reason: StopReason, word: String) throws {
        let candidate = try root([.text("x")], reason)["candidates"]?.elements.first { _ in true }
        #expect(candidate?["finishReason"]?.string == word)
    }

    @Test func `with a blocked prompt has no candidates`() throws {
        let root = try root([], .promptBlocked)
        #expect(root["candidates"] == nil)
        #expect(root["promptFeedback"]?["blockReason"]?.string == "OTHER")
    }

    @Test func `has its first part for scripts: no thoughts unless asked for`() throws {
        let proof = OpaqueProof("S", form: .signature, provenance: Provenance(vendor: "anthropic"))
        let thinking = Part(.reasoning(Reasoning(["hm"], proof: proof)))
        #expect(parts(try root([thinking, .text("x")])) == [#"{"text":"x"}"#])
        let tag = ProofTag.tagged(proof)
        #expect(
            parts(try root([thinking, .text("x")], display: .summarised)) == [
                #"{"text":"hm","thought":true,"thoughtSignature":"\#(tag)"}"#, #"{"text":"x"}"#,
            ])
        // A proof without words goes where Gemini's own are.
        let bare = Part(.reasoning(Reasoning([], proof: proof)))
        let call = Part(.toolCall(ToolCall(id: "c", name: "f", input: "")))
        #expect(
            parts(try root([bare, call], .toolCall)) == [
                #"{"functionCall":{"id":"c","name":"f","args":{}},"thoughtSignature":"\#(tag)"}"#
            ])
    }

    @Test(arguments: [
        (
            #"{"a": 1}"#, StopReason.toolCall,
            #"{"functionCall":{"id":"c","name":"f","args":{"a": 1}},"thoughtSignature":"unproven"}"#,
            "STOP"
        ),
        (
            "", .toolCall,
            #"{"functionCall":{"id":"c","name":"f","args":{}},"thoughtSignature":"unproven"}"#,
            "STOP"
        ),
        (#"{"a"#, .outputLimit, #"{"text":""}"#, "MAX_TOKENS"),
        ("", .outputLimit, #"{"text":""}"#, "MAX_TOKENS"),
        (#"{"a"#, .toolCall, #"{"text":""}"#, "MALFORMED_FUNCTION_CALL"),
        ("[1]", .toolCall, #"{"text":""}"#, "MALFORMED_FUNCTION_CALL"),
    ])
    func `has its calls whole or not at all (PT-20, PT-23)`(
        input: String, reason: StopReason, part: String, word: String
    ) throws {
        let root = try root([Part(.toolCall(ToolCall(id: "c", name: "f", input: input)))], reason)
        #expect(parts(root) == [part.replacing("unproven", with: ProofTag.unproven)])
        #expect(
            root["candidates"]?.elements.first { _ in true }?["finishReason"]?.string == word)
    }

    @Test func `has usage in Gemini's buckets (PT-04)`() throws {
        var usage = ReportedUsage()
        for (meter, count) in [
            (Meter.freshInput, 5), (.cacheRead, 3), (.cacheWrite5m, 2), (.visibleOutput, 7),
            (.reasoning, 4),
        ] as [(Meter, Int64)] { usage[meter] = count }
        var reply = Reply(choices: [Reply.Choice(parts: [.text("x")], stop: .finished)])
        reply.usage = usage
        let bytes = GeminiTranslation.body(
            of: reply, context: context(client: .gemini, provider: .anthropic))
        #expect(
            try JSONDocument(parsing: bytes).root["usageMetadata"]?.json
                == #"{"promptTokenCount":10,"candidatesTokenCount":7,"totalTokenCount":21,"cachedContentTokenCount":3,"thoughtsTokenCount":4}"#
        )
    }
}
