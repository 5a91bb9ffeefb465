import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `Parameters between Chat and Messages` {
    private let user = #"{"role":"user","content":"q"}"#

    private func toMessages(
        _ more: String, model: String? = nil, policy: LossPolicy = .auto
    ) throws -> Carried {
        try carry(
            chat(user, more), from: .openAIChat,
            to: target(.anthropic, model: model, policy: policy))
    }

    private func toChat(_ more: String, model: String? = nil) throws -> Carried {
        try carry(messages(user, more), from: .anthropic, to: target(.openAIChat, model: model))
    }

    @Test(arguments: [
        ("gpt-5", "max_completion_tokens"), ("gpt-4.1", "max_completion_tokens"),
        ("o3", "max_completion_tokens"),
        ("mistral-large", "max_tokens"), ("deepseek-chat", "max_tokens"),
        ("llama3.3:70b", "max_tokens"),
    ])
    func `PT-51 bound the output under the name the model takes`(model: String, field: String)
        throws
    {
        #expect(try toChat("", model: model)[field] == "1000")
    }

    @Test func `PT-51 leave out what reasoning models refuse`() throws {
        let carried = try toChat(#""temperature":0.5,"top_p":0.9"#, model: "gpt-5")
        #expect(carried["temperature"] == nil)
        #expect(carried["top_p"] == nil)
        #expect(carried.dropped.contains("temperature"))
        let defaults = try toChat(#""temperature":1,"top_p":1.0"#, model: "gpt-5")
        #expect(defaults.dropped == "")
    }

    @Test func `PT-51 prefer max_completion_tokens where both are given`() throws {
        #expect(try toMessages(#""max_tokens":5,"max_completion_tokens":7"#)["max_tokens"] == "7")
        #expect(try toMessages(#""max_tokens":5"#)["max_tokens"] == "5")
    }

    @Test(arguments: [
        ("claude-sonnet-4-5", "64000"), ("claude-opus-4-1-20250805", "32000"),
        ("claude-3-5-haiku-latest", "8192"),
    ])
    func `PT-52 fill Messages' limit with the model's own`(model: String, limit: String) throws {
        let carried = try toMessages(#""stream":false"#, model: model)
        #expect(carried["max_tokens"] == limit)
        #expect(carried.dropped == "")
    }

    @Test func `PT-52 never ask for more than the model gives, and say so`() throws {
        let carried = try toMessages(
            #""max_completion_tokens":100000"#, model: "claude-3-5-haiku-latest")
        #expect(carried["max_tokens"] == "8192")
        #expect(carried.dropped == "~max_completion_tokens")
    }

    @Test(arguments: [(0, false), (1, false), (4, false), (5, true)])
    func `PT-53 carry stop sequences up to the limit and refuse more`(count: Int, isRefused: Bool)
        throws
    {
        let list = (0..<count).map { "\"s\($0)\"" }.joined(separator: ",")
        let outcome = Result { try toChat(#""stop_sequences":[\#(list)]"#) }
        if isRefused {
            #expect { try outcome.get() } throws: {
                ($0 as? TranslationFault)?.field == "stop_sequences"
            }
        } else {
            #expect(try outcome.get()["stop"] == (count == 0 ? nil : "[\(list)]"))
        }
    }

    @Test func `PT-53 carry one stop as a text or a list`() throws {
        #expect(try toMessages(#""stop":"x""#)["stop_sequences"] == #"["x"]"#)
        #expect(try toMessages(#""stop":["x","y"]"#)["stop_sequences"] == #"["x","y"]"#)
    }

    @Test(arguments: [
        (#""tool_choice":"auto""#, #"{"type":"auto"}"#),
        (#""tool_choice":"required""#, #"{"type":"any"}"#),
        (#""tool_choice":"none""#, #"{"type":"none"}"#),
        (
            #""tool_choice":{"type":"function","function":{"name":"a"}}"#,
            #"{"type":"tool","name":"a"}"#
        ),
        (#""parallel_tool_calls":false"#, #"{"type":"auto","disable_parallel_tool_use":true}"#),
        (
            #""tool_choice":"required","parallel_tool_calls":false"#,
            #"{"type":"any","disable_parallel_tool_use":true}"#
        ),
        (#""tool_choice":"none","parallel_tool_calls":false"#, #"{"type":"none"}"#),
    ])
    func `PT-54 carry every form of tool choice to Messages and back`(
        said: String, expected: String
    ) throws {
        let tools =
            #""tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object"}}}]"#
        let carried = try toMessages(tools + "," + said)
        #expect(carried["tool_choice"] == expected)
        #expect(carried.dropped == "")
        let back = try carry(
            messages(
                user,
                #""tools":[{"name":"a","input_schema":{"type":"object"}}],"tool_choice":\#(expected)"#
            ),
            from: .anthropic, to: target(.openAIChat))
        let choice = back.root["tool_choice"]?.json ?? ""
        #expect(said.contains(choice) || choice == #""auto""#)
        #expect(back["parallel_tool_calls"] == (expected.contains("disable") ? "false" : nil))
    }

    @Test func `PT-54 send only the tools that may be called`() throws {
        let carried = try toMessages(
            #""tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"b"}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"b"}}]}}"#
        )
        #expect(carried.root["tools"]?.count == 1)
        #expect(carried["tools", 0, "name"] == #""b""#)
        #expect(carried["tool_choice", "type"] == #""any""#)
        #expect(carried.dropped == "~tool_choice")
    }

    @Test func `refuse a forced call without tools`() {
        #expect {
            try toMessages(#""tool_choice":"required""#)
        } throws: { ($0 as? TranslationFault)?.field == "tool_choice" }
    }

    @Test func `PT-56 leave schemas as they are, keywords and all`() throws {
        let schema =
            ##"{"type":"object","properties":{"default":{"type":"string","format":"date"},"title":{"$ref":"#/$defs/x"},"n":{"type":"number","default":1.50}},"$defs":{"x":{"anyOf":[{"type":"null"}]}},"additionalProperties":false}"##
        let carried = try toMessages(
            #""tools":[{"type":"function","function":{"name":"a","parameters":\#(schema),"strict":true}}]"#,
            model: "claude-sonnet-4-5")
        #expect(carried["tools", 0, "input_schema"] == schema)
        #expect(carried["tools", 0, "strict"] == "true")
        let back = try toChat(#""tools":[{"name":"a","input_schema":\#(schema)}]"#)
        #expect(back["tools", 0, "function", "parameters"] == schema)
    }

    @Test(arguments: [
        ("{}", #"{"type":"object","properties":{}}"#),
        (#"{"properties":{}}"#, #"{"properties":{},"type":"object"}"#),
        (#"{"type":["object","null"]}"#, #"{"type":"object"}"#),
        (
            #"{"anyOf":[{"properties":{"a":{},"b":{}},"required":["a","b"]},{"properties":{"b":{"x":1},"c":{}},"required":["b"]}],"$defs":{}}"#,
            #"{"type":"object","properties":{"a":{},"b":{},"c":{}},"required":["b"],"$defs":{}}"#
        ),
    ])
    func `PT-57 make the root of a schema an object, and only the root`(
        schema: String, expected: String
    ) throws {
        let carried = try toMessages(
            #""tools":[{"type":"function","function":{"name":"a","parameters":\#(schema)}}]"#)
        #expect(carried["tools", 0, "input_schema"] == expected)
        #expect(carried.dropped == (schema.contains("anyOf") ? "~parameters" : ""))
    }

    @Test func `PT-57 close every object of an output schema that says nothing of others`() throws {
        let format =
            ##""response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"items":{"type":["object","null"],"properties":{"type":{"type":"string"}}},"b":{"type":"array","items":{"$ref":"#/$defs/n"}}},"$defs":{"n":{"type":"object","additionalProperties":true}}}}}"##
        #expect(
            try toMessages(format)["output_config", "format", "schema"]
                == ##"{"type":"object","properties":{"items":{"type":["object","null"],"properties":{"type":{"type":"string"}},"additionalProperties":false},"b":{"type":"array","items":{"$ref":"#/$defs/n"}}},"$defs":{"n":{"type":"object","additionalProperties":true}},"additionalProperties":false}"##
        )
    }

    @Test func `PT-58 carry an output schema where the model takes it, and refuse it elsewhere`()
        throws
    {
        let format =
            #""response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"},"strict":true}}"#
        #expect(
            try toMessages(format)["output_config"]
                == #"{"format":{"type":"json_schema","schema":{"type":"object","additionalProperties":false}}}"#
        )
        #expect {
            try toMessages(format, model: "claude-3-5-haiku-latest")
        } throws: { ($0 as? TranslationFault)?.field == "response_format" }
        #expect(throws: TranslationFault.self) {
            try toMessages(#""response_format":{"type":"json_object"}"#)
        }
        #expect(try toMessages(#""response_format":{"type":"text"}"#).dropped == "")
        let back = try toChat(
            #""output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}"#)
        #expect(
            back["response_format"]
                == #"{"type":"json_schema","json_schema":{"name":"response","schema":{"type":"object"}}}"#
        )
    }

    @Test func `PT-57 tell Messages' strict schemas their bounds in words, names of keys or not`()
        throws
    {
        let schema =
            ##"{"type":"object","properties":{"minimum":{"type":"integer","minimum":1,"maximum":5,"description":"stars"},"tags":{"type":"array","minItems":1,"items":{"type":"string","maxLength":9,"format":"email"}},"at":{"type":"string","format":"int32"}},"required":["minimum"],"additionalProperties":false}"##
        let fitted =
            ##"{"type":"object","properties":{"minimum":{"type":"integer","description":"stars\n\n{minimum: 1, maximum: 5}"},"tags":{"type":"array","minItems":1,"items":{"type":"string","format":"email","description":"{maxLength: 9}"}},"at":{"type":"string","description":"{format: \"int32\"}"}},"required":["minimum"],"additionalProperties":false}"##
        let shaped = try carry(
            chat(
                #"{"role":"user","content":"q"}"#,
                #""response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":\#(schema)}}"#
            ), from: .openAIChat, to: target(.anthropic))
        #expect(shaped["output_config", "format", "schema"] == fitted)
        #expect(shaped.dropped == "~response_format")
        func tool(_ isStrict: Bool) throws -> Carried {
            try carry(
                chat(
                    #"{"role":"user","content":"q"}"#,
                    #""tools":[{"type":"function","function":{"name":"n","strict":\#(isStrict),"parameters":\#(schema)}}]"#
                ), from: .openAIChat, to: target(.anthropic))
        }
        #expect(try tool(true)["tools", 0, "input_schema"] == fitted)
        #expect(try tool(false)["tools", 0, "input_schema"] == schema)
    }

    @Test(arguments: [
        (#""n":2"#, "n"), (#""logprobs":true"#, "logprobs"),
        (#""modalities":["audio"]"#, "modalities"),
        (#""tools":[{"type":"web_search"}]"#, "web_search"),
        (#""web_search_options":{"a":1}"#, "web_search_options"),
    ])
    func `refuse what would change the meaning, by its own name`(said: String, field: String) {
        #expect {
            try toMessages(said)
        } throws: { error in
            (error as? TranslationFault)?.code == .unsupportedField
                && (error as? TranslationFault)?.field == field
        }
    }

    @Test func `drop the harmless and list it`() throws {
        let carried = try toMessages(
            #""seed":1,"presence_penalty":0.5,"logit_bias":{"1":2},"metadata":{"a":"b"},"store":true,"prompt_cache_key":"k","verbosity":"low","novel, field":1,"user":"u-1","service_tier":"flex""#
        )
        #expect(
            Set(carried.dropped.split(separator: ",").map(String.init))
                == [
                    "seed", "presence_penalty", "logit_bias", "metadata", "store",
                    "prompt_cache_key", "verbosity", "novel__field", "service_tier",
                ])
        #expect(carried["metadata", "user_id"] == #""u-1""#)
        let silent = try toMessages(
            #""n":1,"presence_penalty":0,"logprobs":false,"store":false,"logit_bias":{},"service_tier":"auto","frequency_penalty":0.0"#
        )
        #expect(silent.dropped == "")
    }

    @Test func `follow the operator's policy on what can't be carried`() throws {
        #expect {
            try toMessages(#""seed":1"#, policy: .refuse)
        } throws: { ($0 as? TranslationFault)?.field == "seed" }
        #expect(try toMessages(#""n":2"#, policy: .drop).dropped == "n")
        #expect(throws: TranslationFault.self) {
            try carry(
                chat(#"{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}"#),
                from: .openAIChat,
                to: target(.anthropic, policy: .drop))
        }
    }

    @Test(arguments: [
        ("0.5", "0.5", ""), ("1.0", "1.0", ""), ("1.01", "1", "~temperature"),
        ("2", "1", "~temperature"),
    ])
    func `bring temperature down to one`(said: String, expected: String, dropped: String) throws {
        let carried = try toMessages(#""temperature":\#(said)"#)
        #expect(carried["temperature"] == expected)
        #expect(carried.dropped == dropped)
    }

    @Test(arguments: [
        "[]", "1", #"{"messages":[]}"#, #"{"model":1,"messages":[]}"#, #"{"model":"m"}"#,
        #"{"model":"m","messages":{}}"#,
        #"{"model":"m","messages":[1]}"#, #"{"model":"m","messages":[{"role":"x","content":"y"}]}"#,
        #"{"model":"m","messages":[{"role":"user","content":5}]}"#,
        #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]}"#,
        #"{"model":"m","messages":[{"role":"user","content":"q"}],"tools":[{"type":"function"}]}"#,
        #"{"model":"m","messages":[{"role":"user","content":"q"}],"tools":[{"type":"function","function":{"name":"a","parameters":"x"}}]}"#,
        #"{"model":"m","messages":[{"role":"user","content":"q"}],"temperature":"hot"}"#,
        #"{"model":"m","messages":[{"role":"user","content":"q"}],"stream":1}"#,
        #"{"model":"m","messages":[{"role":"user","content":"q"}],"n":0}"#,
        #"{"model":"m","messages":[{"role":"user","content":"q"}],"response_format":{"type":"xml"}}"#,
        #"{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":1,"function":{"name":"a"}}]}]}"#,
    ])
    func `PT-60 are refused by name when of the wrong type, and never crash`(body: String) throws {
        let document = try JSONDocument(parsing: Array(body.utf8))
        for dialect in [Dialect.openAIChat, .anthropic] {
            #expect {
                try Dialects.rules(for: dialect).conversation(document, head: RequestHeadFacts())
            } throws: { error in
                guard let fault = error as? TranslationFault else { return false }
                return fault.isClientFault && !fault.message.isEmpty
            }
        }
    }

    @Test func `PT-60 name where they stand`() throws {
        #expect {
            try carry(
                chat(
                    #"{"role":"user","content":"q"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":7}]}"#
                ),
                from: .openAIChat, to: target(.anthropic))
        } throws: { ($0 as? TranslationFault)?.field == "messages[1].content[1].text" }
    }

    @Test func `PT-89 PT-90 are written the same way each time, in the client's order`() throws {
        let body = chat(
            user,
            #""tools":[{"type":"function","function":{"name":"z","parameters":{"b":1,"a":2}}},{"type":"function","function":{"name":"a"}}]"#
        )
        let first = try carry(body, from: .openAIChat, to: target(.anthropic))
        #expect(try carry(body, from: .openAIChat, to: target(.anthropic)).text == first.text)
        #expect(first["tools", 0, "name"] == #""z""#)
        #expect(first["tools", 0, "input_schema"] == #"{"b":1,"a":2,"type":"object"}"#)
    }

    @Test(arguments: ["max_tokens", "max_completion_tokens"])
    func `of no tokens is refused by the name the client used`(field: String) {
        let fault = #expect(throws: TranslationFault.self) {
            _ = try toMessages(#""\#(field)":0"#)
        }
        #expect(fault?.field == field)
    }
}
