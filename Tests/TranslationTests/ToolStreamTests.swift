import Testing
import Translation
import Vocabulary
import Wire

@Suite struct `Tool calls in a stream` {
    private let toMessages = context(client: .anthropic, provider: .openAIChat)
    private let toChat = context(client: .openAIChat, provider: .anthropic)

    private func toolDelta(
        _ index: Int?, id: String? = nil, name: String? = nil, _ arguments: String? = nil
    ) -> String {
        var members: [String] = []
        if let index { members.append(#""index":\#(index)"#) }
        if let id { members.append(#""id":"\#(id)","type":"function""#) }
        var function: [String] = []
        if let name { function.append(#""name":"\#(name)""#) }
        if let arguments {
            function.append(
                #""arguments":"# + String(decoding: JSONText.quoted(arguments), as: UTF8.self))
        }
        members.append(#""function":{\#(function.joined(separator: ","))}"#)
        return chunk(#"{"tool_calls":[{\#(members.joined(separator: ","))}]}"#)
    }

    /// The tools a Messages client got: id, name and input, in order.
    private func tools(_ text: String) throws -> [String] {
        var open: [String: String] = [:]
        var done: [String] = []
        for line in data(text) {
            let root = try JSONDocument(parsing: Array(line.utf8)).root
            let index = root["index"]?.numberText ?? ""
            if let block = root["content_block"], block["type"]?.string == "tool_use" {
                open[index] = "\(block["id"]?.string ?? "") \(block["name"]?.string ?? "") "
            } else if let piece = root["delta"]?["partial_json"]?.string {
                open[index]? += piece
            } else if root["type"]?.string == "content_block_stop",
                let tool = open.removeValue(forKey: index)
            {
                done.append(tool)
            }
        }
        return done
    }

    @Test func `PT-16 gives Chat an index that counts tools only`() throws {
        let run = try play(
            events([
                #"{"type":"message_start","message":{"id":"m","type":"message","model":"s","content":[],"usage":{}}}"#,
                #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}"#,
                #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}"#,
                #"{"type":"content_block_stop","index":0}"#,
                #"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
                #"{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"ok"}}"#,
                #"{"type":"content_block_stop","index":1}"#,
                #"{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t1","name":"a","input":{}}}"#,
                #"{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"x\":1}"}}"#,
                #"{"type":"content_block_stop","index":2}"#,
                #"{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"t2","name":"b","input":{}}}"#,
                #"{"type":"content_block_stop","index":3}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}"#,
                #"{"type":"message_stop"}"#,
            ]), toChat)
        let path = ["choices", "0", "delta", "tool_calls", "0"]
        #expect(values(run.text, path + ["index"]) == ["0", "0", "1", "1"])
        #expect(values(run.text, path + ["id"]) == ["t1", "t2"])
        #expect(values(run.text, path + ["function", "arguments"]) == ["", #"{"x":1}"#, "", "{}"])
        #expect(values(run.text, ["choices", "0", "finish_reason"]).last == "tool_calls")
        #expect(StreamChecker.problems(of: run.events) == [])
    }

    @Test func `PT-16 tells calls apart that all have index 0`() throws {
        let run = try play(
            chunks([
                toolDelta(0, id: "c1", name: "a", #"{"x":1}"#),
                toolDelta(0, id: "c2", name: "b", #"{"y":"#), toolDelta(0, "2}"),
                chunk("{}", finish: "tool_calls"),
            ]), toMessages)
        #expect(try tools(run.text) == [#"c1 a {"x":1}"#, #"c2 b {"y":2}"#])
        #expect(StreamChecker.problems(of: run.events) == [])
    }

    @Test func `PT-17 keeps arguments apart that come interleaved`() throws {
        let run = try play(
            chunks([
                toolDelta(0, id: "c1", name: "a", ""), toolDelta(1, id: "c2", name: "b", ""),
                toolDelta(0, #"{"x""#), toolDelta(1, #"{"y""#), toolDelta(0, ":1}"),
                toolDelta(1, ":2}"),
                chunk("{}", finish: "tool_calls"),
            ]), toMessages)
        #expect(try tools(run.text) == [#"c1 a {"x":1}"#, #"c2 b {"y":2}"#])
        #expect(MessagesGrammar.problems(of: run.text) == [])
    }

    @Test func `PT-18 takes the delta of the chunk that finishes, and opens no block twice`() throws
    {
        let run = try play(
            chunks([
                toolDelta(0, id: "c1", name: "a", "{"),
                chunk(
                    #"{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}"#,
                    finish: "tool_calls"),
            ]), toMessages)
        #expect(try tools(run.text) == ["c1 a {}"])
        #expect(MessagesGrammar.problems(of: run.text) == [])
    }

    @Test func `PT-19 opens a tool when id and name are known, in any order`() throws {
        let run = try play(
            chunks([
                toolDelta(0, #"{"x""#), toolDelta(0, name: "a", ":1"),
                toolDelta(1, id: "c2", name: "b", "{}"), toolDelta(0, id: "c1", name: "a", "}"),
                chunk(
                    #"{"tool_calls":[{"index":0,"id":null,"function":{"name":null,"arguments":null}}]}"#
                ),
                chunk("{}", finish: "tool_calls"),
            ]), toMessages)
        #expect(try tools(run.text) == [#"c1 a {"x":1}"#, "c2 b {}"])
        #expect(StreamChecker.problems(of: run.events) == [])
        #expect(MessagesGrammar.problems(of: run.text) == [])
    }

    @Test func `PT-19 makes an id that never came, and drops a tool without a name`() throws {
        let run = try play(
            chunks([
                toolDelta(0, name: "a", "{}"), toolDelta(1, id: "c2", nil),
                chunk("{}", finish: "tool_calls"),
            ]), toMessages)
        #expect(try tools(run.text) == ["call_SEED0 a {}"])
        let nameless = try play(
            chunks([
                chunk(#"{"content":"hi"}"#), toolDelta(0, id: "c2", nil),
                chunk("{}", finish: "tool_calls"),
            ]), toMessages)
        #expect(values(nameless.text, ["delta", "stop_reason"]) == ["end_turn"])
        #expect(MessagesGrammar.problems(of: nameless.text) == [])
    }

    @Test func `PT-20 says that the output was cut, and sends the rest as it is`() throws {
        let run = try play(
            chunks([
                toolDelta(0, id: "c1", name: "a", #"{"x": "unfin"#), chunk("{}", finish: "length"),
            ]),
            toMessages)
        #expect(try tools(run.text) == [#"c1 a {"x": "unfin"#])
        #expect(values(run.text, ["delta", "stop_reason"]) == ["max_tokens"])
        let whole = try answer(
            #"{"choices":[{"index":0,"message":{"role":"assistant","content":"I","tool_calls":[{"id":"c","type":"function","function":{"name":"a","arguments":"{\"x"}}]},"finish_reason":"length"}]}"#,
            toMessages)
        #expect(whole.root["content"]?.count == 1)
        #expect(whole.root["stop_reason"]?.string == "max_tokens")
    }

    @Test func `PT-21 says tool_use though the provider said stop`() throws {
        let run = try play(
            chunks([toolDelta(0, id: "c1", name: "a", "{}"), chunk("{}", finish: "stop")]),
            toMessages)
        #expect(values(run.text, ["delta", "stop_reason"]) == ["tool_use"])
    }

    @Test func `PT-23 has empty arguments where there were none`() throws {
        let run = try play(
            chunks([toolDelta(0, id: "c1", name: "a", ""), chunk("{}", finish: "tool_calls")]),
            toMessages)
        #expect(try tools(run.text) == ["c1 a "])
        #expect(MessagesGrammar.problems(of: run.text) == [])
        let whole = try answer(
            #"{"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"a","arguments":""}}]},"finish_reason":"tool_calls"}]}"#,
            toMessages)
        #expect(whole.text.contains(#""input":{}"#))
    }

    @Test func `PT-59 gives back the client's own name, and unwraps a free-form tool`() throws {
        let asked = try carry(
            chat(
                #"{"role":"user","content":"x"}"#,
                #""tools":[{"type":"function","function":{"name":"mcp.files/read","parameters":{}}},{"type":"custom","custom":{"name":"sh","format":{"type":"grammar","grammar":{"syntax":"regex","definition":"a+"}}}}]"#
            ),
            from: .openAIChat, to: target(.anthropic))
        let name = try #require(asked["tools", 0, "name"]).dropFirst().dropLast()
        #expect(IdentifierRule.anthropicToolName.accepts(String(name)))
        #expect(asked["tools", 1, "description"]?.contains("a+") == true)
        #expect(asked.dropped.contains("~tools[].custom.format"))
        let run = try play(
            events([
                #"{"type":"message_start","message":{"id":"m","type":"message","model":"s","content":[],"usage":{}}}"#,
                #"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t1","name":"\#(name)","input":{}}}"#,
                #"{"type":"content_block_stop","index":0}"#,
                #"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t2","name":"sh","input":{}}}"#,
                #"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"inp"}}"#,
                #"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"ut\":\"ls \\\"a\\\"\"}"}}"#,
                #"{"type":"content_block_stop","index":1}"#,
                #"{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{}}"#,
                #"{"type":"message_stop"}"#,
            ]), asked.context)
        let path = ["choices", "0", "delta", "tool_calls", "0"]
        #expect(values(run.text, path + ["function", "name"]) == ["mcp.files/read"])
        #expect(values(run.text, path + ["custom", "name"]) == ["sh"])
        #expect(values(run.text, path + ["custom", "input"]) == ["", #"ls "a""#])
    }

    @Test func `PT-25 keeps arguments that look like reasoning or markup as they are`() throws {
        let input = #"{"t":"<think>x</think> <system-instruction> _invalid_json"}"#
        let run = try play(
            chunks([toolDelta(0, id: "c1", name: "a", input), chunk("{}", finish: "tool_calls")]),
            toMessages)
        #expect(try tools(run.text) == ["c1 a " + input])
    }
}
