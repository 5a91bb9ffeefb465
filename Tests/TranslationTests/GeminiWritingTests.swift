import Testing
import Translation
import Vocabulary
import Wire

private let head = RequestHeadFacts(model: "gem", isStream: true)

@Suite struct `A request for a Gemini provider` {
    private let go = #"{"role":"user","content":"go"}"#

    @Test func `has neighbours of one role merged, blank texts left out (PT-36, PT-38)`() throws {
        let carried = try carry(
            chat(
                #"{"role":"user","content":"a"},{"role":"user","content":" "},{"role":"user","content":"b"},{"role":"assistant","content":""},{"role":"user","content":"c"}"#
            ),
            from: .openAIChat, to: target(.gemini))
        #expect(
            carried["contents"]
                == #"[{"role":"user","parts":[{"text":"a"},{"text":"b"},{"text":"c"}]}]"#)
    }

    @Test func `has all results of a turn in one content in the calls' order (PT-30, PT-29)`()
        throws
    {
        let carried = try carry(
            chat(
                #"""
                \#(go),
                {"role":"assistant","content":"I","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},{"id":"b","type":"function","function":{"name":"g","arguments":""}}]},
                {"role":"tool","tool_call_id":"b","content":"B"},{"role":"tool","tool_call_id":"a","content":"A"},
                {"role":"user","content":"on"}
                """#), from: .openAIChat, to: target(.gemini))
        #expect(
            carried["contents", 1, "parts"]
                == #"[{"text":"I"},{"functionCall":{"id":"a","name":"f","args":{"x":1}}},{"functionCall":{"id":"b","name":"g","args":{}}}]"#
        )
        #expect(
            carried["contents", 2, "parts"]
                == #"[{"functionResponse":{"id":"a","name":"f","response":{"output":"A"}}},{"functionResponse":{"id":"b","name":"g","response":{"output":"B"}}},{"text":"on"}]"#
        )
        #expect(carried["contents", 3] == nil)
    }

    @Test func `tells a failed result as an error (5.4)`() throws {
        let carried = try carry(
            messages(
                #"{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":true,"content":"boom"}]}"#
            ),
            from: .anthropic, to: target(.gemini))
        #expect(
            carried["contents", 2, "parts", 0, "functionResponse", "response"]
                == #"{"error":"boom"}"#)
        #expect(carried.dropped == "")
    }

    @Test func `has signatures where a model of the third generation wants them (PT-45)`() throws {
        let body = chat(
            #"\#(go),{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"A"},{"role":"tool","tool_call_id":"b","content":"B"}"#
        )
        let three = try carry(body, from: .openAIChat, to: target(.gemini, model: "gemini-3-flash"))
        #expect(
            three["contents", 1, "parts", 0, "thoughtSignature"]
                == #""skip_thought_signature_validator""#)
        #expect(three["contents", 1, "parts", 1, "thoughtSignature"] == nil)
        let two = try carry(body, from: .openAIChat, to: target(.gemini))
        #expect(two["contents", 1, "parts", 0, "thoughtSignature"] == nil)
    }

    @Test func `that ends with the model's own words is refused (PT-39)`() throws {
        let fault = #expect(throws: TranslationFault.self) {
            _ = try carry(
                messages(#"{"role":"user","content":"go"},{"role":"assistant","content":"Sure"}"#),
                from: .anthropic, to: target(.gemini))
        }
        #expect(fault?.code == .unsupportedField)
    }

    @Test func `has schemas as they are (PT-55)`() throws {
        let schema =
            ##"{"$schema":"x","type":"object","properties":{"a":{"anyOf":[{"$ref":"#/$defs/b"},{"type":"null"}]}},"$defs":{"b":{"const":1}},"additionalProperties":false}"##
        let carried = try carry(
            chat(
                go,
                #""tools":[{"type":"function","function":{"name":"f","parameters":\#(schema)}},{"type":"function","function":{"name":"g","parameters":{"type":"object","properties":{}}}}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":\#(schema)}}"#
            ),
            from: .openAIChat, to: target(.gemini))
        #expect(carried["tools", 0, "functionDeclarations", 0, "parametersJsonSchema"] == schema)
        #expect(carried["tools", 0, "functionDeclarations", 1] == #"{"name":"g"}"#)
        #expect(carried["generationConfig", "responseMimeType"] == #""application/json""#)
        #expect(carried["generationConfig", "responseJsonSchema"] == schema)
    }

    @Test(arguments: [
        (
            ##"{"type":"object","properties":{"default":{"type":["string","null"],"format":"uri"},"title":{"$ref":"#/$defs/t"}},"required":["title"],"additionalProperties":false,"$defs":{"t":{"type":"integer","exclusiveMinimum":3}}}"##,
            #"{"type":"OBJECT","properties":{"default":{"type":"STRING","nullable":true},"title":{"type":"INTEGER"}},"required":["title"]}"#,
            true
        ),
        (
            #"{"type":"object","properties":{"a":{"oneOf":[{"const":"x"},{"enum":["y","z"]}]},"b":{"type":"array","items":{"type":"number","minimum":0}}}}"#,
            #"{"type":"OBJECT","properties":{"a":{"anyOf":[{"enum":["x"]},{"enum":["y","z"]}]},"b":{"type":"ARRAY","items":{"type":"NUMBER","minimum":0}}}}"#,
            false
        ),
    ])
    func `has schemas in Gemini's subset for models that take no other (PT-55, PT-56, PT-57)`(
        schema: String, subset: String, isChanged: Bool
    ) throws {
        let carried = try carry(
            chat(
                go,
                #""tools":[{"type":"function","function":{"name":"f","parameters":\#(schema)}}]"#),
            from: .openAIChat, to: target(.gemini) { $0.takesRawSchemas = false })
        #expect(carried["tools", 0, "functionDeclarations", 0, "parameters"] == subset)
        #expect(carried.dropped.isEmpty != isChanged)
    }

    @Test(arguments: [
        ##"{"$ref":"#"}"##, ##"{"type":"object","properties":{"a":{"$ref":"#/properties/a"}}}"##,
        ##"{"type":"object","properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"properties":{"l":{"$ref":"#/$defs/x"},"r":{"$ref":"#/$defs/x"}}}}}"##,
    ])
    func `has schemas that refer to themselves bounded (PT-55)`(schema: String) throws {
        let carried = try carry(
            chat(
                go,
                #""tools":[{"type":"function","function":{"name":"f","parameters":\#(schema)}}]"#),
            from: .openAIChat, to: target(.gemini) { $0.takesRawSchemas = false })
        #expect(carried.text.utf8.count < 400_000)
    }

    @Test func `has names fitted everywhere and found again (PT-59)`() throws {
        let name = "9/" + String(repeating: "n", count: 140)
        let body = chat(
            #"\#(go),{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"\#(name)","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"A"}"#,
            #""tools":[{"type":"function","function":{"name":"\#(name)"}}],"tool_choice":{"type":"function","function":{"name":"\#(name)"}}"#
        )
        let carried = try carry(body, from: .openAIChat, to: target(.gemini))
        let fitted = try #require(carried["tools", 0, "functionDeclarations", 0, "name"])
        #expect(fitted.utf8.count <= 130)
        #expect(carried["contents", 1, "parts", 0, "functionCall", "name"] == fitted)
        #expect(carried["contents", 2, "parts", 0, "functionResponse", "name"] == fitted)
        #expect(
            carried["toolConfig", "functionCallingConfig", "allowedFunctionNames"] == "[\(fitted)]")
        let reply = try answer(
            #"{"candidates":[{"content":{"parts":[{"functionCall":{"name":\#(fitted)}}]},"finishReason":"STOP"}]}"#,
            carried.context
        ).reply
        #expect(reply.choices[0].parts.count == 1)
        guard case .toolCall(let call) = reply.choices[0].parts[0].content else { return }
        #expect(call.name == name)
    }

    @Test func `has strict tools validated`() throws {
        let carried = try carry(
            chat(go, #""tools":[{"type":"function","function":{"name":"f","strict":true}}]"#),
            from: .openAIChat, to: target(.gemini))
        #expect(carried["toolConfig", "functionCallingConfig", "mode"] == #""VALIDATED""#)
        #expect(carried.dropped == "~tools[].function.strict")
    }

    @Test func `takes five stop sequences and no more (PT-53)`() throws {
        func body(_ count: Int) -> String {
            let texts = (0..<count).map { "\"s\($0)\"" }.joined(separator: ",")
            return messages(#"{"role":"user","content":"hi"}"#, #""stop_sequences":[\#(texts)]"#)
        }
        #expect(
            try carry(body(5), from: .anthropic, to: target(.gemini))[
                "generationConfig", "stopSequences"]
                != nil)
        #expect(throws: TranslationFault.self) {
            _ = try carry(body(6), from: .anthropic, to: target(.gemini))
        }
    }

    @Test func `has every number it knows`() throws {
        let carried = try carry(
            chat(
                go,
                #""temperature":0.30,"top_p":0.9,"presence_penalty":1,"frequency_penalty":-1,"seed":7,"n":2,"max_completion_tokens":100,"logprobs":true,"top_logprobs":3,"service_tier":"flex","metadata":{"a":"b"}"#
            ),
            from: .openAIChat, to: target(.gemini))
        #expect(
            carried["generationConfig"]
                == #"{"temperature":0.30,"topP":0.9,"presencePenalty":1,"frequencyPenalty":-1,"seed":7,"responseLogprobs":true,"logprobs":3,"maxOutputTokens":100,"candidateCount":2}"#
        )
        #expect(carried["serviceTier"] == #""flex""#)
        #expect(carried["labels"] == #"{"a":"b"}"#)
        #expect(carried.dropped == "")
    }

    @Test(arguments: [
        (#""reasoning_effort":"none""#, "gemini-2.5-flash", #"{"thinkingBudget":0}"#),
        (#""reasoning_effort":"none""#, "gemini-2.5-pro", #"{"thinkingBudget":128}"#),
        (#""reasoning_effort":"low""#, "gemini-2.5-flash", #"{"thinkingBudget":4096}"#),
        (#""reasoning_effort":"high""#, "gemini-2.5-flash", #"{"thinkingBudget":24576}"#),
        (#""reasoning_effort":"max""#, "gemini-2.5-pro", #"{"thinkingBudget":32768}"#),
        (#""reasoning_effort":"none""#, "gemini-3-flash", #"{"thinkingLevel":"MINIMAL"}"#),
        (#""reasoning_effort":"medium""#, "gemini-3-flash", #"{"thinkingLevel":"MEDIUM"}"#),
        (#""reasoning_effort":"xhigh""#, "gemini-3-flash", #"{"thinkingLevel":"HIGH"}"#),
        (#""reasoning_effort":"medium""#, "gemini-3-pro", #"{"thinkingLevel":"HIGH"}"#),
    ])
    func `has efforts on its own ladder (5.6)`(effort: String, model: String, config: String) throws
    {
        let carried = try carry(
            chat(go, effort), from: .openAIChat, to: target(.gemini, model: model))
        #expect(carried["generationConfig", "thinkingConfig"] == config)
    }

    @Test(arguments: [
        ("enabled", "gemini-2.5-flash", #"{"thinkingBudget":2000,"includeThoughts":true}"#, ""),
        (
            "enabled", "gemini-3-flash", #"{"thinkingLevel":"LOW","includeThoughts":true}"#,
            "~thinking.budget_tokens"
        ),
        ("adaptive", "gemini-2.5-flash", #"{"thinkingBudget":-1,"includeThoughts":true}"#, ""),
        ("adaptive", "gemini-3-flash", #"{"includeThoughts":true}"#, ""),
        ("disabled", "gemini-2.5-flash", #"{"thinkingBudget":0}"#, ""),
    ])
    func `has budgets and modes on its own ladder (PT-47)`(
        type: String, model: String, config: String, dropped: String
    ) throws {
        let budget = type == "enabled" ? #","budget_tokens":2000"# : ""
        let carried = try carry(
            messages(
                #"{"role":"user","content":"hi"}"#, #""thinking":{"type":"\#(type)"\#(budget)}"#),
            from: .anthropic, to: target(.gemini, model: model))
        #expect(carried["generationConfig", "thinkingConfig"] == config)
        #expect(carried.dropped == dropped)
    }

    @Test(arguments: [
        (#"{"type":"image_url","image_url":{"url":"https://a.example/x.png"}}"#, "image_url"),
        (#"{"type":"file","file":{"file_id":"file_1"}}"#, "file.file_id"),
    ])
    func `is refused with what it can't read (PT-62)`(part: String, field: String) throws {
        let fault = #expect(throws: TranslationFault.self) {
            _ = try carry(
                chat(#"{"role":"user","content":[\#(part)]}"#), from: .openAIChat,
                to: target(.gemini))
        }
        #expect(fault?.code == .unsupportedField)
        #expect(fault?.field == field)
    }

    @Test func `is refused with arguments that aren't an object`() throws {
        let fault = #expect(throws: TranslationFault.self) {
            _ = try carry(
                chat(
                    #"\#(go),{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{oops"}}]},{"role":"tool","tool_call_id":"a","content":"A"}"#
                ),
                from: .openAIChat, to: target(.gemini))
        }
        #expect(fault?.code == .unsupportedField)
    }

    @Test func `has a choice without tools left out`() throws {
        let carried = try carry(
            chat(go, #""tool_choice":"auto""#), from: .openAIChat, to: target(.gemini))
        #expect(carried["toolConfig"] == nil)
    }

    @Test func `of its own dialect keeps what only that knows`() throws {
        let carried = try carry(
            gemini(
                #"{"role":"user","parts":[{"fileData":{"mimeType":"image/png","fileUri":"gs://b/x"}}]}"#,
                #""tools":[{"googleSearch":{}}],"safetySettings":[{"a":1}],"cachedContent":"c","mood":[1, 2],"generationConfig":{"mediaResolution":"LOW"}"#
            ),
            from: .gemini, to: target(.gemini), head: head)
        #expect(carried["tools", 0] == #"{"googleSearch":{}}"#)
        #expect(carried["safetySettings"] == #"[{"a":1}]"#)
        #expect(carried["cachedContent"] == #""c""#)
        #expect(carried["mood"] == "[1, 2]")
        #expect(carried["generationConfig", "mediaResolution"] == #""LOW""#)
        #expect(carried["contents", 0, "parts", 0, "fileData", "fileUri"] == #""gs://b/x""#)
        #expect(carried.dropped == "")
    }
}
