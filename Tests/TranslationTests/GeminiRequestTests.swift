import Testing
import Translation
import Vocabulary
import Wire

/// A Gemini request with these contents and members.
func gemini(_ contents: String, _ more: String = "") -> String {
    #"{"contents":[\#(contents)]\#(more.isEmpty ? "" : "," + more)}"#
}

private let head = RequestHeadFacts(model: "gem", isStream: true)
private let user = #"{"role":"user","parts":[{"text":"hi"}]}"#

@Suite struct `A request of a Gemini client` {
    private func conversation(_ body: String) throws -> Conversation {
        try GeminiTranslation.conversation(JSONDocument(parsing: Array(body.utf8)), head: head)
    }

    @Test func `may hold an empty file`() throws {
        let read = try conversation(
            gemini(
                #"{"role":"user","parts":[{"inlineData":{"mimeType":"text/plain","data":""}}]}"#))
        #expect(read.turns[0].parts.count == 1)
    }

    @Test func `means the same in snake_case and with URL-safe base64`() throws {
        let camel = gemini(
            #"""
            {"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"+/+/"}}]},
            {"role":"model","parts":[{"functionCall":{"id":"c","name":"f","args":{"snake_key":1}},"thoughtSignature":"QQ=="}]},
            {"role":"user","parts":[{"functionResponse":{"id":"c","name":"f","response":{"output":"r"}}}]}
            """#,
            #""systemInstruction":{"parts":[{"text":"s"}]},"tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":{"type":"object","properties":{"snake_key":{}}}}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},"generationConfig":{"maxOutputTokens":7,"stopSequences":["x"],"topP":0.5,"responseMimeType":"application/json","thinkingConfig":{"includeThoughts":true,"thinkingBudget":5}}"#
        )
        let snake = gemini(
            #"""
            {"role":"user","parts":[{"inline_data":{"mime_type":"image/png","data":"-_-_"}}]},
            {"role":"model","parts":[{"function_call":{"id":"c","name":"f","args":{"snake_key":1}},"thought_signature":"QQ=="}]},
            {"role":"user","parts":[{"function_response":{"id":"c","name":"f","response":{"output":"r"}}}]}
            """#,
            #""system_instruction":{"parts":[{"text":"s"}]},"tools":[{"function_declarations":[{"name":"f","parameters_json_schema":{"type":"object","properties":{"snake_key":{}}}}]}],"tool_config":{"function_calling_config":{"mode":"ANY","allowed_function_names":["f"]}},"generation_config":{"max_output_tokens":7,"stop_sequences":["x"],"top_p":0.5,"response_mime_type":"application/json","thinking_config":{"include_thoughts":true,"thinking_budget":5}}"#
        )
        let (one, other) = (try conversation(camel), try conversation(snake))
        #expect(one == other)
        #expect(one.unknown == [])
        #expect(one.stream.isOn)
        #expect(one.turns[1].toolCalls[0].input == #"{"snake_key":1}"#)
    }

    /// As google-genai 3.4 writes it: spellings mixed, bytes in the URL-safe alphabet.
    @Test(arguments: [
        #"{"contents": [{"parts": [{"text": "hi"}, {"inlineData": {"data": "_---", "mime_type": "image/png"}}], "role": "user"}, {"parts": [{"functionCall": {"args": {"a": "b"}, "name": "w"}, "thoughtSignature": "_-8="}], "role": "model"}, {"parts": [{"functionResponse": {"name": "w", "response": {"result": "ok"}}}], "role": "user"}], "systemInstruction": {"parts": [{"text": "s"}], "role": "user"}, "tools": [{"functionDeclarations": [{"description": "d", "name": "w", "parameters": {"properties": {"a": {"nullable": true, "type": "STRING"}}, "type": "OBJECT"}}]}], "toolConfig": {"functionCallingConfig": {"allowedFunctionNames": ["w"], "mode": "ANY"}}, "generationConfig": {"candidateCount": 1, "maxOutputTokens": 50, "stopSequences": ["a"], "responseMimeType": "application/json", "responseSchema": {"properties": {"x": {"type": "INTEGER"}}, "type": "OBJECT"}, "thinkingConfig": {"include_thoughts": true, "thinking_budget": 1024}}}"#,
        #"{"contents": [{"parts": [{"text": "x"}, {"inlineData": {"data": "_---", "mime_type": "image/png"}}], "role": "user"}, {"parts": [{"functionCall": {"args": {"a": 1}, "name": "w"}}], "role": "model"}, {"parts": [{"functionResponse": {"name": "w", "response": {"output": "ok"}}}], "role": "user"}], "tools": [{"functionDeclarations": [{"description": "Weather.", "name": "f", "parameters_json_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}]}], "generationConfig": {"thinkingConfig": {"thinking_level": "LOW"}}}"#,
    ])
    func `of the newest SDK is understood whole`(body: String) throws {
        let read = try conversation(body)
        #expect(read.unknown == [])
        #expect(read.particular == [])
        guard case .image(let media) = read.turns[0].parts[1].content else {
            Issue.record("no picture")
            return
        }
        #expect(media.source == .bytes(mediaType: "image/png", base64: "/+++"))
        let carried = try carry(body, from: .gemini, to: target(.openAIChat), head: head)
        #expect(
            carried["messages", carried["messages", 0, "role"] == #""system""# ? 3 : 2, "content"]
                == #""ok""#)
        #expect(carried["tools", 0, "function", "parameters", "type"] == #""object""#)
    }

    @Test func `has its model in the path, with or without a prefix`() throws {
        for name in ["models/gem", "gem"] {
            let read = try GeminiTranslation.conversation(
                JSONDocument(parsing: Array(gemini(user).utf8)), head: RequestHeadFacts(model: name)
            )
            #expect(read.model == "gem")
        }
    }

    @Test func `pairs calls without ids by name, first come first served (PT-28)`() throws {
        let body = gemini(
            #"""
            \#(user),
            {"role":"model","parts":[{"functionCall":{"name":"f","args":{"n":1}}},{"functionCall":{"name":"g"}},{"functionCall":{"name":"f","args":{"n":2}}}]},
            {"role":"user","parts":[{"functionResponse":{"name":"g","response":{"output":"G"}}},{"functionResponse":{"name":"f","response":{"output":"F1"}}},{"functionResponse":{"name":"f","response":{"output":"F2"}}},{"text":"go on"}]},
            {"role":"model","parts":[{"functionCall":{"name":"f"}}]},
            {"role":"function","parts":[{"functionResponse":{"name":"f","response":{"result":{"a":1}}}}]}
            """#)
        let carried = try carry(body, from: .gemini, to: target(.openAIChat), head: head)
        let ids = (0..<3).map { carried["messages", 1, "tool_calls", $0, "id"] }
        #expect(Set(ids).count == 3)
        #expect((0..<3).map { carried["messages", 2 + $0, "tool_call_id"] } == ids)
        #expect(
            (0..<3).map { carried["messages", 2 + $0, "content"] } == [#""F1""#, #""G""#, #""F2""#])
        #expect(carried["messages", 5, "content"] == #""go on""#)
        #expect(carried["messages", 7, "content"] == #""{\"a\":1}""#)
        // The same history has the same ids (PT-27).
        #expect(
            try carry(body, from: .gemini, to: target(.openAIChat), head: head).text == carried.text
        )
    }

    @Test func `is refused with a response nobody asked for (PT-29)`() throws {
        for dialect in [Dialect.openAIChat, .anthropic, .openAIResponses] {
            let fault = #expect(throws: TranslationFault.self) {
                _ = try carry(
                    gemini(
                        #"\#(user),{"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}}]}"#
                    ),
                    from: .gemini, to: target(dialect), head: head)
            }
            #expect(fault?.code == .unpairedTool)
        }
    }

    @Test(arguments: [
        (#"{"error":"boom"}"#, "boom", true), (#"{"output":"fine"}"#, "fine", false),
        (#"{"output":{"a":1}}"#, #"{"a":1}"#, false),
        (#"{"a":1,"b":[2]}"#, #"{"a":1,"b":[2]}"#, false),
    ])
    func `has its results as texts, failures marked`(response: String, text: String, isError: Bool)
        throws
    {
        let carried = try carry(
            gemini(
                #"\#(user),{"role":"model","parts":[{"functionCall":{"id":"c","name":"f"}}]},{"role":"user","parts":[{"functionResponse":{"id":"c","name":"f","response":\#(response),"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}}]}"#
            ),
            from: .gemini, to: target(.anthropic), head: head)
        let result = try #require(carried["messages", 2, "content", 0])
        let node = try JSONDocument(parsing: Array(result.utf8)).root
        let content = node["content"].map { Array($0.elements) } ?? []
        #expect(content.first?["text"]?.string == text)
        #expect(content.last?["type"]?.string == "image")
        #expect((node["is_error"]?.bool ?? false) == isError)
    }

    @Test
    func `has its own schemas turned into JSON Schema, names of properties untouched (PT-56)`()
        throws
    {
        let carried = try carry(
            gemini(
                user,
                #""tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"type":{"type":"STRING","nullable":true},"nullable":{"type":"ARRAY","items":{"type":"INTEGER"},"minItems":"2"},"any_of":{"anyOf":[{"type":"NUMBER"},{"type":"BOOLEAN"}]}},"required":["type"],"propertyOrdering":["type"]}}]}],"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"ARRAY","items":{"type":"STRING","enum":["a"]}}}"#
            ),
            from: .gemini, to: target(.openAIChat), head: head)
        #expect(
            carried["tools", 0, "function", "parameters"]
                == #"{"type":"object","properties":{"type":{"type":["string","null"]},"nullable":{"type":"array","items":{"type":"integer"},"minItems":2},"any_of":{"anyOf":[{"type":"number"},{"type":"boolean"}]}},"required":["type"]}"#
        )
        #expect(
            carried["response_format", "json_schema", "schema"]
                == #"{"type":"array","items":{"type":"string","enum":["a"]}}"#)
        #expect(carried["response_format", "json_schema", "name"] == #""response""#)
    }

    @Test(arguments: [
        ("AUTO", #""auto""#), ("NONE", #""none""#), ("ANY", #""required""#),
        ("VALIDATED", #""auto""#),
    ])
    func `has its calling mode in the client's words (PT-54)`(mode: String, choice: String) throws {
        let carried = try carry(
            gemini(
                user,
                #""tools":[{"functionDeclarations":[{"name":"f"}]}],"toolConfig":{"functionCallingConfig":{"mode":"\#(mode)"}}"#
            ),
            from: .gemini, to: target(.openAIResponses), head: head)
        #expect(carried["tool_choice"] == choice)
    }

    @Test(arguments: [
        (#""cachedContent":"cachedContents/1""#, "cachedContent"),
        (#""tools":[{"googleSearch":{}}]"#, "googleSearch"),
        (
            #""tools":[{"functionDeclarations":[{"name":"f"}]},{"code_execution":{}}]"#,
            "code_execution"
        ),
        (#""generationConfig":{"candidateCount":2}"#, "candidateCount"),
        (#""generationConfig":{"responseModalities":["AUDIO"]}"#, "responseModalities"),
        (#""generationConfig":{"speechConfig":{"voice":1}}"#, "generationConfig.speechConfig"),
    ])
    func `is refused with the name of what can't be carried`(more: String, field: String) throws {
        for dialect in [Dialect.openAIResponses, .anthropic] {
            let fault = #expect(throws: TranslationFault.self) {
                _ = try carry(gemini(user, more), from: .gemini, to: target(dialect), head: head)
            }
            #expect(fault?.code == .unsupportedField)
            #expect(fault?.field == field)
        }
    }

    @Test(arguments: [
        #"{"fileData":{"mimeType":"image/png","fileUri":"gs://bucket/x.png"}}"#,
        #"{"fileData":{"mimeType":"image/png","fileUri":"https://generativelanguage.googleapis.com/v1beta/files/x"}}"#,
        #"{"fileData":{"fileUri":"https://video.example/watch"}}"#,
        #"{"inlineData":{"mimeType":"video/mp4","data":"AAAA"}}"#,
        #"{"executableCode":{"language":"PYTHON","code":"1"}}"#,
    ])
    func `is refused with files and parts only its provider can read (PT-64, PT-91)`(part: String)
        throws
    {
        for dialect in [Dialect.openAIChat, .openAIResponses, .anthropic] {
            let fault = #expect(throws: TranslationFault.self) {
                _ = try carry(
                    gemini(#"{"role":"user","parts":[\#(part)]}"#), from: .gemini,
                    to: target(dialect),
                    head: head)
            }
            #expect(fault?.code == .unsupportedField)
        }
    }

    @Test func `has an address of a picture passed on, never fetched (PT-62)`() throws {
        let carried = try carry(
            gemini(
                #"{"parts":[{"fileData":{"mimeType":"image/png","fileUri":"https://a.example/x.png"}}]}"#
            ),
            from: .gemini, to: target(.openAIResponses), head: head)
        #expect(carried["input", 0, "content", 0, "image_url"] == #""https://a.example/x.png""#)
    }

    @Test func `drops and reports what only makes a difference there`() throws {
        let carried = try carry(
            gemini(
                user,
                #""safetySettings":[{"category":"X","threshold":"Y"}],"mood":1,"generationConfig":{"topK":3,"seed":1,"mediaResolution":"LOW","imageConfig":{"a":1}}"#
            ),
            from: .gemini, to: target(.openAIResponses), head: head)
        #expect(
            Set(carried.dropped.split(separator: ",").map(String.init)) == [
                "safetySettings", "mood", "topK", "seed", "generationConfig.mediaResolution",
                "generationConfig.imageConfig",
            ])
    }

    @Test(arguments: [
        (#"{"thinkingBudget":0}"#, nil as String?, "minimal"),
        (#"{"thinkingBudget":1024}"#, nil, "low"),
        (#"{"thinkingBudget":8192,"includeThoughts":true}"#, "auto", "medium"),
        (#"{"thinkingLevel":"HIGH"}"#, nil, "high"), (#"{"thinking_level":"low"}"#, nil, "low"),
    ])
    func `has its thinking as an effort`(config: String, summary: String?, effort: String) throws {
        let carried = try carry(
            gemini(user, #""generationConfig":{"thinkingConfig":\#(config)}"#), from: .gemini,
            to: target(.openAIResponses, model: "gpt-5"), head: head)
        #expect(carried["reasoning", "effort"] == "\"\(effort)\"")
        #expect(carried["reasoning", "summary"] == summary.map { "\"\($0)\"" })
    }

    @Test(arguments: [
        "[]", "{}", #"{"contents":7}"#, #"{"contents":[7]}"#,
        #"{"contents":[{"role":"robot","parts":[]}]}"#,
        #"{"contents":[{"parts":7}]}"#, #"{"contents":[{"parts":[7]}]}"#,
        #"{"contents":[{"parts":[{"text":7}]}]}"#, #"{"contents":[{"parts":[{"inlineData":7}]}]}"#,
        #"{"contents":[{"parts":[{"inlineData":{}}]}]}"#,
        #"{"contents":[{"parts":[{"functionCall":{}}]}]}"#,
        #"{"contents":[{"parts":[{"functionCall":{"name":"f","args":"{}"}}]}]}"#,
        #"{"contents":[{"parts":[{"functionResponse":{"name":"f","response":7}}]}]}"#,
        #"{"contents":[{"parts":[{"thoughtSignature":7}]}]}"#,
        #"{"contents":[{"parts":[{"text":"x"}]}],"systemInstruction":7}"#,
        #"{"contents":[{"parts":[{"text":"x"}]}],"tools":7}"#,
        #"{"contents":[{"parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{}]}]}"#,
        #"{"contents":[{"parts":[{"text":"x"}]}],"toolConfig":{"functionCallingConfig":{"mode":"MAYBE"}}}"#,
        #"{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"temperature":"hot"}}"#,
        #"{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"stopSequences":"x"}}"#,
        #"{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"responseMimeType":"text/xml"}}"#,
        #"{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"thinkingConfig":{"thinkingBudget":-2}}}"#,
        #"{"contents":[{"parts":[{"text":"x"}]}],"labels":{"a":1}}"#,
    ])
    func `of the wrong types is refused and names the field (PT-60)`(body: String) throws {
        let fault = #expect(throws: TranslationFault.self) {
            _ = try carry(body, from: .gemini, to: target(.openAIChat), head: head)
        }
        #expect(fault.map { [.malformedField, .missingField].contains($0.code) } == true)
    }

    @Test func `may spell numbers as strings, as protocol buffers may`() throws {
        let carried = try carry(
            #"{"contents":[{"parts":[{"text":"q"}]}],"generationConfig":{"maxOutputTokens":"700","temperature":"0.5","topK":"40","thinkingConfig":{"thinkingBudget":"2048"}}}"#,
            from: .gemini, to: target(.anthropic) { $0.outputTokensMax = 64_000 },
            head: RequestHeadFacts(model: "m"))
        #expect(carried["max_tokens"] == "700")
        #expect(throws: TranslationFault.self) {
            try carry(
                #"{"contents":[{"parts":[{"text":"q"}]}],"generationConfig":{"maxOutputTokens":"many"}}"#,
                from: .gemini, to: target(.anthropic), head: RequestHeadFacts(model: "m"))
        }
    }

    @Test(arguments: [Dialect.openAIChat, .openAIResponses, .anthropic])
    func `PT-37 that say nothing are refused by their own field`(dialect: Dialect) {
        #expect {
            try carry(
                #"{"contents":[]}"#, from: .gemini, to: target(dialect),
                head: RequestHeadFacts(model: "m"))
        } throws: { error in
            let fault = error as? TranslationFault
            return fault?.field == "contents" && fault?.message.hasPrefix("contents ") == true
        }
    }
}
