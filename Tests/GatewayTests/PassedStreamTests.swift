import Testing
import Vocabulary
import Wire

@testable import Gateway

/// A provider's stream for a client of the same dialect.
private struct Passed: Sendable, CustomTestStringConvertible {
    let dialect: Dialect
    let events: [String]

    var testDescription: String { dialect.rawValue }

    func bytes(_ lineEnd: String = "\n") -> [UInt8] {
        Array(
            events.map { $0.replacing("\n", with: lineEnd) + lineEnd + lineEnd }.joined().utf8)
    }

    func pump() throws -> StreamPump {
        let body =
            dialect == .gemini
            ? #"{"contents":[]}"#
            : #"{"model":"m","messages":[{}],"max_tokens":9,"stream":true,"stream_options":{"include_usage":true}}"#
        let reading = try dialect.rules.request(
            JSONDocument(parsing: Array(body.utf8)),
            path: Route.PathFacts(model: "m", isStream: true))
        return StreamPump(
            reader: dialect.rules.stream(for: reading), limits: GatewayLimits(),
            beganNanoseconds: 0)
    }

    static let all = plain + rich

    private static let plain = [
        Passed(
            dialect: .openAIChat,
            events: [
                #"data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"usage":null}"#,
                ": PROCESSING",
                #"data: {"id":"c1","choices":[{"index":0,"delta":{"content":"héllo ✓"}}],"usage":null}"#,
                #"data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}"#,
                #"data: {"id":"c1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"#,
                "data: [DONE]",
            ]),
        Passed(
            dialect: .anthropic,
            events: [
                #"event: message_start\#ndata: {"type":"message_start","message":{"id":"msg_1","model":"c","usage":{"input_tokens":7,"output_tokens":1}}}"#,
                #"event: content_block_start\#ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
                #"event: content_block_delta\#ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"日"}}"#,
                #"event: content_block_stop\#ndata: {"type":"content_block_stop","index":0}"#,
                #"event: message_delta\#ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}"#,
                #"event: message_stop\#ndata: {"type":"message_stop"}"#,
            ]),
        Passed(
            dialect: .openAIResponses,
            events: [
                #"event: response.created\#ndata: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","created_at":5,"status":"in_progress","model":"served","output":[]}}"#,
                #"event: response.output_item.added\#ndata: {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"msg_1","type":"message","role":"assistant","status":"in_progress","content":[]}}"#,
                #"event: response.content_part.added\#ndata: {"type":"response.content_part.added","sequence_number":2,"item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}"#,
                #"event: response.output_text.delta\#ndata: {"type":"response.output_text.delta","sequence_number":3,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"héllo ✓"}"#,
                #"event: response.completed\#ndata: {"type":"response.completed","sequence_number":4,"response":{"id":"resp_1","object":"response","created_at":5,"status":"completed","model":"served","output":[{"id":"msg_1","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"héllo ✓","annotations":[]}]}],"usage":{"input_tokens":7,"output_tokens":3,"total_tokens":10}}}"#,
            ]),
        Passed(
            dialect: .gemini,
            events: [
                #"data: {"candidates":[{"content":{"parts":[{"text":"hé"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":7,"totalTokenCount":7},"modelVersion":"g","responseId":"r"}"#,
                #"data: {"candidates":[{"content":{"parts":[{"text":"llo ✓"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":3,"totalTokenCount":10},"modelVersion":"g","responseId":"r"}"#,
            ]),
    ]

    /// The same four with reasoning, proofs and calls in pieces.
    private static let rich = [
        Passed(
            dialect: .openAIChat,
            events: [
                #"data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":"hm"}}]}"#,
                #"data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}},{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]}}]}"#,
                #"data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"{\"y\""}}]}}]}"#,
                #"data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":\"\u00fc\"}"}}]}}]}"#,
                #"data: {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":":2}"}}]}}]}"#,
                #"data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#,
                #"data: {"id":"c1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10,"completion_tokens_details":{"reasoning_tokens":1}}}"#,
                "data: [DONE]",
            ]),
        Passed(
            dialect: .anthropic,
            events: [
                #"event: message_start\#ndata: {"type":"message_start","message":{"id":"msg_1","model":"c","usage":{"input_tokens":3,"cache_read_input_tokens":4,"output_tokens":1}}}"#,
                #"event: ping\#ndata: {"type": "ping"}"#,
                #"event: content_block_start\#ndata: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
                #"event: content_block_delta\#ndata: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
                #"event: content_block_delta\#ndata: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB=="}}"#,
                #"event: content_block_stop\#ndata: {"type":"content_block_stop","index":0}"#,
                #"event: content_block_start\#ndata: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}}"#,
                #"event: content_block_delta\#ndata: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"x\": \"日\"}"}}"#,
                #"event: content_block_stop\#ndata: {"type":"content_block_stop","index":1}"#,
                #"event: message_delta\#ndata: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":3,"output_tokens_details":{"thinking_tokens":1}}}"#,
                #"event: message_stop\#ndata: {"type":"message_stop"}"#,
            ]),
        Passed(
            dialect: .openAIResponses,
            events: [
                #"event: response.created\#ndata: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","created_at":5,"status":"in_progress","model":"served","output":[]}}"#,
                #"event: response.output_item.added\#ndata: {"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[]}}"#,
                #"event: response.output_item.done\#ndata: {"type":"response.output_item.done","sequence_number":2,"output_index":0,"item":{"id":"rs_1","type":"reasoning","summary":[],"encrypted_content":"gAAA=="}}"#,
                #"event: response.output_item.added\#ndata: {"type":"response.output_item.added","sequence_number":3,"output_index":1,"item":{"id":"fc_1","type":"function_call","status":"in_progress","call_id":"call_1","name":"f","arguments":""}}"#,
                #"event: response.function_call_arguments.delta\#ndata: {"type":"response.function_call_arguments.delta","sequence_number":4,"item_id":"fc_1","output_index":1,"delta":"{\"x\":\"ü\"}"}"#,
                #"event: response.output_item.done\#ndata: {"type":"response.output_item.done","sequence_number":5,"output_index":1,"item":{"id":"fc_1","type":"function_call","status":"completed","call_id":"call_1","name":"f","arguments":"{\"x\":\"ü\"}"}}"#,
                #"event: response.completed\#ndata: {"type":"response.completed","sequence_number":6,"response":{"id":"resp_1","object":"response","created_at":5,"status":"completed","model":"served","output":[],"usage":{"input_tokens":7,"output_tokens":3,"total_tokens":10}}}"#,
            ]),
        Passed(
            dialect: .gemini,
            events: [
                #"data: {"candidates":[{"content":{"parts":[{"text":"hm","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":7,"totalTokenCount":7},"modelVersion":"g","responseId":"r"}"#,
                #"data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"x":"ü"}},"thoughtSignature":"QUJD"},{"functionCall":{"id":"g2","name":"h","args":{}}}],"role":"model"},"index":0}],"modelVersion":"g","responseId":"r"}"#,
                #"data: {"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":2,"thoughtsTokenCount":1,"totalTokenCount":10},"modelVersion":"g","responseId":"r"}"#,
            ]),
    ]
}

@Suite struct `A stream that passes` {
    /// All that comes out for these pieces, and what was used.
    private func run(
        _ passed: Passed, _ pieces: [[UInt8]]
    ) throws -> (bytes: [UInt8], usage: TokenUsage?) {
        var pump = try passed.pump()
        var bytes: [UInt8] = []
        for piece in pieces.map(Optional.some) + [nil] {
            let step = try pump.take(piece, at: 0)
            bytes += step.bytes
            if let end = step.end {
                bytes += end
                break
            }
        }
        return (bytes, pump.reading.usage)
    }

    /// AC-20. With the golden streams of the twelve pairs that are translated (`Golden`, `WideGolden`) these are the sixteen.
    @Test(arguments: Passed.all, ["\n", "\r\n", "\r"])
    fileprivate func `is the same byte for byte, wherever it is cut (PT-66)`(
        passed: Passed, lineEnd: String
    ) throws {
        let bytes = passed.bytes(lineEnd)
        // Comments are the provider's own affair (PT-67).
        let expected = Array(
            passed.events.filter { !$0.hasPrefix(":") }
                .map { $0.replacing("\n", with: lineEnd) + lineEnd + lineEnd }.joined().utf8)
        let whole = try run(passed, [bytes])
        #expect(whole.bytes == expected)
        #expect(whole.usage?.inputTokens == 7)
        #expect(whole.usage?.outputTokens == 3)
        #expect(try run(passed, bytes.map { [$0] }) == whole)
        for cut in 1..<bytes.count {
            #expect(try run(passed, [Array(bytes[..<cut]), Array(bytes[cut...])]) == whole)
        }
    }

    /// All a client gets whose stream has begun, when the provider's bytes stop after some events.
    private func text(after count: Int) throws -> String {
        let passed = try #require(Passed.all.first { $0.dialect == .openAIResponses })
        var pump = try passed.pump()
        let part = Passed(dialect: passed.dialect, events: Array(passed.events.prefix(count)))
        var bytes = try pump.take(part.bytes(), at: 0).bytes
        do throws(RoadFault) {
            _ = try pump.take(nil, at: 0)
            Issue.record("a cut stream is no whole one")
            return ""
        } catch {
            bytes += pump.end(with: error, usual: [])
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test(arguments: 1...4)
    func `of Responses that breaks ends with response.failed, numbered on (PT-73, PT-76)`(
        count: Int
    ) throws {
        let text = try text(after: count)
        #expect(text.hasSuffix("}\n\n") && !text.contains("[DONE]"))
        let events = text.split(separator: "\n").filter { $0.hasPrefix("data: ") }
        #expect(events.count == count + 1)
        let last = try #require(events.last)
        #expect(text.contains("event: response.failed\n\(last)"))
        let root = try JSONDocument(parsing: Array(last.dropFirst(6).utf8)).root
        #expect(root["type"]?.string == "response.failed")
        #expect(root["sequence_number"]?.int64 == Int64(count))
        #expect(root["response"]?["id"]?.string == "resp_1")
        #expect(root["response"]?["status"]?.string == "failed")
        #expect(root["response"]?["error"]?["code"]?.string == "server_error")
    }

    @Test func `of Responses that never began ends with an error`() throws {
        let text = try text(after: 0)
        #expect(text.hasPrefix("event: error\ndata: "))
        #expect(text.contains(#""sequence_number":0"#))
    }

    @Test(arguments: [
        (
            Dialect.openAIChat,
            #"{"error":{"message":"m","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
            RoadFault.Code.contextTooLong
        ),
        (
            .openAIChat, #"{"error":{"message":"m","type":"tokens","code":"rate_limit_exceeded"}}"#,
            .upstreamRateLimited
        ),
        (
            .openAIChat, #"{"error":{"message":"m","code":"insufficient_quota"}}"#,
            .upstreamRefusedKey
        ),
        (.openAIChat, #"{"error":"busy"}"#, .upstreamFailed),
        (
            .anthropic,
            #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            .upstreamFailed
        ),
        (
            .anthropic, #"{"type":"error","error":{"type":"permission_error","message":"m"}}"#,
            .upstreamRefusedKey
        ),
        (
            .anthropic, #"{"type":"error","error":{"type":"rate_limit_error","message":"m"}}"#,
            .upstreamRateLimited
        ),
        (
            .openAIResponses,
            #"{"type":"error","code":"rate_limit_exceeded","message":"m","sequence_number":0}"#,
            .upstreamRateLimited
        ),
        (
            .gemini, #"{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}"#,
            .upstreamFailed
        ),
    ])
    func `whose first event is an error fails as the provider says, with nothing sent (PT-72)`(
        dialect: Dialect, error: String, code: RoadFault.Code
    ) throws {
        var pump = try #require(Passed.all.first { $0.dialect == dialect }).pump()
        let bytes = Array("event: error\ndata: \(error)\n\n".utf8)
        let fault = #expect(throws: RoadFault.self) { _ = try pump.take(bytes, at: 0) }
        #expect(fault?.code == code)
    }
}
