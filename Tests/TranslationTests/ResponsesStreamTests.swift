import Testing
import Translation
import Vocabulary
import Wire

/// The beginning of a Responses stream.
private let begun =
    #"{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","model":"served","output":[]}}"#

private func ended(
    _ more: String = #""usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}"#
) -> String {
    #"{"type":"response.completed","sequence_number":9,"response":{"id":"resp_1","status":"completed","output":[],\#(more)}}"#
}

@Suite struct `A stream of a Responses provider` {
    private func run(_ lines: [String], client: Dialect = .openAIChat) throws -> StreamRun {
        let run = try play(
            events(lines),
            context(client: client, provider: .openAIResponses) { $0.display = .summarised })
        #expect(StreamChecker.problems(of: run.events) == [])
        #expect(grammarProblems(of: run.text, client) == [])
        return run
    }

    @Test(arguments: ["", #"{\"a\""#, #"{\"a\":1}"#])
    func `has what deltas left out told at the end (PT-22)`(delta: String) throws {
        let added =
            #"{"type":"response.output_item.added","output_index":0,"item":{"id":"fc","type":"function_call","call_id":"c","name":"f","arguments":""}}"#
        let done =
            #"{"type":"response.output_item.done","output_index":0,"item":{"id":"fc","type":"function_call","call_id":"c","name":"f","arguments":"{\"a\":1}"}}"#
        var lines = [begun, added]
        if !delta.isEmpty {
            lines.append(
                #"{"type":"response.function_call_arguments.delta","output_index":0,"delta":"\#(delta)"}"#
            )
        }
        let run = try run(lines + [done, ended()])
        #expect(
            values(run.text, ["choices", "0", "delta", "tool_calls", "0", "function", "arguments"])
                .joined()
                == #"{"a":1}"#)
    }

    @Test func `has calls and texts that only its last event knows (PT-22)`() throws {
        let run = try run([
            begun,
            #"{"type":"response.completed","sequence_number":1,"response":{"id":"r","status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"ok"}]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}]}}"#,
        ])
        #expect(values(run.text, ["choices", "0", "delta", "content"]).joined() == "ok")
        #expect(run.text.contains(#""finish_reason":"tool_calls""#))
    }

    @Test func `opens a call once its name is known (PT-19)`() throws {
        let run = try run([
            begun,
            #"{"type":"response.output_item.added","output_index":0,"item":{"id":"fc","type":"function_call","call_id":"c","name":null,"arguments":""}}"#,
            #"{"type":"response.function_call_arguments.delta","output_index":0,"delta":"{}"}"#,
            #"{"type":"response.output_item.done","output_index":0,"item":{"id":"fc","type":"function_call","call_id":"c","name":"f","arguments":"{}"}}"#,
            ended(),
        ])
        #expect(
            values(run.text, ["choices", "0", "delta", "tool_calls", "0", "function", "name"]) == [
                "f"
            ])
    }

    @Test func `has an unnamed call dropped and no call reported (PT-19)`() throws {
        let run = try run([
            begun,
            #"{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","call_id":"c","name":""}}"#,
            ended(),
        ])
        #expect(!run.text.contains("tool_calls"))
    }

    @Test func `takes a proof only from an item's last word (PT-49)`() throws {
        let run = try run(
            [
                begun,
                #"{"type":"response.output_item.added","output_index":0,"item":{"id":"rs","type":"reasoning","summary":[],"encrypted_content":"half"}}"#,
                #"{"type":"response.output_item.done","output_index":0,"item":{"id":"rs","type":"reasoning","summary":[],"encrypted_content":"whole"}}"#,
                ended(),
            ], client: .anthropic)
        let signature = values(run.text, ["delta", "signature"]).first ?? ""
        #expect(ProofTag.proof(signature)?.text == "whole")
    }

    @Test(arguments: [
        (
            #"{"type":"error","code":"rate_limit_exceeded","message":"m","param":null,"sequence_number":1}"#,
            ProviderFault.Kind.rateLimited
        ),
        (
            #"{"type":"error","error":{"type":"server_error","code":"server_is_overloaded","message":"m"}}"#,
            .overloaded
        ),
        (
            #"{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"m"},"usage":{"input_tokens":7,"output_tokens":1,"total_tokens":8}}}"#,
            .serverError
        ),
        (#"{"type":"response.cancelled","response":{"status":"cancelled"}}"#, .serverError),
        (#"{"type":"response.completed"}"#, .malformed),
    ])
    func `that fails ends with the client's own error (PT-08, PT-70)`(
        line: String, kind: ProviderFault.Kind
    ) throws {
        for client in [Dialect.openAIChat, .anthropic, .gemini, .openAIResponses] {
            let run = try run([begun, line], client: client)
            #expect(run.fault?.kind == kind)
            #expect(!run.isEnd)
            #expect(!run.text.contains("[DONE]"))
        }
    }

    @Test func `keeps the usage of a failure (PT-08)`() throws {
        let run = try run([
            begun,
            #"{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"m"},"usage":{"input_tokens":7,"output_tokens":1,"total_tokens":8}}}"#,
        ])
        #expect(run.usage?[.freshInput] == 7)
    }

    @Test(arguments: [0, 1, 2, 3])
    func `that breaks off is never a clean end (PT-24, PT-73)`(count: Int) throws {
        let lines = [
            begun,
            #"{"type":"response.output_item.added","output_index":0,"item":{"type":"message"}}"#,
            #"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"x"}"#,
        ]
        for client in Dialect.allCases {
            let run = try run(Array(lines.prefix(count)), client: client)
            #expect(run.fault?.kind == .broken)
            #expect(!run.isEnd)
        }
    }

    @Test func `says nothing after its end (PT-71)`() throws {
        let run = try run([
            begun, ended(),
            #"{"type":"response.output_text.delta","output_index":0,"delta":"late"}"#,
            ended(),
        ])
        #expect(!run.text.contains("late"))
    }

    @Test func `may have events, comments and fields nobody knows (PT-67)`() throws {
        let text =
            ": hello\n\n" + events([begun]) + "id: 7\nretry: 5\n\n"
            + events(
                [
                    #"{"type":"response.web_search_call.searching","output_index":0}"#,
                    #"{"type":"response.new_thing","x":1}"#, #"{"type":"codex.rate_limits"}"#,
                    "[1]",
                ].filter { $0 != "[1]" })
            + events([ended()]) + "data: [DONE]\n\n"
        let run = try play(text, context(client: .openAIChat, provider: .openAIResponses))
        #expect(run.isEnd)
        #expect(StreamChecker.problems(of: run.events) == [])
    }

    @Test(arguments: ["data: [1]\n\n", "data: {\n\n", "data: <html>\n\n", "data: \"x\"\n\n"])
    func `that isn't one is told as such`(junk: String) throws {
        let run = try play(
            events([begun]) + junk, context(client: .anthropic, provider: .openAIResponses))
        #expect(run.fault?.kind == .malformed)
    }

    @Test func `has ids from call_id and tool indices that count tools only (PT-16, PT-33)`() throws
    {
        let run = try run([
            begun,
            #"{"type":"response.output_item.added","output_index":0,"item":{"id":"msg","type":"message"}}"#,
            #"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"x"}"#,
            #"{"type":"response.output_item.done","output_index":0,"item":{"id":"msg","type":"message","content":[{"type":"output_text","text":"x"}]}}"#,
            #"{"type":"response.output_item.added","output_index":1,"item":{"id":"fc_9","type":"function_call","call_id":"call_9","name":"f"}}"#,
            #"{"type":"response.output_item.done","output_index":1,"item":{"id":"fc_9","type":"function_call","call_id":"call_9","name":"f","arguments":"{}"}}"#,
            ended(),
        ])
        #expect(
            values(run.text, ["choices", "0", "delta", "tool_calls", "0", "index"]) == ["0", "0"])
        #expect(values(run.text, ["choices", "0", "delta", "tool_calls", "0", "id"]) == ["call_9"])
    }
}

@Suite struct `A stream for a Responses client` {
    @Test func `never has items that overlap, however the provider interleaves (PT-17, PT-76)`()
        throws
    {
        let run = try play(
            chunks([
                chunk(#"{"role":"assistant","content":"x"}"#),
                chunk(
                    #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}},{"index":1,"id":"b","function":{"name":"g","arguments":"{"}}]}"#
                ),
                chunk(#"{"tool_calls":[{"index":1,"function":{"arguments":"\"k\":1}"}}]}"#),
                chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}"#),
                chunk("{}", finish: "tool_calls"),
            ]), context(client: .openAIResponses, provider: .openAIChat))
        #expect(ResponsesGrammar.problems(of: run.text) == [])
        #expect(values(run.text, ["arguments"]) == ["{}", #"{"k":1}"#])
    }

    @Test func `has a text after a call in an item of its own`() throws {
        let run = try play(
            events([
                #"{"type":"message_start","message":{"id":"m","model":"served","usage":{"input_tokens":1,"output_tokens":1}}}"#,
                #"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}"#,
                #"{"type":"content_block_stop","index":0}"#,
                #"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
                #"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"x"}}"#,
                #"{"type":"content_block_stop","index":1}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":3}}"#,
                #"{"type":"message_stop"}"#,
            ]), context(client: .openAIResponses, provider: .anthropic))
        #expect(ResponsesGrammar.problems(of: run.text) == [])
        // A call without arguments has empty ones (PT-23).
        #expect(values(run.text, ["arguments"]) == ["{}"])
        let types = values(run.text, ["response", "output"]).last ?? ""
        #expect(types.contains("function_call") && types.contains("message"))
    }

    @Test func `that fails before it began has one error event (PT-70)`() throws {
        let run = try play("", context(client: .openAIResponses, provider: .openAIChat))
        #expect(values(run.text, ["type"]) == ["error"])
        #expect(ResponsesGrammar.problems(of: run.text) == [])
    }
}
