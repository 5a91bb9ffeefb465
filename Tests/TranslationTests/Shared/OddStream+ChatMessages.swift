import Translation

extension OddStream {
    static let chatStreams: [OddStream] = [
        chat(
            "a first chunk without choices (Azure's filter)",
            [
                #"{"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[]}"#,
                hi, stopped,
            ]),
        chat(
            "deltas with every member null",
            [
                chunk(
                    #"{"role":"assistant","content":null,"refusal":null,"tool_calls":null,"function_call":null,"reasoning_content":null,"audio":null}"#
                ), hi, chunk("null"), stopped,
            ]),
        chat(
            "an empty finish reason on the way",
            [
                chunk(#"{"content":"h"}"#, finish: ""), chunk(#"{"content":"i"}"#, finish: ""),
                stopped,
            ]),
        chat(
            "usage on every chunk, null first",
            [
                hi.replacing("}]}", with: #"}],"usage":null}"#),
                stopped.replacing(
                    "}]}",
                    with: #"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#
                ),
            ]),
        chat("a text beside the finish", [chunk(#"{"content":"hi"}"#, finish: "stop")]),
        chat("a finish reason nobody knows", [hi, chunk("{}", finish: "abort")], stop: .other),
        chat(
            "choices null at the end",
            [
                hi, stopped,
                #"{"id":"x","choices":null,"usage":{"prompt_tokens":3,"completion_tokens":2}}"#,
            ]),
        chat(
            "a call whose arguments are an object",
            [
                called(
                    #"{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":{"a":1}}}"#
                ),
                toolsEnd,
            ], said: "", calls: [#"f{"a":1}"#], stop: .toolCall),
        chat(
            "a call with null arguments",
            [
                called(#"{"index":0,"id":"c","function":{"name":"f","arguments":null}}"#), toolsEnd,
            ], said: "", calls: ["f"], stop: .toolCall),
        chat(
            "a call that ends with stop",
            [
                called(#"{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}"#), stopped,
            ], said: "", calls: ["f{}"], stop: .toolCall),
        chat(
            "a call's id and name again on each piece",
            [
                called(#"{"index":0,"id":"c","function":{"name":"f","arguments":"{\"a\""}}"#),
                called(#"{"index":0,"id":"c","function":{"name":"f","arguments":":1}"}}"#),
                toolsEnd,
            ], said: "", calls: [#"f{"a":1}"#], stop: .toolCall),
        chat(
            "a call's id and name empty on later pieces",
            [
                called(#"{"index":0,"id":"c","function":{"name":"f","arguments":""}}"#),
                called(#"{"index":0,"id":"","function":{"name":"","arguments":"{}"}}"#), toolsEnd,
            ], said: "", calls: ["f{}"], stop: .toolCall),
        chat(
            "two calls, no index (Gemini's own Chat)",
            [
                called(
                    #"{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"name":"g","arguments":"{}"}}"#
                ), toolsEnd,
            ], said: "", calls: ["f{}", "g{}"], stop: .toolCall),
        chat(
            "two calls, both index 0",
            [
                called(#"{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}"#),
                called(#"{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}"#), toolsEnd,
            ], said: "", calls: ["f{}", "g{}"], stop: .toolCall),
        chat(
            "two calls of one id",
            [
                called(#"{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}"#),
                called(#"{"index":1,"id":"a","function":{"name":"g","arguments":"{}"}}"#), toolsEnd,
            ], said: "", calls: ["f{}", "g{}"], stop: .toolCall),
        chat(
            "indices that begin at 1",
            [
                called(#"{"index":1,"id":"a","function":{"name":"f","arguments":"{}"}}"#), toolsEnd,
            ], said: "", calls: ["f{}"], stop: .toolCall),
        chat(
            "text after a call",
            [
                called(#"{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}"#), hi,
                toolsEnd,
            ], calls: ["f{}"], stop: .toolCall),
        chat(
            "a list of parts as content (Mistral)",
            [
                chunk(
                    #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}"#),
                chunk(#"{"content":[{"type":"text","text":"hi"}]}"#), stopped,
            ]),
        chat(
            "both names of reasoning",
            [
                chunk(#"{"reasoning":"hm","reasoning_content":"hm"}"#), hi, stopped,
            ]),
        chat(
            "an error object with code beside choices",
            [
                hi, #"{"choices":[],"error":{"message":"boom","code":500}}"#,
            ], isBroken: true),
        chat("an error as a text", [hi, #"{"error":"boom"}"#], isBroken: true),
        chat("cut after half a text", [hi], done: false, isBroken: true),
    ]

    static let messagesStreams: [OddStream] = [
        messages(
            "a text in the block's start",
            [
                #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"h"}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"i"}}"#,
                #"{"type":"content_block_stop","index":0}"#,
            ]),
        messages(
            "a call whole in its start",
            [
                #"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{"a":1}}}"#,
                #"{"type":"content_block_stop","index":0}"#,
            ], said: "", calls: [#"f{"a":1}"#], stop: .toolCall, word: "tool_use"),
        messages(
            "a call whole in its start, and again in deltas",
            [
                #"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{"a":1}}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}"#,
                #"{"type":"content_block_stop","index":0}"#,
            ], said: "", calls: [#"f{"a":1}"#], stop: .toolCall, word: "tool_use"),
        messages(
            "a call with an empty delta",
            [
                #"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":""}}"#,
                #"{"type":"content_block_stop","index":0}"#,
            ], said: "", calls: ["f"], stop: .toolCall, word: "tool_use"),
        messages(
            "thinking with its signature in pieces, redacted thinking, citations",
            [
                #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"Eq"}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"QB"}}"#,
                #"{"type":"content_block_stop","index":0}"#,
                #"{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"x"}}"#,
                #"{"type":"content_block_stop","index":1}"#,
                #"{"type":"content_block_start","index":2,"content_block":{"type":"text","text":"","citations":[]}}"#,
                #"{"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"char_location","cited_text":"x","document_index":0,"document_title":null,"start_char_index":0,"end_char_index":1}}}"#,
                #"{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"hi"}}"#,
                #"{"type":"content_block_stop","index":2}"#,
            ]),
        messages(
            "a search of the provider's own between texts",
            [
                #"{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"query\":\"x\"}"}}"#,
                #"{"type":"content_block_stop","index":0}"#,
                #"{"type":"content_block_start","index":1,"content_block":{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]}}"#,
                #"{"type":"content_block_stop","index":1}"#,
                #"{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}"#,
                #"{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"hi"}}"#,
                #"{"type":"content_block_stop","index":2}"#,
            ]),
        messages(
            "pings, new events and new deltas",
            [
                #"{"type":"ping"}"#, #"{"type":"content_block_novel","index":0}"#, textBlock[0],
                #"{"type":"content_block_delta","index":0,"delta":{"type":"novel_delta","x":1}}"#,
                textBlock[1], #"{"type":"ping"}"#, textBlock[2],
            ]),
        messages(
            "blocks whose indices have gaps",
            textBlock.map {
                $0.replacing(#""index":0"#, with: #""index":7"#)
            }),
        messages(
            "an empty text block before another",
            [
                textBlock[0], textBlock[2],
            ] + textBlock.map { $0.replacing(#""index":0"#, with: #""index":1"#) }),
        messages("a refusal", textBlock, stop: .refused, word: "refusal"),
        messages(
            "a full context", textBlock, stop: .contextFull, word: "model_context_window_exceeded"),
    ]
}
