import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `The reasoning of a model` {
    private func signed(_ text: String, vendor: String = "anthropic") -> OpaqueProof {
        OpaqueProof(text, form: .signature, provenance: Provenance(vendor: vendor))
    }

    private let tool = #""tools":[{"name":"a","input_schema":{"type":"object"}}]"#

    @Test(arguments: ["", "x", "s+/==", "a|b|c", "ünï"])
    func `PT-42 keeps who made a proof, whatever its text`(text: String) {
        let proof = OpaqueProof(
            text, form: .thoughtSignature,
            provenance: Provenance(vendor: "google", modelFamily: "gemini-3", binding: "key-1"))
        let tagged = ProofTag.tagged(proof)
        #expect(tagged.hasPrefix(ProofTag.marker))
        #expect(ProofTag.proof(tagged) == proof)
        #expect(ProofTag.proof("EqQBCgIYAg") == nil)
        #expect(!ProofTag.proof(tagged)!.provenance.fits(Provenance(vendor: "anthropic")))
        #expect(
            !ProofTag.proof(tagged)!.provenance.fits(
                Provenance(vendor: "google", modelFamily: "gemini-2")))
        #expect(ProofTag.proof(tagged)!.provenance.fits(Provenance(vendor: "google")))
    }

    @Test func `PT-42 leaves foreign proofs behind with their block, and keeps the words`() throws {
        let foreign = ProofTag.tagged(
            OpaqueProof("g", form: .thoughtSignature, provenance: Provenance(vendor: "google")))
        let body = messages(
            #"{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"\#(foreign)"},{"type":"text","text":"a"}]},{"role":"user","content":"r"}"#
        )
        let conversation = try MessagesTranslation.conversation(
            JSONDocument(parsing: Array(body.utf8)), head: RequestHeadFacts())
        let request = try MessagesTranslation.request(conversation, to: target(.anthropic))
        let text = String(decoding: request.body, as: UTF8.self)
        #expect(!text.contains("thinking"))
        #expect(text.contains(#"{"role":"assistant","content":[{"type":"text","text":"a"}]}"#))
        #expect(request.losses.headerText == "signature")
    }

    @Test
    func
        `PT-42 PT-43 strips foreign blocks out of a request that passes in its own bytes, and nothing else`()
        throws
    {
        let foreign = ProofTag.tagged(signed("g", vendor: "google"))
        let own = #"{"type":"thinking",  "thinking":"h\u00fcm", "signature":"EqQB"}"#
        let body =
            #"{"model": "c","messages":[{"role":"assistant","content":[\#(own), {"type":"thinking","thinking":"x","signature":"\#(foreign)"}]}] }"#
        let document = try JSONDocument(parsing: Array(body.utf8))
        #expect(ForeignProofs.mayBe(in: document.bytes))
        var edits = JSONEdits()
        _ = ForeignProofs.mend(document, in: .anthropic, with: &edits)
        #expect(
            String(decoding: edits.applied(to: document), as: UTF8.self)
                == #"{"model": "c","messages":[{"role":"assistant","content":[\#(own)]}] }"#)
        #expect(!ForeignProofs.mayBe(in: Array(#"{"signature":"EqQB"}"#.utf8)))
    }

    @Test func `PT-41 PT-43 comes back first and verbatim before a call`() throws {
        let text = "  \u{e9}\n\\u00e9 \"x\" "
        var conversation = Conversation(source: .openAIChat, model: "m")
        conversation.turns = [
            Turn(.user, [.text("q")]),
            Turn(
                .assistant,
                [
                    Part(.reasoning(Reasoning([text], proof: signed("S==")))),
                    Part(
                        .reasoning(
                            Reasoning(
                                [],
                                proof: OpaqueProof(
                                    "R==", form: .redacted,
                                    provenance: Provenance(vendor: "anthropic"))))),
                    Part(.toolCall(ToolCall(id: "c", name: "a", input: "{}"))),
                ]),
            Turn(.user, [Part(.toolResult(ToolResult(callID: "c", parts: [.text("r")])))]),
        ]
        let request = try MessagesTranslation.request(conversation, to: target(.anthropic))
        let root = try JSONDocument(parsing: request.body).root
        let content = Array(Array(root["messages"]!.elements)[1]["content"]!.elements)
        #expect(content[0]["thinking"]?.string == text)
        #expect(content[0]["signature"]?.string == "S==")
        #expect(content[1].json == #"{"type":"redacted_thinking","data":"R=="}"#)
        #expect(content[2]["type"]?.string == "tool_use")
    }

    @Test func `PT-41 comes out of the stash for clients that can't carry it`() throws {
        let upstream =
            #"{"id":"m","type":"message","role":"assistant","model":"s","content":[{"type":"thinking","thinking":"hm","signature":"SIG"},{"type":"tool_use","id":"t.1","name":"a","input":{}}],"stop_reason":"tool_use","usage":{}}"#
        let answered = try answer(upstream, context(client: .openAIChat, provider: .anthropic))
        let stash = ProofStash(answered.reply)
        let entry = try #require(stash.entries.first)
        let stored = try #require(ProofStash.Entry(callID: entry.callID, json: entry.json))
        #expect(stored == entry)
        var conversation = try ChatTranslation.conversation(
            JSONDocument(
                parsing: Array(
                    chat(
                        #"{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"t.1","type":"function","function":{"name":"a","arguments":"{}"}}]},{"role":"tool","tool_call_id":"t.1","content":"r"}"#
                    ).utf8)), head: RequestHeadFacts())
        #expect(ProofStash.missingCalls(in: conversation) == ["t.1"])
        conversation.turns[1].parts.insert(Part(.reasoning(Reasoning(["hm"]))), at: 0)
        ProofStash.restore([stored], to: &conversation)
        let request = try MessagesTranslation.request(conversation, to: target(.anthropic))
        #expect(
            String(decoding: request.body, as: UTF8.self).contains(
                #""content":[{"type":"thinking","thinking":"hm","signature":"SIG"},{"type":"tool_use""#
            ))
    }

    @Test func `PT-41 is left out for a turn that lost it, where the model insists`() throws {
        let body = chat(
            #"{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"a","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"r"}"#,
            #""reasoning_effort":"high""#)
        let carried = try carry(body, from: .openAIChat, to: target(.anthropic))
        #expect(carried["thinking"] == nil)
        #expect(carried.dropped == "reasoning_effort")
    }

    @Test func `PT-44 attaches the signature to its block, an empty one too`() throws {
        let run = try play(
            events([
                #"{"type":"message_start","message":{"id":"m","type":"message","model":"s","content":[],"usage":{}}}"#,
                #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"SIG"}}"#,
                #"{"type":"content_block_stop","index":0}"#,
                #"{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"RED"}}"#,
                #"{"type":"content_block_stop","index":1}"#,
                #"{"type":"content_block_start","index":2,"content_block":{"type":"text","text":"x"}}"#,
                #"{"type":"content_block_stop","index":2}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{}}"#,
                #"{"type":"message_stop"}"#,
            ]), context(client: .openAIChat, provider: .anthropic))
        #expect(
            run.events.contains(
                .blockOpaque(
                    key: 0,
                    OpaqueProof("SIG", form: .signature, provenance: target(.anthropic).provenance))
            ))
        #expect(
            run.events.contains(
                .blockOpaque(
                    key: 1,
                    OpaqueProof("RED", form: .redacted, provenance: target(.anthropic).provenance)))
        )
        #expect(StreamChecker.problems(of: run.events) == [])
        #expect(values(run.text, ["choices", "0", "delta", "content"]) == ["", "x"])
        let details = values(run.text, ["choices", "0", "delta", "reasoning_details", "0", "data"])
        #expect(details.compactMap { ProofTag.proof($0)?.text } == ["SIG", "RED"])
    }

    @Test func `is shown to a Messages client only if it asked`() throws {
        let stream = chunks([
            chunk(#"{"reasoning_content":"hm"}"#), chunk(#"{"content":"hi"}"#),
            chunk("{}", finish: "stop"),
        ])
        let silent = try play(stream, context(client: .anthropic, provider: .openAIChat))
        #expect(!silent.text.contains("thinking"))
        #expect(MessagesGrammar.problems(of: silent.text) == [])
        let asked = try play(
            stream, context(client: .anthropic, provider: .openAIChat) { $0.display = .summarised })
        #expect(values(asked.text, ["delta", "thinking"]) == ["hm"])
        #expect(values(asked.text, ["delta", "text"]) == ["hi"])
        #expect(MessagesGrammar.problems(of: asked.text) == [])
        #expect(StreamChecker.problems(of: asked.events) == [])
    }

    @Test func `PT-48 goes back as reasoning_content to providers that want it`() throws {
        let body = messages(
            #"{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":""},{"type":"text","text":"a"}]},{"role":"user","content":"r"}"#
        )
        let wanted = try carry(
            body, from: .anthropic, to: target(.openAIChat, model: "deepseek-reasoner"))
        #expect(wanted["messages", 1, "reasoning_content"] == #""hm""#)
        #expect(wanted["max_tokens"] == "1000")
        let other = try carry(body, from: .anthropic, to: target(.openAIChat))
        #expect(other["messages", 1, "reasoning_content"] == nil)
        #expect(other.dropped == "thinking")
    }

    @Test(
        arguments: [
            (1, nil, true), (1_024, nil, true), (1_025, 1_024 as Int64?, false),
            (4_096, 4_095, false),
            (4_097, 4_096, false), (64_000, 4_096, false),
        ] as [(Int, Int64?, Bool)])
    func `PT-47 has a budget of 1,024 at least and less than the limit`(
        limit: Int, budget: Int64?, isLost: Bool
    ) throws {
        let body = chat(
            #"{"role":"user","content":"q"}"#,
            #""reasoning_effort":"low","max_completion_tokens":\#(limit)"#)
        let carried = try carry(body, from: .openAIChat, to: target(.anthropic))
        #expect(carried["thinking", "budget_tokens"] == budget.map { "\($0)" })
        #expect(carried["max_tokens"] == "\(limit)")
        #expect((carried.dropped == "reasoning_effort") == isLost)
    }

    @Test(
        arguments: [
            ("none", "disabled", nil), ("minimal", "adaptive", "low"), ("low", "adaptive", "low"),
            ("medium", "adaptive", "medium"),
            ("high", "adaptive", "high"), ("xhigh", "adaptive", "max"), ("max", "adaptive", "max"),
        ] as [(String, String, String?)])
    func `becomes adaptive thinking and the nearest effort for newer models`(
        word: String, type: String, effort: String?
    ) throws {
        let carried = try carry(
            chat(#"{"role":"user","content":"q"}"#, #""reasoning_effort":"\#(word)""#),
            from: .openAIChat,
            to: target(.anthropic, model: "claude-opus-4-6"))
        #expect(carried["thinking", "type"] == #""\#(type)""#)
        #expect(carried["output_config", "effort"] == effort.map { #""\#($0)""# })
    }

    @Test func `PT-47 gives way to a forced tool, and takes temperature with it`() throws {
        let forced = try carry(
            chat(
                #"{"role":"user","content":"q"}"#,
                #""reasoning_effort":"high","tool_choice":"required","tools":[{"type":"function","function":{"name":"a"}}]"#
            ),
            from: .openAIChat, to: target(.anthropic))
        #expect(forced["thinking", "type"] == #""disabled""#)
        #expect(forced["tool_choice", "type"] == #""any""#)
        #expect(forced.dropped == "reasoning_effort")
        let warm = try carry(
            chat(
                #"{"role":"user","content":"q"}"#, #""reasoning_effort":"high","temperature":0.2"#),
            from: .openAIChat, to: target(.anthropic))
        #expect(warm["temperature"] == nil)
        #expect(warm.dropped == "~temperature")
    }

    @Test(arguments: [("1024", "low"), ("8192", "medium"), ("20000", "high"), ("60000", "high")])
    func `of a budget becomes an effort for Chat`(budget: String, effort: String) throws {
        let carried = try carry(
            messages(
                #"{"role":"user","content":"q"}"#,
                #""thinking":{"type":"enabled","budget_tokens":\#(budget)}"#),
            from: .anthropic, to: target(.openAIChat, model: "gpt-5"))
        #expect(carried["reasoning_effort"] == #""\#(effort)""#)
        #expect(carried.dropped == "~thinking.budget_tokens")
    }
}
