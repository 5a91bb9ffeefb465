import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `A passing request with proofs of others (PT-42)` {
    /// A proof of a dialect's own, and one that Bursar tagged for another vendor.
    private static let own = "EqQBOwn="
    private static let foreign = ProofTag.tagged(
        OpaqueProof("gAAAA", form: .encrypted, provenance: Provenance(vendor: "elsewhere")))

    private static let bodies: [(Dialect, String)] = [
        (
            .anthropic,
            #"{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"%"},{"type":"redacted_thinking","data":"%"},{"type":"text","text":"x"}]}]}"#
        ),
        (
            .openAIResponses,
            #"{"input":[{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"%"},{"role":"user","content":"x"}]}"#
        ),
        (
            .gemini,
            #"{"contents":[{"role":"model","parts":[{"text":"x","thoughtSignature":"%"},{"functionCall":{"name":"f"},"thought_signature":"%"}]}]}"#
        ),
        (
            .openAIChat,
            #"{"messages":[{"role":"assistant","content":"x","reasoning_details":[{"type":"reasoning.encrypted","data":"%"}],"tool_calls":[{"id":"c","extra_content":{"google":{"thought_signature":"%"}}}]}]}"#
        ),
    ]

    private func passed(_ text: String, _ dialect: Dialect) throws -> String {
        let document = try JSONDocument(parsing: Array(text.utf8))
        var edits = JSONEdits()
        _ = ForeignProofs.mend(document, in: dialect, with: &edits)
        return String(decoding: edits.applied(to: document), as: UTF8.self)
    }

    @Test(arguments: bodies) func `loses them, and keeps all else`(
        dialect: Dialect, form: String
    ) throws {
        let body = form.replacing("%", with: Self.foreign)
        #expect(ForeignProofs.mayBe(in: Array(body.utf8)))
        let passed = try passed(body, dialect)
        #expect(!ForeignProofs.mayBe(in: Array(passed.utf8)))
        #expect(passed.contains("\"x\""))
    }

    @Test(arguments: bodies) func `keeps its own to the byte`(
        dialect: Dialect, form: String
    ) throws {
        let body = form.replacing("%", with: Self.own)
        #expect(!ForeignProofs.mayBe(in: Array(body.utf8)))
        #expect(try passed(body, dialect) == body)
    }

    @Test(arguments: [
        (
            #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"%"}]},{"role":"user","content":"x"}]}"#,
            #"{"messages":[{"role":"user","content":"q"},{"role":"user","content":"x"}]}"#
        ),
        (
            #"{"messages":[ {"role":"assistant","content":[ {"type":"thinking","thinking":"a","signature":"%"} , {"type":"redacted_thinking","data":"%"} ]} , {"role":"user","content":"x"}]}"#,
            #"{"messages":[ {"role":"user","content":"x"}]}"#
        ),
        (
            #"{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[]}]}"#,
            #"{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[]}]}"#
        ),
    ])
    func `has no message that nothing is left of`(form: String, expected: String) throws {
        #expect(try passed(form.replacing("%", with: Self.foreign), .anthropic) == expected)
    }

    @Test func `has no part of Gemini's that nothing is left of`() throws {
        let form =
            #"{"contents":[{"role":"model","parts":[{"text":"x"},{"text":"","thoughtSignature":"%"},{"thoughtSignature":"%"}]},{"parts":[{"text":"","thoughtSignature":"%"}]}]}"#
        #expect(
            try passed(form.replacing("%", with: Self.foreign), .gemini)
                == #"{"contents":[{"role":"model","parts":[{"text":"x"}]},{"parts":[{"text":""}]}]}"#
        )
    }
}

@Suite struct `A passing request in the middle of tools (PT-41)` {
    private static let foreign = ProofTag.tagged(
        OpaqueProof("gAAAA", form: .encrypted, provenance: Provenance(vendor: "elsewhere")))
    private static let enabled = #""thinking":{"type":"enabled","budget_tokens":2000}"#

    private func mended(
        _ assistant: String, _ more: String = enabled,
        user: String = #"[{"type":"tool_result","tool_use_id":"c"}]"#
    ) throws -> (text: String, dropped: String?) {
        let text =
            #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[\#(assistant)]},{"role":"user","content":\#(user)}],\#(more)}"#
        let document = try JSONDocument(
            parsing: Array(text.replacing("%", with: Self.foreign).utf8))
        var edits = JSONEdits()
        let losses = ForeignProofs.mend(document, in: .anthropic, with: &edits)
        return (String(decoding: edits.applied(to: document), as: UTF8.self), losses.headerText)
    }

    private static let call = #"{"type":"tool_use","id":"c","name":"f","input":{}}"#
    private static let own = #"{"type":"thinking","thinking":"a","signature":"EqQBOwn="}"#
    private static let other = #"{"type":"thinking","thinking":"a","signature":"%"}"#

    @Test(arguments: [call, #"{"type":"text","text":"I look"},"# + call, other + "," + call])
    func `that another began goes without thinking, and says so`(assistant: String) throws {
        let (text, dropped) = try mended(assistant)
        #expect(text.contains(#""thinking":{"type":"disabled"}"#))
        #expect(!text.contains("budget_tokens"))
        #expect(dropped?.contains("thinking") == true)
    }

    @Test(arguments: [own + "," + call, other + "," + own + "," + call])
    func `that Anthropic's own thinking began keeps it`(assistant: String) throws {
        let (text, dropped) = try mended(assistant)
        #expect(text.contains(Self.enabled))
        #expect(dropped?.contains("thinking") != true)
    }

    @Test func `keeps it where the middle is over, or where it may begin anywhere`() throws {
        #expect(try mended(Self.call, user: #""and now?""#).dropped == nil)
        #expect(
            try mended(Self.call, user: #"[{"type":"text","text":"and now?"}]"#).dropped == nil)
        let adaptive = #""thinking":{"type":"adaptive"}"#
        #expect(try mended(Self.call, adaptive).text.contains(adaptive))
        #expect(try mended(#"{"type":"text","text":"x"}"#).dropped == nil)
    }

    @Test func `loses with it what clears old thinking`() throws {
        let clears = #"{"type":"clear_thinking_20251015","keep":"all"}"#
        let uses = #"{"type":"clear_tool_uses_20250919"}"#
        let both = try mended(
            Self.call, Self.enabled + #","context_management":{"edits":[\#(clears),\#(uses)]}"#)
        #expect(both.text.contains(#""context_management":{"edits":[\#(uses)]}"#))
        let one = try mended(
            Self.call, Self.enabled + #","context_management":{"edits":[\#(clears)]}"#)
        #expect(one.text.hasSuffix(#""thinking":{"type":"disabled"}}"#))
    }
}

@Suite struct `What a prompt surely has in tokens (PT-03, PT-11)` {
    private let request =
        #"{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"\#(String(repeating: "word ", count: 60))"}]}"#

    @Test func `is told to clients that need a number, where the provider reports none`() throws {
        let context = try Translator.request(
            JSONDocument(parsing: Array(request.utf8)), from: .anthropic, to: target(.openAIChat)
        ).context
        #expect(context.promptEstimate == 50)
        let reply =
            #"{"choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}"#
        let (_, body) = try Translator.reply(
            JSONDocument(parsing: Array(reply.utf8)), context: context)
        #expect(try JSONDocument(parsing: body).root["usage"]?["input_tokens"]?.int64 == 50)
        let run = try play(
            chunks([chunk(#"{"content":"hi"}"#), chunk("{}", finish: "stop")]), context)
        #expect(values(run.text, ["message", "usage", "input_tokens"]) == ["0"])
        #expect(values(run.text, ["usage", "input_tokens"]) == ["50"])
        #expect(run.usage == nil)
    }

    @Test func `is no business of others`() throws {
        let context = try Translator.request(
            JSONDocument(parsing: Array(request.utf8)), from: .openAIChat, to: target(.anthropic)
        ).context
        #expect(context.promptEstimate == nil)
    }
}

@Suite struct `When a provider says to come back` {
    @Test(arguments: [
        (#"[{"@type":"x/google.rpc.RetryInfo","retryDelay":"1.2s"}]"#, Int64(2)),
        (
            #"[{"retryDelay":"36s"},{"violations":[{"quotaId":"GenerateRequestsPerMinutePerProject"}]}]"#,
            36
        ),
        (
            #"[{"violations":[{"quotaId":"GenerateRequestsPerDayPerProject"}]},{"retryDelay":"2s"}]"#,
            86_400
        ),
        (#"[{"retryDelay":"-3s"}]"#, nil), (#"[{"retryDelay":"nan"}]"#, nil),
        (#"[{"retryDelay":"1e99s"}]"#, nil), (#"[{"retryDelay":7},{"violations":{}},3]"#, nil),
        ("{}", nil),
    ])
    func `Gemini's error is understood (PT-86)`(details: String, seconds: Int64?) {
        let body =
            #"{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED","details":\#(details)}}"#
        let fault = Dialects.rules(for: .gemini).fault(status: 429, body: Array(body.utf8))
        #expect(fault.kind == .rateLimited)
        #expect(fault.retryAfterSeconds == seconds)
    }
}
