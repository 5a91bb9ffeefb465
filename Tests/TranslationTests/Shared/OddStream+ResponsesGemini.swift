import Translation

extension OddStream {
    static let responsesStreams: [OddStream] = [
        responses("no created event (compatible servers)", deltas + [completed("[\(message)]")]),
        responses("an empty output at the end", [created] + deltas + [completed()]),
        responses(
            "only the whole item",
            [
                created,
                #"{"type":"response.output_item.done","output_index":0,"item":\#(message)}"#,
                completed("[\(message)]"),
            ]),
        responses("only the end", [created, completed("[\(message)]")]),
        responses(
            "a call that only its end tells",
            [
                created,
                #"{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"fc","call_id":"c","name":"f","arguments":""}}"#,
                #"{"type":"response.function_call_arguments.delta","item_id":"fc","output_index":0,"delta":""}"#,
                #"{"type":"response.function_call_arguments.done","item_id":"fc","output_index":0,"arguments":"{\"a\":1}"}"#,
                completed(
                    #"[{"type":"function_call","id":"fc","call_id":"c","name":"f","arguments":"{\"a\":1}"}]"#
                ),
            ], said: "", calls: [#"f{"a":1}"#], stop: .toolCall),
        responses(
            "a call cut short whose rest the end has",
            [
                created,
                #"{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"fc","call_id":"c","name":"f","arguments":""}}"#,
                #"{"type":"response.function_call_arguments.delta","item_id":"fc","output_index":0,"delta":"{\"a\""}"#,
                completed(
                    #"[{"type":"function_call","id":"fc","call_id":"c","name":"f","arguments":"{\"a\":1}"}]"#
                ),
            ], said: "", calls: [#"f{"a":1}"#], stop: .toolCall),
        responses(
            "items that nobody can read",
            [
                created, #"{"type":"response.output_item.done","output_index":0,"item":{}}"#,
            ] + deltas.map { $0.replacing(#""output_index":0"#, with: #""output_index":1"#) } + [
                completed("[{},\(message)]")
            ]),
        responses(
            "[DONE] and a comment behind the end",
            [created] + deltas + [
                completed("[\(message)]")
            ]),
        responses(
            "reasoning of two summaries and encrypted content",
            [
                created,
                #"{"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning","id":"rs","summary":[],"encrypted_content":"half"}}"#,
                #"{"type":"response.reasoning_summary_part.added","item_id":"rs","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""}}"#,
                #"{"type":"response.reasoning_summary_text.delta","item_id":"rs","output_index":0,"summary_index":0,"delta":"one"}"#,
                #"{"type":"response.reasoning_summary_part.added","item_id":"rs","output_index":0,"summary_index":1,"part":{"type":"summary_text","text":""}}"#,
                #"{"type":"response.reasoning_summary_text.delta","item_id":"rs","output_index":0,"summary_index":1,"delta":"two"}"#,
                #"{"type":"response.output_item.done","output_index":0,"item":{"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"one"},{"type":"summary_text","text":"two"}],"encrypted_content":"gAAAwhole"}}"#,
            ] + deltas.map { $0.replacing(#""output_index":0"#, with: #""output_index":1"#) } + [
                completed()
            ]),
        responses(
            "cut by the limit",
            [created] + deltas + [
                #"{"type":"response.incomplete","response":{"id":"r","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"},"model":"s","output":[\#(message)]}}"#
            ], stop: .outputLimit),
        responses(
            "failed in the middle",
            [created] + deltas + [
                #"{"type":"response.failed","response":{"id":"r","status":"failed","error":{"code":"server_error","message":"boom"},"output":[]}}"#
            ], isBroken: true),
        responses("no end", [created] + deltas, isBroken: true),
    ]

    static let geminiStreams: [OddStream] = [
        gemini(
            "a last chunk without content",
            [
                candidate(#"{"text":"hi"}"#),
                #"{"candidates":[{"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":3}}"#,
            ]),
        gemini(
            "a stop before the text",
            [
                candidate("", "STOP"), candidate(#"{"text":"hi"}"#), candidate("", "STOP"),
            ]),
        gemini(
            "an unspecified reason on the way",
            [
                candidate(#"{"text":"h"}"#, "FINISH_REASON_UNSPECIFIED"),
                candidate(#"{"text":"i"}"#, "STOP"),
            ]),
        gemini(
            "usage alone at the end",
            [
                candidate(#"{"text":"hi"}"#, "STOP"),
                #"{"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5}}"#,
            ]),
        gemini(
            "a signature on an empty text at the end",
            [
                candidate(#"{"text":"hi"}"#),
                candidate(#"{"text":"","thoughtSignature":"AAAA"}"#, "STOP"),
            ]),
        gemini(
            "a signature on nothing",
            [
                candidate(#"{"text":"hi"}"#), candidate(#"{"thoughtSignature":"AAAA"}"#, "STOP"),
            ]),
        gemini(
            "a call without arguments or id",
            [
                candidate(#"{"functionCall":{"name":"f"},"thoughtSignature":"AAAA"}"#),
                candidate("", "STOP"),
            ], said: "", calls: ["f{}"], stop: .toolCall),
        gemini(
            "two calls of one name, one chunk each",
            [
                candidate(#"{"functionCall":{"name":"f","args":{"a":1}}}"#),
                candidate(#"{"functionCall":{"name":"f","args":{"a":2}}}"#), candidate("", "STOP"),
            ], said: "", calls: [#"f{"a":1}"#, #"f{"a":2}"#], stop: .toolCall),
        gemini(
            "code that Google ran",
            [
                candidate(#"{"executableCode":{"language":"PYTHON","code":"1"}}"#),
                candidate(
                    #"{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1"}}"#, "STOP"),
                candidate(#"{"text":"hi"}"#, "STOP"),
            ]),
        gemini(
            "a new kind of part",
            [
                candidate(#"{"novel":{"x":1}}"#), candidate(#"{"text":"hi"}"#, "STOP"),
            ]),
        gemini(
            "a call that went wrong",
            [
                candidate(#"{"text":"hi"}"#), candidate("", "MALFORMED_FUNCTION_CALL"),
            ], stop: .malformedCall),
        gemini(
            "a prompt that was blocked",
            [
                #"{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":3}}"#
            ], said: "", stop: .promptBlocked),
        gemini("no end", [candidate(#"{"text":"hi"}"#)], isBroken: true),
    ]
}
