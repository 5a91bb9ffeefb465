import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `Roles, instructions and empty contents` {
    @Test func `PT-34 carry all leading instructions in order, marks kept`() throws {
        let body = chat(
            #"{"role":"system","content":"one"},{"role":"developer","content":[{"type":"text","text":"two","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"three"}]},{"role":"user","content":"q"}"#
        )
        let carried = try carry(body, from: .openAIChat, to: target(.anthropic))
        #expect(
            carried["system"]
                == #"[{"type":"text","text":"one"},{"type":"text","text":"two","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"three"}]"#
        )
        #expect(carried.dropped == "")
    }

    @Test func `PT-34 become one system message for Chat`() throws {
        let one = try carry(
            messages(#"{"role":"user","content":"q"}"#, #""system":"be brief""#), from: .anthropic,
            to: target(.openAIChat))
        #expect(one["messages", 0] == #"{"role":"system","content":"be brief"}"#)
        let many = try carry(
            messages(
                #"{"role":"user","content":"q"}"#,
                #""system":[{"type":"text","text":"a"},{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}]"#
            ),
            from: .anthropic, to: target(.openAIChat))
        #expect(
            many["messages", 0]
                == #"{"role":"system","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}"#
        )
        let compatible = try carry(
            messages(
                #"{"role":"user","content":"q"}"#,
                #""system":[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#),
            from: .anthropic, to: target(.openAIChat) { $0.isFullyCompatible = false })
        #expect(compatible["messages", 0] == #"{"role":"system","content":"a\n\nb"}"#)
    }

    @Test
    func
        `PT-35 put an instruction in the middle where it may stand, and never between a call and its result`()
        throws
    {
        let body = chat(
            #"{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"a","arguments":"{}"}}]},{"role":"system","content":"careful"},{"role":"tool","tool_call_id":"c","content":"r"}"#,
            #""tools":[{"type":"function","function":{"name":"a"}}]"#)
        let old = try carry(body, from: .openAIChat, to: target(.anthropic))
        #expect(old["messages", 2, "content", 0, "type"] == #""tool_result""#)
        #expect(old["messages", 3, "role"] == #""user""#)
        #expect(old["messages", 3, "content", 0, "text"]?.contains("<system-instruction>") == true)
        #expect(old.dropped == "~messages[].role")
        let new = try carry(body, from: .openAIChat, to: target(.anthropic, model: "claude-opus-5"))
        #expect(new["messages", 3, "role"] == #""system""#)
        #expect(new["messages", 3, "content", 0, "text"] == #""careful""#)
        #expect(new.dropped == "")
    }

    @Test func `PT-35 read Messages' own instructions in the middle`() throws {
        let body = messages(
            #"{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"system","content":"careful"},{"role":"user","content":[{"type":"mid_conv_system","content":"hush"},{"type":"text","text":"go"}]}"#
        )
        let carried = try carry(body, from: .anthropic, to: target(.openAIChat))
        #expect(
            carried["messages"]
                == #"[{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"system","content":"careful"},{"role":"system","content":"hush"},{"role":"user","content":"go"}]"#
        )
    }

    @Test(arguments: ["null", "\"\"", "\"  \\n\"", "[]", #"[{"type":"text","text":""}]"#])
    func `PT-36 leave out what is empty`(content: String) throws {
        let body = chat(
            #"{"role":"user","content":"q"},{"role":"assistant","content":\#(content)},{"role":"user","content":"more"}"#
        )
        let carried = try carry(body, from: .openAIChat, to: target(.anthropic))
        #expect(
            carried["messages"]
                == #"[{"role":"user","content":[{"type":"text","text":"q"}]},{"role":"user","content":[{"type":"text","text":"more"}]}]"#
        )
    }

    @Test func `PT-36 keep an empty result, which its call needs`() throws {
        let body = chat(
            #"{"role":"user","content":"q"},{"role":"assistant","content":"","tool_calls":[{"id":"c","type":"function","function":{"name":"a","arguments":""}}]},{"role":"tool","tool_call_id":"c","content":""}"#
        )
        let carried = try carry(body, from: .openAIChat, to: target(.anthropic))
        #expect(
            carried["messages", 1, "content"]
                == #"[{"type":"tool_use","id":"c","name":"a","input":{}}]"#)
        #expect(carried["messages", 2, "content"] == #"[{"type":"tool_result","tool_use_id":"c"}]"#)
    }

    @Test func `PT-37 refuse a conversation of instructions only, for Messages`() {
        #expect {
            try carry(
                chat(#"{"role":"system","content":"x"}"#), from: .openAIChat, to: target(.anthropic)
            )
        } throws: { ($0 as? TranslationFault)?.field == "messages" }
    }

    @Test func `PT-38 keep neighbours of one role, and merge those of the assistant`() throws {
        let body = chat(
            #"{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":"c"},{"role":"assistant","content":"d"},{"role":"user","content":"e"}"#
        )
        let carried = try carry(body, from: .openAIChat, to: target(.anthropic))
        #expect(
            carried.root["messages"]?.elements.map { $0["role"]?.string ?? "" } == [
                "user", "user", "assistant", "user",
            ])
        #expect(
            carried["messages", 2, "content"]
                == #"[{"type":"text","text":"c"},{"type":"text","text":"d"}]"#)
    }

    @Test func `PT-39 carry a prefill where it is taken, and refuse it elsewhere`() throws {
        let body = chat(#"{"role":"user","content":"q"},{"role":"assistant","content":"Sure, \n"}"#)
        let taken = try carry(body, from: .openAIChat, to: target(.anthropic))
        #expect(taken["messages", 1, "content", 0, "text"] == #""Sure,""#)
        #expect(throws: TranslationFault.self) {
            try carry(body, from: .openAIChat, to: target(.anthropic, model: "claude-opus-4-7"))
        }
        let approximated = try carry(
            messages(#"{"role":"user","content":"q"},{"role":"assistant","content":"Sure"}"#),
            from: .anthropic,
            to: target(.openAIChat))
        #expect(approximated.dropped == "~messages")
    }

    @Test func `report a speaker's name that has no place`() throws {
        let carried = try carry(
            chat(#"{"role":"user","name":"Ann","content":"q"}"#), from: .openAIChat,
            to: target(.anthropic))
        #expect(carried.dropped == "messages[].name")
    }

    @Test
    func
        `keep the mark of an instruction between a user's messages, and a part's over its message's`()
        throws
    {
        let body = chat(
            #"{"role":"user","content":"a"},{"role":"system","content":"s","cache_control":{"type":"ephemeral"}},{"role":"user","cache_control":{"type":"ephemeral"},"content":[{"type":"text","text":"b","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"c"}]}"#
        )
        let carried = try carry(body, from: .openAIChat, to: target(.anthropic))
        #expect(carried["messages", 1, "content", 0, "cache_control"] == #"{"type":"ephemeral"}"#)
        #expect(carried["messages", 2, "content", 0, "cache_control", "ttl"] == #""1h""#)
        #expect(carried["messages", 2, "content", 1, "cache_control"] == nil)
    }

    @Test(arguments: [(4, ""), (5, "prompt_cache_breakpoint")])
    func `carry four marks and report more`(count: Int, dropped: String) throws {
        let parts = (0..<count).map {
            #"{"type":"text","text":"t\#($0)","cache_control":{"type":"ephemeral"}}"#
        }
        let carried = try carry(
            chat(#"{"role":"user","content":[\#(parts.joined(separator: ","))]}"#),
            from: .openAIChat,
            to: target(.anthropic))
        #expect(carried.text.components(separatedBy: "cache_control") == 5)
        #expect(carried.dropped == dropped)
    }

    @Test func `fit a long id of the end user to what the provider takes`() throws {
        let id = "user_" + String(repeating: "a", count: 64) + "_account__session_1"
        let body = messages(#"{"role":"user","content":"q"}"#, #""metadata":{"user_id":"\#(id)"}"#)
        let carried = try carry(body, from: .anthropic, to: target(.openAIChat))
        let fitted = try #require(carried["safety_identifier"])
        #expect(fitted.utf8.count <= 66)
        #expect(
            try carry(body, from: .anthropic, to: target(.openAIChat))["safety_identifier"]
                == fitted)
    }
}

extension String {
    /// How many pieces it has between a separator.
    fileprivate func components(separatedBy separator: String) -> Int {
        ranges(of: separator).count + 1
    }
}
