import Testing
import Translation
import Vocabulary
import Wire

/// A Responses request with this input and these members.
func responses(_ input: String, _ more: String = "") -> String {
    #"{"model":"gpt","input":\#(input)\#(more.isEmpty ? "" : "," + more)}"#
}

@Suite struct `A request of a Responses client` {
    private static let calls = #"""
        [{"role":"user","content":"go"},
         {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"a"},{"type":"summary_text","text":"b"}],"encrypted_content":"gAAA"},
         {"type":"message","id":"msg_1","role":"assistant","phase":"commentary","content":[{"type":"output_text","text":"I look","annotations":[]}]},
         {"type":"function_call","id":"fc_1","call_id":"call_1","name":"search","arguments":"{\"q\":1}"},
         {"type":"function_call","id":"fc_2","call_id":"call_2","name":"search","arguments":""},
         {"type":"function_call_output","call_id":"call_2","output":"two"},
         {"type":"function_call_output","call_id":"call_1","output":"one"},
         {"role":"user","content":"and?"}]
        """#

    @Test func `gathers its items in turns and pairs calls by call_id (PT-33, PT-40)`() throws {
        let carried = try carry(
            responses(Self.calls), from: .openAIResponses, to: target(.openAIChat))
        #expect(carried["messages", 1, "content"] == #""I look""#)
        #expect(carried["messages", 1, "tool_calls", 0, "id"] == #""call_1""#)
        #expect(carried["messages", 1, "tool_calls", 1, "function", "arguments"] == #""{}""#)
        // Results stand in the order of the calls (PT-30).
        #expect(carried["messages", 2, "tool_call_id"] == #""call_1""#)
        #expect(carried["messages", 3, "content"] == #""two""#)
        #expect(carried["messages", 4, "content"] == #""and?""#)
    }

    @Test func `keeps calls and results together for Messages (PT-31)`() throws {
        let carried = try carry(
            responses(Self.calls), from: .openAIResponses, to: target(.anthropic))
        #expect(carried["messages", 1, "content", 1, "type"] == #""tool_use""#)
        #expect(carried["messages", 1, "content", 1, "input"] == #"{"q":1}"#)
        #expect(carried["messages", 1, "content", 2, "input"] == "{}")
        #expect(carried["messages", 2, "content", 0, "tool_use_id"] == #""call_1""#)
        #expect(carried["messages", 2, "content", 1, "content"] == #""two""#)
        #expect(carried["messages", 2, "content", 2, "text"] == #""and?""#)
    }

    @Test func `moves a message between a call and its output behind the output`() throws {
        let input = #"""
            [{"role":"user","content":"go"},
             {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
             {"role":"user","content":"wait"},
             {"type":"function_call_output","call_id":"c1","output":"r"}]
            """#
        let carried = try carry(responses(input), from: .openAIResponses, to: target(.anthropic))
        #expect(carried["messages", 2, "content", 0, "type"] == #""tool_result""#)
        #expect(carried["messages", 2, "content", 1, "text"] == #""wait""#)
    }

    @Test(arguments: [
        (#"[{"type":"function_call_output","call_id":"lost","output":"r"}]"#, "lost"),
        (
            #"[{"role":"user","content":"a"},{"type":"function_call","call_id":"open","name":"f","arguments":"{}"},{"role":"user","content":"b"}]"#,
            "open"
        ),
        (
            #"[{"role":"user","content":"a"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"1"},{"type":"function_call_output","call_id":"c","output":"2"}]"#,
            "c"
        ),
    ])
    func `is refused with the id of a result or call without its other half (PT-32)`(
        input: String, id: String
    ) throws {
        for dialect in [Dialect.anthropic, .gemini, .openAIChat] {
            let fault = #expect(throws: TranslationFault.self) {
                _ = try carry(responses(input), from: .openAIResponses, to: target(dialect))
            }
            #expect(fault?.code == .unpairedTool)
            #expect(fault?.field == id)
        }
    }

    @Test func `has its instructions first and in order everywhere (PT-34)`() throws {
        let body = responses(
            #"[{"role":"developer","content":"two"},{"role":"system","content":[{"type":"input_text","text":"three"}]},{"role":"user","content":"hi"}]"#,
            #""instructions":"one""#)
        let messages = try carry(body, from: .openAIResponses, to: target(.anthropic))
        #expect(
            messages["system"]
                == #"[{"type":"text","text":"one"},{"type":"text","text":"two"},{"type":"text","text":"three"}]"#
        )
        let gemini = try carry(body, from: .openAIResponses, to: target(.gemini))
        #expect(
            gemini["systemInstruction", "parts"]
                == #"[{"text":"one"},{"text":"two"},{"text":"three"}]"#)
        let chat = try carry(body, from: .openAIResponses, to: target(.openAIChat, model: "gpt-5"))
        #expect(chat["messages", 0, "role"] == #""developer""#)
        #expect(chat["messages", 1, "content"] == #""three""#)
        #expect(chat["messages", 1, "role"] == #""system""#)
    }

    @Test func `has instructions in its middle marked where they can't be (PT-35)`() throws {
        let body = responses(
            #"[{"role":"user","content":"a"},{"role":"developer","content":"now"},{"role":"user","content":"b"}]"#
        )
        for dialect in [Dialect.anthropic, .gemini] {
            let carried = try carry(body, from: .openAIResponses, to: target(dialect))
            #expect(carried.text.contains(#"<system-instruction>\nnow\n</system-instruction>"#))
            #expect(carried.dropped == "~input[].role")
        }
    }

    @Test(arguments: [Dialect.openAIChat, .anthropic, .gemini])
    func `that says nothing is refused in its own words (PT-37)`(dialect: Dialect) throws {
        for input in [
            #"[{"role":"system","content":"x"}]"#, #"[{"role":"user","content":"  "}]"#, "[]",
        ] {
            guard dialect != .openAIChat else { continue }
            let fault = #expect(throws: TranslationFault.self) {
                _ = try carry(responses(input), from: .openAIResponses, to: target(dialect))
            }
            #expect(fault?.code == .missingField)
        }
    }

    @Test(arguments: [
        (#""previous_response_id":"resp_1""#, "previous_response_id"),
        (#""conversation":"conv_1""#, "conversation"), (#""background":true"#, "background"),
        (#""prompt":{"id":"p"}"#, "prompt"),
        (#""tools":[{"type":"web_search"}]"#, "web_search"),
        (#""tools":[{"type":"mcp","server_label":"x"}]"#, "mcp"),
        (
            #""tools":[{"type":"function","name":"f","parameters":{}}],"tool_choice":{"type":"web_search"}"#,
            "web_search"
        ),
    ])
    func `is refused with the name of what can't be carried`(more: String, field: String) throws {
        for dialect in [Dialect.openAIChat, .anthropic, .gemini] {
            let fault = #expect(throws: TranslationFault.self) {
                _ = try carry(
                    responses(#""hi""#, more), from: .openAIResponses, to: target(dialect))
            }
            #expect(fault?.code == .unsupportedField)
            #expect(fault?.field == field)
        }
    }

    @Test(arguments: [
        #"{"type":"item_reference","id":"rs_1"}"#, #"{"type":"web_search_call","id":"ws_1"}"#,
        #"{"type":"computer_call_output","call_id":"c","output":{}}"#,
        #"{"type":"compaction","id":"c"}"#,
        #"{"role":"user","content":[{"type":"input_image","file_id":"file_1"}]}"#,
        #"{"role":"user","content":[{"type":"input_file","file_id":"file_1"}]}"#,
    ])
    func `is refused with items only its provider knows (PT-64, PT-91)`(item: String) throws {
        for dialect in [Dialect.openAIChat, .anthropic, .gemini] {
            let fault = #expect(throws: TranslationFault.self) {
                _ = try carry(
                    responses(#"[{"role":"user","content":"a"},\#(item)]"#), from: .openAIResponses,
                    to: target(dialect))
            }
            #expect(fault?.code == .unsupportedField)
        }
    }

    @Test func `drops and reports what only makes a difference there`() throws {
        let body = responses(
            #""hi""#,
            #""truncation":"auto","max_tool_calls":3,"include":["web_search_call.action.sources"],"text":{"verbosity":"low"},"mood":"good","store":true,"prompt_cache_key":"k""#
        )
        let carried = try carry(body, from: .openAIResponses, to: target(.gemini))
        #expect(
            Set(carried.dropped.split(separator: ",").map(String.init)) == [
                "truncation", "max_tool_calls", "include", "text.verbosity", "mood", "store",
                "prompt_cache_key",
            ])
        let usual = try carry(
            responses(#""hi""#, #""truncation":"disabled","background":false,"store":false"#),
            from: .openAIResponses, to: target(.gemini))
        #expect(usual.dropped == "")
    }

    @Test func `loses reasoning of another vendor and keeps what was said (PT-42, PT-46)`() throws {
        for dialect in [Dialect.anthropic, .gemini] {
            let carried = try carry(
                responses(Self.calls), from: .openAIResponses, to: target(dialect))
            #expect(!carried.text.contains("gAAA"))
            #expect(carried.text.contains("I look"))
            #expect(carried.dropped.contains("input[].encrypted_content"))
        }
    }

    @Test func `brings another vendor's thinking home as one block (PT-42, PT-43, PT-50)`() throws {
        let proof = ProofTag.tagged(
            OpaqueProof("Eq+/==", form: .signature, provenance: Provenance(vendor: "anthropic")))
        let input = #"""
            [{"role":"user","content":"go"},
             {"type":"reasoning","summary":[{"type":"summary_text","text":"x  y"}],"encrypted_content":"\#(proof)"},
             {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
             {"type":"function_call_output","call_id":"c1","output":"r"}]
            """#
        let carried = try carry(responses(input), from: .openAIResponses, to: target(.anthropic))
        #expect(
            carried["messages", 1, "content", 0]
                == #"{"type":"thinking","thinking":"x  y","signature":"Eq+/=="}"#)
        #expect(carried.dropped == "")
    }

    @Test func `brings Gemini's signatures back to their very parts (PT-45)`() throws {
        func proof(_ text: String) -> String {
            ProofTag.tagged(
                OpaqueProof(text, form: .thoughtSignature, provenance: Provenance(vendor: "google"))
            )
        }
        let input = #"""
            [{"role":"user","content":"go"},
             {"type":"reasoning","summary":[],"encrypted_content":"\#(proof("QQ=="))"},
             {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
             {"type":"function_call","call_id":"c2","name":"f","arguments":"{}"},
             {"type":"function_call_output","call_id":"c1","output":"r"},
             {"type":"function_call_output","call_id":"c2","output":"r"},
             {"role":"assistant","content":[{"type":"output_text","text":"done"}]},
             {"type":"reasoning","summary":[],"encrypted_content":"\#(proof("QUI="))"},
             {"role":"user","content":"more"}]
            """#
        let carried = try carry(
            responses(input), from: .openAIResponses, to: target(.gemini, model: "gemini-3-flash"))
        #expect(carried["contents", 1, "parts", 0, "thoughtSignature"] == #""QQ==""#)
        #expect(carried["contents", 1, "parts", 1, "thoughtSignature"] == nil)
        #expect(carried["contents", 3, "parts"] == #"[{"text":"done","thoughtSignature":"QUI="}]"#)
    }

    @Test func `has free-form tools wrapped and their calls unwrapped`() throws {
        let body = responses(
            #"""
            [{"role":"user","content":"go"},
             {"type":"custom_tool_call","call_id":"c1","name":"patch","input":"a \"b\""},
             {"type":"custom_tool_call_output","call_id":"c1","output":"ok"}]
            """#,
            #""tools":[{"type":"custom","name":"patch","description":"Patches.","format":{"type":"grammar","syntax":"lark","definition":"start: x"}}]"#
        )
        let messages = try carry(body, from: .openAIResponses, to: target(.anthropic))
        #expect(messages["messages", 1, "content", 0, "input"] == #"{"input":"a \"b\""}"#)
        #expect(messages["tools", 0, "input_schema", "required"] == #"["input"]"#)
        #expect(messages.text.contains("start: x"))
        let gemini = try carry(body, from: .openAIResponses, to: target(.gemini))
        #expect(
            gemini["contents", 1, "parts", 0, "functionCall", "args"] == #"{"input":"a \"b\""}"#)

        let answer = try answer(
            #"{"candidates":[{"content":{"parts":[{"functionCall":{"id":"g1","name":"patch","args":{"input":"x\ny"}}}]},"finishReason":"STOP"}]}"#,
            gemini.context)
        let item = answer.root["output"]?.elements.first { _ in true }
        #expect(item?["type"]?.string == "custom_tool_call")
        #expect(item?["input"]?.string == "x\ny")
    }

    @Test func `has names of namespaces joined and parted again`() throws {
        let body = responses(
            #"[{"role":"user","content":"go"},{"type":"function_call","call_id":"c","namespace":"crm","name":"get","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"1"}]"#,
            #""tools":[{"type":"namespace","name":"crm","description":"d","tools":[{"type":"function","name":"get","parameters":{}}]},{"type":"function","name":"get","parameters":{}}]"#
        )
        let carried = try carry(body, from: .openAIResponses, to: target(.anthropic))
        #expect(carried["tools", 0, "name"] == #""crm__get""#)
        #expect(carried["tools", 1, "name"] == #""get""#)
        #expect(carried["messages", 1, "content", 0, "name"] == #""crm__get""#)
        let answer = try answer(
            #"{"id":"m","type":"message","content":[{"type":"tool_use","id":"t","name":"crm__get","input":{}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}"#,
            carried.context)
        let item = answer.root["output"]?.elements.first { _ in true }
        #expect(item?["namespace"]?.string == "crm")
        #expect(item?["name"]?.string == "get")
    }

    @Test(arguments: [
        (#""none""#, Dialect.gemini, #"{"mode":"NONE"}"#),
        (#""required""#, .gemini, #"{"mode":"ANY"}"#),
        (#""auto""#, .gemini, #"{"mode":"AUTO"}"#),
        (
            #"{"type":"function","name":"f"}"#, .gemini,
            #"{"mode":"ANY","allowedFunctionNames":["f"]}"#
        ),
        (
            #"{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"}]}"#,
            .gemini,
            #"{"mode":"ANY","allowedFunctionNames":["f"]}"#
        ),
        (
            #"{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"g"}]}"#,
            .gemini,
            #"{"mode":"VALIDATED","allowedFunctionNames":["g"]}"#
        ),
        (#"{"type":"function","name":"f"}"#, .anthropic, #"{"type":"tool","name":"f"}"#),
        (#""required""#, .anthropic, #"{"type":"any"}"#),
    ])
    func `has its tool choice in all forms (PT-54)`(choice: String, dialect: Dialect, form: String)
        throws
    {
        let carried = try carry(
            responses(
                #""hi""#,
                #""tool_choice":\#(choice),"tools":[{"type":"function","name":"f","parameters":{"type":"object","properties":{"a":{}}}},{"type":"function","name":"g"}]"#
            ),
            from: .openAIResponses, to: target(dialect))
        let written =
            dialect == .gemini
            ? carried["toolConfig", "functionCallingConfig"] : carried["tool_choice"]
        #expect(written == form)
    }

    @Test func `has pictures, files and sounds by their kind (PT-61, PT-62, PT-63)`() throws {
        let body = responses(
            #"""
            [{"role":"user","content":[
               {"type":"input_image","image_url":"data:image/png;base64,iVBO","detail":"high"},
               {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"},
               {"type":"input_audio","input_audio":{"data":"UklG","format":"wav"}}]},
             {"type":"function_call","call_id":"c","name":"shot","arguments":"{}"},
             {"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"see"},{"type":"input_image","image_url":"data:image/png;base64,AAAA"}]}]
            """#)
        let gemini = try carry(body, from: .openAIResponses, to: target(.gemini))
        #expect(
            gemini["contents", 0, "parts"]
                == #"[{"inlineData":{"mimeType":"image/png","data":"iVBO"}},{"inlineData":{"mimeType":"application/pdf","data":"JVBE"}},{"inlineData":{"mimeType":"audio/wav","data":"UklG"}}]"#
        )
        #expect(
            gemini["contents", 2, "parts", 0, "functionResponse", "response"]
                == #"{"output":"see"}"#)
        #expect(gemini["contents", 2, "parts", 1, "inlineData", "data"] == #""AAAA""#)
        let three = try carry(
            body, from: .openAIResponses, to: target(.gemini, model: "gemini-3-flash"))
        #expect(
            three["contents", 2, "parts", 0, "functionResponse", "parts", 0, "inlineData", "data"]
                == #""AAAA""#)
        let fault = #expect(throws: TranslationFault.self) {
            _ = try carry(body, from: .openAIResponses, to: target(.anthropic))
        }
        #expect(fault?.field == "input_audio")
        let url = responses(
            #"[{"role":"user","content":[{"type":"input_image","image_url":"https://a.example/x.png"}]}]"#
        )
        let messages = try carry(url, from: .openAIResponses, to: target(.anthropic))
        #expect(messages["messages", 0, "content", 0, "source", "type"] == #""url""#)
        #expect(throws: TranslationFault.self) {
            _ = try carry(url, from: .openAIResponses, to: target(.gemini))
        }
    }

    @Test(arguments: [
        #"{"input":"x"}"#, #"{"model":1,"input":"x"}"#, #"{"model":"m"}"#,
        #"{"model":"m","input":7}"#,
        #"{"model":"m","input":[1]}"#, #"{"model":"m","input":[{"role":"robot","content":"x"}]}"#,
        #"{"model":"m","input":[{"role":"user","content":7}]}"#,
        #"{"model":"m","input":[{"role":"user","content":[{"text":"x"}]}]}"#,
        #"{"model":"m","input":[{"type":"function_call","name":"f"}]}"#,
        #"{"model":"m","input":[{"type":"function_call","call_id":"c","name":"f","arguments":{}}]}"#,
        #"{"model":"m","input":[{"type":"reasoning","encrypted_content":1}]}"#,
        #"{"model":"m","input":"x","tools":{}}"#, #"{"model":"m","input":"x","tools":[{}]}"#,
        #"{"model":"m","input":"x","tools":[{"type":"function","name":"f","parameters":[]}]}"#,
        #"{"model":"m","input":"x","tool_choice":"maybe"}"#,
        #"{"model":"m","input":"x","tool_choice":[]}"#,
        #"{"model":"m","input":"x","temperature":"hot"}"#,
        #"{"model":"m","input":"x","stream":"yes"}"#,
        #"{"model":"m","input":"x","max_output_tokens":-1}"#,
        #"{"model":"m","input":"x","text":{"format":{"type":"xml"}}}"#,
        #"{"model":"m","input":"x","text":{"format":{"type":"json_schema"}}}"#,
        #"{"model":"m","input":"x","include":[1]}"#,
        #"{"model":"m","input":"x","metadata":{"a":1}}"#,
        #"{"model":"m","input":"x","reasoning":"high"}"#, "[]", "null",
        #"{"model":"m","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:oops"}]}]}"#,
    ])
    func `of the wrong types is refused and names the field (PT-60)`(body: String) throws {
        let fault = #expect(throws: TranslationFault.self) {
            _ = try carry(body, from: .openAIResponses, to: target(.openAIChat))
        }
        #expect(fault.map { [.malformedField, .missingField].contains($0.code) } == true)
    }
}
