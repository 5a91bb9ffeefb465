import Foundation
import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `Embeddings between OpenAI and Gemini` {
    private func carry(
        _ body: String, to target: EmbeddingShape, policy: LossPolicy = .auto
    ) throws -> TranslatedEmbedding {
        try TranslatedEmbedding(
            JSONDocument(parsing: Array(body.utf8)), from: target == .gemini ? .openAI : .gemini,
            to: target, model: "mine", sent: "theirs", policy: policy)
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func answer(_ request: TranslatedEmbedding, _ body: String) throws -> String {
        text(try request.answer(JSONDocument(parsing: Array(body.utf8))).body)
    }

    private let single = #"{"content":{"parts":[{"text":"a"}]}}"#

    @Test func `carry texts and dimensions to Gemini, as a batch`() throws {
        let request = try carry(
            #"{"model":"mine","input":["a","b"],"dimensions":8}"#, to: .gemini)
        #expect(
            text(request.body)
                == #"{"requests":[{"model":"models/theirs","content":{"parts":[{"text":"a"}]},"outputDimensionality":8},"#
                + #"{"model":"models/theirs","content":{"parts":[{"text":"b"}]},"outputDimensionality":8}]}"#
        )
        #expect(request.losses.headerText == nil)
    }

    @Test func `carry texts and dimensions to OpenAI, in either spelling`() throws {
        let request = try carry(
            #"{"requests":[{"model":"models/mine","content":{"parts":[{"text":"a"},{"text":"b"}]},"output_dimensionality":8,"taskType":"RETRIEVAL_QUERY"},"#
                + #"{"content":{"parts":[{"text":"c"}]},"embedContentConfig":{"outputDimensionality":8,"title":"t"}}]}"#,
            to: .openAI)
        #expect(
            text(request.body)
                == #"{"model":"theirs","input":["ab","c"],"encoding_format":"float","dimensions":8}"#
        )
        #expect(
            request.losses.headerText
                == "~requests[0].content.parts,requests[0].taskType,requests[1].embedContentConfig.title"
        )
    }

    @Test(arguments: [
        (#"{"model":"mine","input":[1,2]}"#, EmbeddingShape.gemini, "input"),
        (#"{"model":"mine","input":[[1],[2]]}"#, .gemini, "input"),
        (#"{"model":"mine","input":["a",1]}"#, .gemini, "input"),
        (#"{"model":"mine","input":[]}"#, .gemini, "input"),
        (#"{"model":"mine"}"#, .gemini, "input"),
        (#"{"model":"mine","input":"a","encoding_format":"hex"}"#, .gemini, "encoding_format"),
        (#"{"model":"mine","input":"a","dimensions":0}"#, .gemini, "dimensions"),
        (#"{"content":{"parts":[{"inlineData":{}}]}}"#, .openAI, "content.parts[0]"),
        (#"{"content":{}}"#, .openAI, "content.parts"),
        (#"{"requests":[]}"#, .openAI, "requests"),
        (
            #"{"requests":[{"content":{"parts":[{"text":"a"}]},"outputDimensionality":8},{"content":{"parts":[{"text":"b"}]}}]}"#,
            .openAI, "requests[1].outputDimensionality"
        ),
    ])
    func `refuse by name what can't be carried`(
        body: String, target: EmbeddingShape, field: String
    ) {
        let fault = #expect(throws: TranslationFault.self) { try carry(body, to: target) }
        #expect(fault?.field == field)
    }

    @Test func `follow the operator's policy`() throws {
        let body = #"{"content":{"parts":[{"text":"a"}]},"title":"t"}"#
        #expect(try carry(body, to: .openAI).losses.headerText == "title")
        #expect(throws: TranslationFault.self) { try carry(body, to: .openAI, policy: .refuse) }
        #expect(throws: TranslationFault.self) {
            try carry(#"{"model":"m","input":[1]}"#, to: .gemini, policy: .drop)
        }
    }

    @Test func `give one vector or a list, as asked`() throws {
        let reply =
            #"{"data":[{"index":1,"embedding":[2]},{"index":0,"embedding":[1.50]}],"usage":{"prompt_tokens":9}}"#
        #expect(throws: TranslationFault.self) { try answer(try carry(single, to: .openAI), reply) }
        let batch = try carry(#"{"requests":[\#(single),\#(single)]}"#, to: .openAI)
        #expect(
            try answer(batch, reply)
                == #"{"embeddings":[{"values":[1.50]},{"values":[2]}],"usageMetadata":{"promptTokenCount":9,"totalTokenCount":9}}"#
        )
        #expect(
            try answer(try carry(single, to: .openAI), #"{"data":[{"embedding":[1]}]}"#)
                == #"{"embedding":{"values":[1]},"usageMetadata":{"promptTokenCount":1,"totalTokenCount":1}}"#
        )
    }

    /// 1.0, -2.5 and 0.1 as 32-bit floats in little-endian base64.
    private let packed = "AACAPwAAIMDNzMw9"

    @Test func `write base64, and read it`() throws {
        let asked = try carry(
            #"{"model":"mine","input":"a","encoding_format":"base64"}"#, to: .gemini)
        #expect(
            try answer(
                asked,
                #"{"embeddings":[{"values":[1,-2.5,0.1]}],"usageMetadata":{"promptTokenCount":4}}"#)
                == #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":"\#(packed)"}],"model":"mine","usage":{"prompt_tokens":4,"total_tokens":4}}"#
        )
        #expect(
            try answer(
                try carry(single, to: .openAI), #"{"data":[{"embedding":"\#(packed)"}]}"#
            ).hasPrefix(#"{"embedding":{"values":[1.0,-2.5,0.1]}"#))
    }

    @Test(arguments: [
        "{}", #"{"data":[]}"#, #"{"data":[{"embedding":["x"]}]}"#,
        #"{"data":[{"embedding":"AAA"}]}"#,
        #"{"data":[{"embedding":"AADAfw=="}]}"#, #"{"error":{"message":"x"}}"#, "[]",
        #"{"data":[{"embedding":[1]},{"embedding":[1]}]}"#,
    ])
    func `don't pass on what is no answer`(body: String) {
        #expect(throws: TranslationFault.self) {
            try answer(try carry(single, to: .openAI), body)
        }
    }

    @Test func `have their verdicts in the documentation`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let document = try String(
            contentsOf: root.appending(path: "docs/dialects.md"), encoding: .utf8)
        #expect(
            document.contains(EmbeddingTable.markdown),
            "docs/dialects.md must hold this table:\n\(EmbeddingTable.markdown)")
    }
}

@Suite struct `Counting tokens` {
    private let messages =
        #"{"model":"m","system":"Be terse.","messages":[{"role":"user","content":"How are you?"}]}"#
    private let contents = #"{"contents":[{"role":"user","parts":[{"text":"How are you?"}]}]}"#

    private func conversation(_ body: String, _ dialect: Dialect) throws -> Conversation {
        try TokenCounting.conversation(
            JSONDocument(parsing: Array(body.utf8)), in: dialect, head: RequestHeadFacts(model: "m")
        )
    }

    private func request(_ body: String, _ source: Dialect, _ to: Dialect) throws -> String {
        let request = try TokenCounting.request(try conversation(body, source), to: target(to))
        #expect(request.losses.headerText == nil)
        return String(decoding: request.body, as: UTF8.self)
    }

    @Test func `PT-93 sends what is counted and nothing else`() throws {
        #expect(
            try request(messages, .anthropic, .gemini)
                == #"{"generateContentRequest":{"model":"models/gemini-2.5-flash","systemInstruction":{"parts":[{"text":"Be terse."}]},"contents":[{"role":"user","parts":[{"text":"How are you?"}]}]}}"#
        )
        #expect(
            try request(contents, .gemini, .anthropic)
                == #"{"model":"claude-sonnet-4-5","messages":[{"role":"user","content":[{"type":"text","text":"How are you?"}]}]}"#
        )
        let responses = try request(messages, .anthropic, .openAIResponses)
        #expect(!responses.contains("store") && !responses.contains("max_output_tokens"))
        #expect(responses.contains("How are you?"))
    }

    @Test func `PT-93 reads a count's own forms`() throws {
        let inner =
            #"{"generateContentRequest":{"model":"models/m","systemInstruction":{"parts":[{"text":"Be terse."}]},\#(contents.dropFirst())}"#
        #expect(try conversation(inner, .gemini).system.first?.text == "Be terse.")
        #expect(try conversation(messages, .anthropic).outputTokensMax == nil)
    }

    @Test(arguments: [Dialect.anthropic, .gemini, .openAIResponses])
    func `writes and reads each dialect's answer`(dialect: Dialect) throws {
        let document = try JSONDocument(parsing: TokenCounting.body(42, in: dialect))
        #expect(try TokenCounting.tokens(document, in: dialect) == 42)
        let other = try JSONDocument(parsing: Array(#"{"input_tokens":-1,"totalTokens":"2"}"#.utf8))
        #expect(throws: TranslationFault.self) { try TokenCounting.tokens(other, in: dialect) }
    }

    @Test func `PT-93 estimates words, tools and pictures`() throws {
        #expect(TokenEstimate.tokens(of: ["abcd", "ab"]) == 2)
        #expect(TokenEstimate.tokens(of: ["你好"]) == 2)
        let short = try conversation(messages, .anthropic)
        let estimate = TokenEstimate.tokens(of: short)
        #expect((5...20).contains(estimate))
        let picture =
            #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}"#
        let more = try conversation(
            #"{"model":"m","messages":[{"role":"user","content":[\#(picture)]}],"tools":[{"name":"t","input_schema":{"type":"object"}}]}"#,
            .anthropic)
        #expect(TokenEstimate.tokens(of: more) > 1_000)
    }
}
