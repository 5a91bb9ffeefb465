import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `Ids and pairs of tool calls` {
    private let tools =
        #""tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"b"}}]"#

    private func call(_ id: String, _ name: String = "a", _ arguments: String = "{}") -> String {
        #"{"id":"\#(id)","type":"function","function":{"name":"\#(name)","arguments":"\#(arguments)"}}"#
    }

    private func assistant(_ calls: String..., content: String = "null") -> String {
        #"{"role":"assistant","content":\#(content),"tool_calls":[\#(calls.joined(separator: ","))]}"#
    }

    private func result(_ id: String, _ text: String = "r") -> String {
        #"{"role":"tool","tool_call_id":"\#(id)","content":"\#(text)"}"#
    }

    private let user = #"{"role":"user","content":"q"}"#

    @Test(arguments: [
        String(repeating: "x", count: 65), "call.1", "fc:1|rs_2", "ü", "a b",
        "call_" + String(repeating: "y", count: 120),
    ])
    func `PT-26 PT-27 become acceptable, alike everywhere and every time`(id: String) throws {
        let body = chat([user, assistant(call(id)), result(id)].joined(separator: ","), tools)
        let first = try carry(body, from: .openAIChat, to: target(.anthropic))
        let second = try carry(body, from: .openAIChat, to: target(.anthropic))
        let used = try #require(first["messages", 1, "content", 0, "id"])
        #expect(IdentifierRule.anthropicToolID.accepts(String(used.dropFirst().dropLast())))
        #expect(first["messages", 2, "content", 0, "tool_use_id"] == used)
        #expect(first.text == second.text)
    }

    @Test func `PT-26 stay as they are where they fit, and apart where they begin alike`() throws {
        let long = String(repeating: "x", count: 80)
        let rule = IdentifierRule.anthropicToolID
        #expect(rule.fitted("toolu_01AbC-9") == "toolu_01AbC-9")
        #expect(rule.fitted(long + "1") != rule.fitted(long + "2"))
        #expect(rule.fitted(long).utf8.count <= 64)
        var map = IdentifierMap(rule)
        let fitted = map.fit(long)
        #expect(map.own(fitted) == long)
        #expect(map.own("other") == "other")
    }

    @Test(arguments: [0, 1, 7, 8, 9, 40, 63, 64, 65])
    func `PT-59 of tool names: any length fits and comes back`(length: Int) {
        let names = ["n", "n.", "n/"].map { $0 + String(repeating: "z", count: length) }
        for rule in [IdentifierRule.openAIToolName, .anthropicToolName, .geminiToolName] {
            let map = IdentifierMap(rule, names: names)
            #expect(Set(names.map(map.fitted)).count == names.count)
            for name in names {
                #expect(rule.accepts(map.fitted(name)))
                #expect(map.own(map.fitted(name)) == name)
            }
        }
    }

    @Test func `PT-59 of tool names: a name that equals another's made-up one is told apart`() {
        let rule = IdentifierRule.openAIToolName
        let made = rule.fitted("a.b")
        let map = IdentifierMap(rule, names: ["a.b", made])
        #expect(map.fitted(made) == made)
        #expect(map.fitted("a.b") != made)
        #expect(map.own(map.fitted("a.b")) == "a.b")
    }

    @Test func `PT-59 are fitted in history and in tool choice too`() throws {
        let body = chat(
            [user, assistant(call("c", "mcp.x")), result("c")].joined(separator: ","),
            #""tools":[{"type":"function","function":{"name":"mcp.x"}}],"tool_choice":{"type":"function","function":{"name":"mcp.x"}}"#
        )
        let carried = try carry(body, from: .openAIChat, to: target(.anthropic))
        let name = try #require(carried["tools", 0, "name"])
        #expect(carried["tool_choice", "name"] == name)
        #expect(carried["messages", 1, "content", 0, "name"] == name)
    }

    @Test func `PT-29 give a result its tool's name from the call before`() throws {
        var conversation = try ChatTranslation.conversation(
            JSONDocument(
                parsing: Array(
                    chat(
                        [user, assistant(call("c1"), call("c2", "b")), result("c2"), result("c1")]
                            .joined(separator: ",")
                    ).utf8)),
            head: RequestHeadFacts())
        Pairing.named(&conversation)
        #expect(conversation.turns[2].toolResults.map(\.name) == ["b", "a"])
    }

    @Test func `PT-28 pair results without ids by name, first in first out`() throws {
        var conversation = Conversation(source: .gemini, model: "g")
        let calls = ["a", "b", "a"].map { Part(.toolCall(ToolCall(id: "", name: $0, input: "{}"))) }
        let results = ["a", "a", "b"].map {
            Part(.toolResult(ToolResult(callID: "", name: $0, parts: [])))
        }
        conversation.turns = [Turn(.assistant, calls), Turn(.user, results)]
        Pairing.named(&conversation)
        #expect(conversation.turns[0].toolCalls.map(\.id) == ["call_0", "call_1", "call_2"])
        #expect(conversation.turns[1].toolResults.map(\.callID) == ["call_0", "call_2", "call_1"])
    }

    @Test func `PT-31 PT-30 stand right behind their calls, results first, in the calls' order`()
        throws
    {
        let body = chat(
            [
                user, assistant(call("c1"), call("c2", "b"), content: #""thinking""#),
                #"{"role":"user","content":"wait"}"#, result("c2", "two"), result("c1", "one"),
                #"{"role":"user","content":"now"}"#,
            ].joined(separator: ","), tools)
        let carried = try carry(body, from: .openAIChat, to: target(.anthropic))
        #expect(
            carried["messages", 2]
                == #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"one"},{"type":"tool_result","tool_use_id":"c2","content":"two"},{"type":"text","text":"wait"}]}"#
        )
        #expect(
            carried["messages", 3] == #"{"role":"user","content":[{"type":"text","text":"now"}]}"#)
    }

    @Test func `PT-40 keep the text and all calls, in order`() throws {
        let body = chat(
            [
                user, assistant(call("c1"), call("c2", "b"), content: #""I look""#), result("c1"),
                result("c2"),
            ]
            .joined(separator: ","), tools)
        let carried = try carry(body, from: .openAIChat, to: target(.anthropic))
        #expect(
            carried["messages", 1, "content"]
                == #"[{"type":"text","text":"I look"},{"type":"tool_use","id":"c1","name":"a","input":{}},{"type":"tool_use","id":"c2","name":"b","input":{}}]"#
        )
    }

    @Test func `PT-31 PT-40 become one message a result for Chat, and text after them a user's`()
        throws
    {
        let body = messages(
            #"{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"text","text":"I look"},{"type":"tool_use","id":"t1","name":"a","input":{"x": 1.50}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]},{"type":"text","text":"and?"}]}"#
        )
        let carried = try carry(body, from: .anthropic, to: target(.openAIChat))
        #expect(
            carried["messages"]
                == #"[{"role":"user","content":"q"},{"role":"assistant","content":"I look","tool_calls":[{"id":"t1","type":"function","function":{"name":"a","arguments":"{\"x\": 1.50}"}}]},{"role":"tool","tool_call_id":"t1","content":"one\ntwo"},{"role":"user","content":"and?"}]"#
        )
        #expect(carried.dropped == "")
    }

    @Test(arguments: [
        ([0, 1], "c1"), ([0, 1, 2, 2], "c1"), ([0, 2], "c1"), ([0, 1, 3], "c1"), ([0, 2, 1], "c1"),
    ])
    func `PT-32 are refused with the id when one side is missing or double`(
        parts: [Int], id: String
    ) {
        let all = [user, assistant(call("c1")), result("c1"), result("c9")]
        let body = chat(
            parts.map { all[$0] }.joined(separator: ",") + (parts == [0, 1] ? "," + user : ""),
            tools)
        #expect {
            try carry(body, from: .openAIChat, to: target(.anthropic))
        } throws: { error in
            guard let fault = error as? TranslationFault else { return false }
            return fault.code == .unpairedTool && [id, "c9"].contains(fault.field)
        }
    }

    @Test(arguments: ["{\\\"x", "[1]", "\\\"text\\\"", "nope"])
    func `PT-60 refuse arguments that are no object, and never make them empty`(arguments: String) {
        let body = chat(
            [user, assistant(call("c1", "a", arguments)), result("c1")].joined(separator: ","),
            tools)
        #expect {
            try carry(body, from: .openAIChat, to: target(.anthropic))
        } throws: { error in
            (error as? TranslationFault)?.field == "messages[].tool_calls[].function.arguments"
        }
    }

    @Test func `PT-26 whose id comes again are told apart, each with its result`() throws {
        let turns = [
            user, assistant(call("c1")), result("c1", "one"), assistant(call("c1"), call("c1")),
            result("c1", "two"), result("c1", "three"), user,
        ]
        let carried = try carry(
            chat(turns.joined(separator: ","), tools), from: .openAIChat, to: target(.anthropic))
        #expect(
            carried["messages", 2, "content"]
                == #"[{"type":"tool_result","tool_use_id":"c1","content":"one"}]"#)
        #expect(
            carried["messages", 3, "content"]
                == #"[{"type":"tool_use","id":"c1_2","name":"a","input":{}},{"type":"tool_use","id":"c1_3","name":"a","input":{}}]"#
        )
        #expect(
            carried["messages", 4, "content"]
                == #"[{"type":"tool_result","tool_use_id":"c1_2","content":"two"},{"type":"tool_result","tool_use_id":"c1_3","content":"three"},{"type":"text","text":"q"}]"#
        )
        // What was said first is said alike when more follows.
        let shorter = try carry(
            chat(turns.prefix(3).joined(separator: ","), tools), from: .openAIChat,
            to: target(.anthropic))
        #expect(carried["messages", 1] == shorter["messages", 1])
    }

    @Test func `PT-26 of an answer are none that the conversation has, nor twice the same`() throws
    {
        let body = messages(
            #"{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"tool_use","id":"call_0","name":"a","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_0"}]}"#
        )
        let context = try carry(body, from: .anthropic, to: target(.openAIChat)).context
        let calls = [call("call_0"), call("call_0"), call("call_1")].joined(separator: ",")
        let (reply, _, text) = try answer(
            #"{"id":"x","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[\#(calls)]}}]}"#,
            context)
        let ids = reply.choices[0].parts.compactMap { part -> String? in
            if case .toolCall(let call) = part.content { call.id } else { nil }
        }
        #expect(Set(ids + ["call_0"]).count == 4)
        #expect(ids.last == "call_1")
        #expect(ids.allSatisfy { text.contains($0) && IdentifierRule.anthropicToolID.accepts($0) })
    }
}
