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
        ForeignProofs.remove(from: document, dialect: dialect, to: &edits)
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
