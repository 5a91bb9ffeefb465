import Testing
import Wire

@testable import Sandbox

/// One request that its provider refuses, and what the refusal must say.
struct Violation: Sendable, CustomTestStringConvertible {
    let more: String
    let words: String
    var testDescription: String { words }

    init(_ more: String, _ words: String) {
        self.more = more
        self.words = words
    }

    /// Checks a reply to it.
    func check(_ reply: Reply) {
        let text = String(decoding: Questions.bytes(of: reply), as: UTF8.self)
            .replacing("\\\"", with: "\"")
        #expect(reply.status == 400, "\(text)")
        #expect(text.contains(words), "\(text)")
    }
}

private let image = "iVBORw0KGgo="
private let long = String(repeating: "c", count: 65)

@Suite struct `A Chat request` {
    let ask = Questions()

    private func send(_ messages: String, _ more: String = "") -> Reply {
        ask.reply("/v1/chat/completions", #"{"model":"m","messages":[\#(messages)]\#(more)}"#)
    }

    private static let user = #"{"role":"user","content":"hi"}"#
    private static func call(_ ids: String...) -> String {
        let calls = ids.map {
            #"{"id":"\#($0)","type":"function","function":{"name":"find","arguments":"{}"}}"#
        }
        return
            #"{"role":"assistant","content":null,"tool_calls":[\#(calls.joined(separator: ","))]}"#
    }
    private static func result(_ id: String) -> String {
        #"{"role":"tool","tool_call_id":"\#(id)","content":"here"}"#
    }
    private static func parts(_ part: String) -> String { #"{"role":"user","content":[\#(part)]}"# }

    @Test(arguments: [
        [call("a", "b"), result("b"), result("a"), user],
        [call("a"), result("a"), call("a")]
            + [result("a")],
        [call(String(long.prefix(64))), result(String(long.prefix(64)))],
        [#"{"role":"assistant","content":""}"#, user], [#"{"role":"system","content":"x"}"#, user],
        [parts(#"{"type":"image_url","image_url":{"url":"data:image/png;base64,\#(image)"}}"#)],
        [parts(#"{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}"#)],
        [
            parts(
                #"{"type":"file","file":{"file_data":"data:application/pdf;base64,aGk=","filename":"a"}}"#
            )
        ],
        [parts(#"{"type":"input_audio","input_audio":{"data":"aGk=","format":"wav"}}"#)],
    ])
    func `is taken when it is sound`(messages: [String]) {
        #expect(send(messages.joined(separator: ",")).status == 200)
    }

    @Test(arguments: [
        Violation(call("a"), "must be followed by tool messages"),
        Violation(
            call("a", "b") + "," + result("a") + "," + user, "did not have response messages: b"),
        Violation(user + "," + result("a"), "must be a response to a preceeding message"),
        Violation(call("a") + "," + result("b"), "'tool_call_id' of 'b' not found"),
        Violation(call("a") + "," + result("a") + "," + result("a"), "'a' not found"),
        Violation(call(long) + "," + result(long), "maximum length 64"),
        Violation(call("a", "a") + "," + result("a"), "Duplicate"),
        Violation(#"{"role":"user","content":null}"#, "expected a string, got null"),
        Violation(#"{"role":"assistant","content":null}"#, "expected a string, got null"),
        Violation(
            #"{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":"#
                + #"{"name":"a.b","arguments":"{}"}}]}"#, "^[a-zA-Z0-9_-]+$"),
        Violation(
            #"{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":"#
                + #"{"name":"a","arguments":{}}}]}"#, "expected a string, but got an object"),
        Violation(parts(#"{"type":"input_text","text":"x"}"#), "Supported values are: 'text'"),
        Violation(parts(#"{"type":"image_url","image_url":"https://x"}"#), "expected an object"),
        Violation(parts(#"{"type":"image_url","image_url":{"url":"gs://x"}}"#), "valid URL"),
        Violation(
            parts(#"{"type":"image_url","image_url":{"url":"data:image/tiff;base64,aGk="}}"#),
            "unsupported image"),
        Violation(
            #"{"role":"tool","tool_call_id":"a","content":"x"}"#, "messages[0].role"),
        Violation(
            call("a") + #",{"role":"tool","tool_call_id":"a","content":[{"type":"image_url"}]}"#,
            "Supported values are: 'text'"),
    ])
    func `is refused when it isn't`(violation: Violation) {
        violation.check(send(violation.more))
    }

    @Test(arguments: [
        Violation(#","tools":[]"#, "empty array"),
        Violation(#","parallel_tool_calls":true"#, "only allowed when 'tools' are specified"),
        Violation(#","tool_choice":"auto""#, "only allowed when 'tools' are specified"),
        Violation(#","stop":["a","b","c","d","e"]"#, "maximum length 4"),
        Violation(#","temperature":2.5"#, "decimal above maximum value"),
        Violation(
            #","tools":[{"type":"function","function":{"name":"x y"}}]"#, "does not match pattern"),
        Violation(
            #","tools":[{"type":"function","function":{"name":"x","parameters":{"type":"array"}}}]"#,
            "schema must be a JSON Schema of 'type: \"object\"'"),
        Violation(
            #","tools":[{"type":"function","function":{"name":"x","strict":true,"parameters":"#
                + #"{"type":"object","properties":{}}}}]"#, "'additionalProperties' is required"),
        Violation(
            #","response_format":{"type":"json_schema","json_schema":{"schema":{}}}"#,
            "response_format.json_schema.name"),
        Violation(#","response_format":{"type":"xml"}"#, "'json_schema'"),
    ])
    func `keeps its settings in bounds`(violation: Violation) {
        violation.check(send(Self.user, violation.more))
    }

    @Test func `is refused for fields of no one only when it is to be`() {
        for (option, status) in [("", 200), ("+lax", 200), ("+strict", 400)] {
            #expect(ask.chat("m\(option)", #","top_k":3"#).status == status)
            #expect(ask.message("m\(option)", #","seed":3"#).status == status)
        }
        for (option, status) in [("", 400), ("+lax", 200), ("+strict", 400)] {
            #expect(ask.response("m\(option)", #","stop":["a"]"#).status == status)
            #expect(ask.content("m\(option)", #","max_tokens":3"#).status == status)
        }
    }

    @Test func `of a model that reasons takes other fields`() {
        #expect(ask.chat("gpt-5-mini", #","max_tokens":3"#).status == 400)
        #expect(ask.chat("gpt-5-mini", #","max_completion_tokens":3"#).status == 200)
        #expect(ask.chat("o3", #","temperature":0.5"#).status == 400)
        #expect(ask.chat("o3", #","temperature":1"#).status == 200)
        #expect(ask.chat("gpt-4o", #","temperature":0.5,"max_tokens":3"#).status == 200)
    }
}

@Suite struct `A Responses request` {
    let ask = Questions()

    private static let user = #"{"role":"user","content":"hi"}"#
    private static func call(_ id: String, _ more: String = "") -> String {
        #"{"type":"function_call","call_id":"\#(id)","name":"find","arguments":"{}"\#(more)}"#
    }
    private static func output(_ id: String, _ more: String = #""x""#) -> String {
        #"{"type":"function_call_output","call_id":"\#(id)","output":\#(more)}"#
    }
    private static func parts(_ part: String, role: String = "user") -> String {
        #"{"role":"\#(role)","content":[\#(part)]}"#
    }

    @Test(arguments: [
        [user, call("a"), call("b"), output("b"), output("a")],
        [call("a", #","id":"fc_1""#), output("a", #"[{"type":"input_text","text":"x"}]"#)],
        [parts(#"{"type":"output_text","text":"x"}"#, role: "assistant"), user],
        [parts(#"{"type":"input_image","image_url":"data:image/png;base64,\#(image)"}"#)],
        [parts(#"{"type":"input_file","file_url":"https://example.com/a.pdf"}"#)],
    ])
    func `is taken when it is sound`(items: [String]) {
        #expect(ask.response("m", input: "[\(items.joined(separator: ","))]").status == 200)
    }

    @Test(arguments: [
        Violation(call("a"), "No tool output found for function call a"),
        Violation(output("a"), "No tool call found"),
        Violation(output("a") + "," + call("a"), "No tool call found"),
        Violation(call("a") + "," + output("a") + "," + output("a"), "No tool call found"),
        Violation(call(long) + "," + output(long), "maximum length 64"),
        Violation(call("a", #","id":"call_1""#) + "," + output("a"), "begins with 'fc'"),
        Violation(call("a") + "," + call("a") + "," + output("a"), "Duplicate item"),
        Violation(
            #"{"type":"custom_tool_call_output","call_id":"a","output":"x"}"#, "No tool call found"),
        Violation(parts(#"{"type":"text","text":"x"}"#), "'input_text'"),
        Violation(parts(#"{"type":"output_text","text":"x"}"#), "'input_text'"),
        Violation(parts(#"{"type":"input_text","text":"x"}"#, role: "assistant"), "'output_text'"),
        Violation(
            parts(#"{"type":"input_image","image_url":{"url":"x"}}"#), "expected an image URL"),
        Violation(#"{"role":"tool","content":"x"}"#, "input[0].role"),
        Violation(#"{"type":"tool_result"}"#, "Supported values are: 'message'"),
        Violation(#"{"type":"reasoning","summary":[]}"#, "input[0].id"),
        Violation(#"{"type":"reasoning","encrypted_content":"gAAAAABx"}"#, "input[0].summary"),
        Violation(
            #"{"type":"reasoning","summary":[],"encrypted_content":"gAAAAABx"},"# + user,
            "could not be decrypted or parsed"),
    ])
    func `is refused when it isn't`(violation: Violation) {
        violation.check(ask.response("m", input: "[\(violation.more)]"))
    }

    @Test(arguments: [
        Violation(#","max_tokens":3"#, "Unknown parameter: 'max_tokens'"),
        Violation(#","tools":[{"type":"function","function":{"name":"x"}}]"#, "tools[0].name"),
        Violation(#","tool_choice":"required""#, "must be specified with 'tools'"),
        Violation(#","text":{"format":{"type":"json_schema","schema":{}}}"#, "text.format.name"),
        Violation(#","reasoning":{"effort":"huge"}"#, "reasoning.effort"),
        Violation(#","include":["everything"]"#, "include[0]"),
        Violation(#","previous_response_id":"resp_1""#, "previous_response_not_found"),
        Violation(#","metadata":{"a":1}"#, "metadata.a"),
        Violation(#","background":true"#, "background"),
    ])
    func `keeps its settings in bounds`(violation: Violation) {
        violation.check(ask.response("m", violation.more))
    }

    @Test func `brings reasoning back as it was given`() throws {
        let model = "m+tool+reasoning=3"
        let more = Questions.responseTools + Questions.encrypted + #","store":false"#
        let answer = try Questions.json(of: ask.response(model, more))
        let items = answer["output"].list.map { String(decoding: $0.bytes, as: UTF8.self) }
        try #require(items.count == 2)
        let id = try #require(answer["output"].list.last?["call_id"]?.string)
        func again(_ items: [String], key: String = "k-1234") -> Reply {
            let input = [Self.user] + items + [Self.output(id)]
            return ask.response(
                model, more, input: "[\(input.joined(separator: ","))]", key: key)
        }
        #expect(again(items).status == 200)
        #expect(again(items, key: "sk-orgx-1").status == 400)
        #expect(again([items[1]]).status == 400)
        #expect(again([items[0].replacing("gAAAAABc", with: "gAAAAABd"), items[1]]).status == 400)
        #expect(again([items[0].replacing("rs_", with: "rs_0"), items[1]]).status == 400)
        #expect(ask.response(model, more, input: "[\(Self.user),\(items[0])]").status == 400)
        let stripped = items[0].replacing(#/,"encrypted_content":"[^"]*"/#, with: "")
        #expect(again([stripped, items[1]]).status == 404)
    }
}
