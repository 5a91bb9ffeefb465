import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `A request for a Responses provider` {
    @Test(arguments: [
        (Dialect.openAIChat, chat(#"{"role":"user","content":"hi"}"#, #""store":true"#)),
        (.anthropic, messages(#"{"role":"user","content":"hi"}"#)),
        (.gemini, #"{"contents":[{"parts":[{"text":"hi"}]}]}"#),
    ])
    func `never lets the provider keep it`(source: Dialect, body: String) throws {
        let carried = try carry(
            body, from: source, to: target(.openAIResponses), head: RequestHeadFacts(model: "g"))
        #expect(carried["store"] == "false")
        #expect(carried["input", 0, "content"] == #""hi""#)
        #expect(carried.dropped == (source == .openAIChat ? "store" : ""))
    }

    @Test func `has one plain instruction apart and others among the items (PT-34)`() throws {
        let one = try carry(
            messages(#"{"role":"user","content":"hi"}"#, #""system":"be""#), from: .anthropic,
            to: target(.openAIResponses))
        #expect(one["instructions"] == #""be""#)
        let two = try carry(
            chat(
                #"{"role":"system","content":"a"},{"role":"developer","content":"b"},{"role":"user","content":"hi"}"#
            ),
            from: .openAIChat, to: target(.openAIResponses, model: "gpt-5"))
        #expect(two["instructions"] == nil)
        #expect(two["input", 0, "role"] == #""system""#)
        #expect(two["input", 1, "role"] == #""developer""#)
    }

    @Test func `asks for proofs only of models that reason`() throws {
        let body = chat(#"{"role":"user","content":"hi"}"#)
        for (model, include) in [("gpt-5", #"["reasoning.encrypted_content"]"#), ("gpt-4.1", nil)] {
            let carried = try carry(
                body, from: .openAIChat, to: target(.openAIResponses, model: model))
            #expect(carried["include"] == include)
        }
    }

    @Test func `gives reasoning back only with its own proof (PT-42, PT-46)`() throws {
        func body(_ vendor: String, _ form: OpaqueProof.Form, binding: String? = nil) -> String {
            let proof = ProofTag.tagged(
                OpaqueProof(
                    "gAAA", form: form, provenance: Provenance(vendor: vendor, binding: binding)))
            return messages(
                #"{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"\#(proof)"},{"type":"text","text":"ok"}]},{"role":"user","content":"on"}"#
            )
        }
        var to = target(.openAIResponses, model: "gpt-5")
        to.binding = "key-1"
        let own = try carry(body("openai", .encrypted, binding: "key-1"), from: .anthropic, to: to)
        #expect(
            own["input", 1]
                == #"{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"gAAA"}"#
        )
        for other in [body("openai", .encrypted, binding: "key-2"), body("anthropic", .signature)] {
            let foreign = try carry(other, from: .anthropic, to: to)
            #expect(!foreign.text.contains("gAAA"))
            #expect(foreign["input", 1, "content", 0, "text"] == #""ok""#)
            #expect(foreign.dropped == "signature")
        }
    }

    @Test func `has its tools flat and strictness said (PT-54)`() throws {
        let body = chat(
            #"{"role":"user","content":"hi"}"#,
            #""tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"default":{}}}}},{"type":"function","function":{"name":"g","strict":true}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}},"parallel_tool_calls":false"#
        )
        let carried = try carry(body, from: .openAIChat, to: target(.openAIResponses))
        #expect(
            carried["tools", 0]
                == #"{"type":"function","name":"f","parameters":{"type":"object","properties":{"default":{}}},"strict":false}"#
        )
        #expect(carried["tools", 1, "strict"] == "true")
        #expect(
            carried["tool_choice"]
                == #"{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]}"#
        )
        #expect(carried["parallel_tool_calls"] == "false")
    }

    @Test func `has its schema flat and named (PT-58)`() throws {
        let carried = try carry(
            messages(
                #"{"role":"user","content":"hi"}"#,
                #""output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}"#),
            from: .anthropic, to: target(.openAIResponses))
        #expect(
            carried["text"]
                == #"{"format":{"type":"json_schema","name":"response","schema":{"type":"object"}}}"#
        )
    }

    @Test(arguments: [
        (#""stop":["x"]"#, "stop"), (#""n":2"#, "n"),
        (#""modalities":["text","audio"]"#, "modalities"),
    ])
    func `is refused where it would mean something else (PT-53)`(more: String, field: String) throws
    {
        let fault = #expect(throws: TranslationFault.self) {
            _ = try carry(
                chat(#"{"role":"user","content":"hi"}"#, more), from: .openAIChat,
                to: target(.openAIResponses))
        }
        #expect(fault?.code == .unsupportedField)
        #expect(fault?.field == field)
    }

    @Test func `drops what it has no place for and says so (PT-51)`() throws {
        let carried = try carry(
            chat(
                #"{"role":"user","name":"bob","content":"hi"}"#,
                #""seed":1,"presence_penalty":0.5,"top_k":3,"temperature":0.3,"logit_bias":{"1":2}"#
            ),
            from: .openAIChat, to: target(.openAIResponses, model: "gpt-5"))
        #expect(
            Set(carried.dropped.split(separator: ",").map(String.init)) == [
                "messages[].name", "seed", "presence_penalty", "top_k", "temperature", "logit_bias",
            ])
        #expect(carried["temperature"] == nil)
    }

    @Test(arguments: [
        ("low", "gpt-5", "low"), ("none", "gpt-5", "minimal"), ("none", "gpt-5.1", "none"),
        ("max", "gpt-5", "high"), ("minimal", "o3", "low"),
    ])
    func `has the nearest effort the model knows`(wish: String, model: String, effort: String)
        throws
    {
        let carried = try carry(
            chat(#"{"role":"user","content":"hi"}"#, #""reasoning_effort":"\#(wish)""#),
            from: .openAIChat, to: target(.openAIResponses, model: model))
        #expect(carried["reasoning", "effort"] == "\"\(effort)\"")
    }

    @Test func `has failed results marked, pictures inside (PT-61)`() throws {
        let body = messages(
            #"""
            {"role":"user","content":"go"},
            {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{"a": 1}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[{"type":"text","text":"boom"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}
            """#)
        let carried = try carry(body, from: .anthropic, to: target(.openAIResponses))
        #expect(carried["input", 1, "arguments"] == #""{\"a\": 1}""#)
        #expect(
            carried["input", 2, "output"]
                == #"[{"type":"input_text","text":"Error:"},{"type":"input_text","text":"boom"},{"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"auto"}]"#
        )
        #expect(carried.dropped == "~is_error")
    }

    @Test func `has long and odd ids fitted, the same each time (PT-26, PT-27)`() throws {
        let id = String(repeating: "x", count: 90)
        let body = chat(
            #"{"role":"user","content":"go"},{"role":"assistant","tool_calls":[{"id":"\#(id)","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"\#(id)","content":"r"}"#
        )
        let first = try carry(body, from: .openAIChat, to: target(.openAIResponses))
        let fitted = try #require(first["input", 1, "call_id"])
        #expect(fitted.utf8.count <= 66)
        #expect(first["input", 2, "call_id"] == fitted)
        #expect(try carry(body, from: .openAIChat, to: target(.openAIResponses)).text == first.text)
    }

    @Test func `of its own dialect keeps what only that knows`() throws {
        let body = responses(
            #"[{"role":"user","content":"a"},{"type":"web_search_call","id":"ws_1","status":"completed"},{"type":"item_reference","id":"x"}]"#,
            #""tools":[{"type":"web_search"}],"previous_response_id":"resp_1","store":true,"truncation":"auto","mood":{"a":[1, 2]}"#
        )
        let carried = try carry(body, from: .openAIResponses, to: target(.openAIResponses))
        #expect(
            carried["input", 1] == #"{"type":"web_search_call","id":"ws_1","status":"completed"}"#)
        #expect(carried["tools", 0] == #"{"type":"web_search"}"#)
        #expect(carried["previous_response_id"] == #""resp_1""#)
        #expect(carried["store"] == "true")
        #expect(carried["mood"] == #"{"a":[1, 2]}"#)
        #expect(carried.dropped == "")
    }

    @Test(arguments: [
        (100, "gpt-5", "100", ""), (5, "gpt-5", "16", "~max_completion_tokens"),
        (99_999, "gpt-4.1", "32768", "~max_completion_tokens"),
    ])
    func `has the client's bound on the output within the model's (PT-52)`(
        wish: Int, model: String, taken: String, dropped: String
    ) throws {
        let carried = try carry(
            chat(#"{"role":"user","content":"hi"}"#, #""max_tokens":\#(wish)"#),
            from: .openAIChat, to: target(.openAIResponses, model: model))
        #expect(carried["max_output_tokens"] == taken)
        #expect(carried.dropped == dropped)
    }

    @Test func `has no bound that nobody set (PT-52)`() throws {
        let body = chat(#"{"role":"user","content":"hi"}"#)
        #expect(
            try carry(body, from: .openAIChat, to: target(.openAIResponses))["max_output_tokens"]
                == nil)
        #expect(
            try carry(body, from: .openAIChat, to: target(.gemini))["generationConfig"] == nil)
    }

    @Test func `has keys, tools and numbers as they were, the same each time (PT-89, PT-90)`()
        throws
    {
        let body = chat(
            #"{"role":"user","content":"go"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"z","arguments":"{\"b\": 1.50,  \"a\":[]}"}}]},{"role":"tool","tool_call_id":"a","content":"r"}"#,
            #""tools":[{"type":"function","function":{"name":"z","parameters":{"type":"object","properties":{"b":{},"a":{}}}}},{"type":"function","function":{"name":"a"}}]"#
        )
        for dialect in [Dialect.openAIResponses, .gemini] {
            let first = try carry(body, from: .openAIChat, to: target(dialect))
            #expect(first.text.contains(#"{"type":"object","properties":{"b":{},"a":{}}}"#))
            #expect(
                first.text.contains(#"{"b": 1.50,  "a":[]}"#)
                    || first.text.contains(#"{\"b\": 1.50,  \"a\":[]}"#))
            for _ in 0..<5 {
                #expect(try carry(body, from: .openAIChat, to: target(dialect)).text == first.text)
            }
        }
    }
}
