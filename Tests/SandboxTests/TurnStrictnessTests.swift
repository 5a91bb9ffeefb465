import Testing
import Wire

@testable import Sandbox

@Suite struct `A Messages request` {
    let ask = Questions()

    private func send(_ turns: String, _ more: String = "", model: String = "m") -> Reply {
        ask.reply(
            "/v1/messages",
            #"{"model":"\#(model)","max_tokens":4000,"messages":[\#(turns)]\#(more)}"#)
    }

    private static let user = #"{"role":"user","content":"hi"}"#
    private static func turn(_ role: String, _ blocks: String...) -> String {
        #"{"role":"\#(role)","content":[\#(blocks.joined(separator: ","))]}"#
    }
    private static func call(_ id: String) -> String {
        #"{"type":"tool_use","id":"\#(id)","name":"find","input":{}}"#
    }
    private static func result(_ id: String, _ content: String = #""x""#) -> String {
        #"{"type":"tool_result","tool_use_id":"\#(id)","content":\#(content)}"#
    }
    private static func text(_ text: String, _ more: String = "") -> String {
        #"{"type":"text","text":"\#(text)"\#(more)}"#
    }
    private static let mark = #","cache_control":{"type":"ephemeral"}"#
    private static let budget = #","thinking":{"type":"enabled","budget_tokens":1024}"#

    @Test(arguments: [
        [
            user, turn("assistant", call("a"), call("b")),
            turn("user", result("b"), result("a"), text("x")),
        ],
        [user, turn("assistant", call("a")), turn("user", result("a")), turn("user", text("x"))],
        [
            user, turn("assistant", text("x")), turn("assistant", call("a")),
            turn("user", result("a")),
        ],
        [user, turn("assistant", text("prefill"))],
        [user, #"{"role":"system","content":"x"}"#, user],
        [
            turn(
                "user",
                #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}"#
            )
        ],
        [
            turn(
                "user",
                #"{"type":"document","source":{"type":"url","url":"https://example.com/a"}}"#)
        ],
        [turn("user", text("1", mark), text("2", mark), text("3", mark), text("4", mark))],
    ])
    func `is taken when it is sound`(turns: [String]) {
        #expect(send(turns.joined(separator: ",")).status == 200)
    }

    @Test(arguments: [
        Violation(
            turn("assistant", call("a")), "without `tool_result` blocks immediately after: a"),
        Violation(
            turn("assistant", call("a"), call("b")) + "," + turn("user", result("a")), "after: b"),
        Violation(
            turn("assistant", call("a")) + "," + turn("user", text("x"), result("a")), "after: a"),
        Violation(
            turn("assistant", call("a")) + "," + turn("user", result("a"), result("a")),
            "single result"),
        Violation(turn("user", result("a")), "unexpected `tool_use_id`"),
        Violation(
            turn("assistant", call("a"), call("a")) + "," + turn("user", result("a")),
            "must be unique"),
        Violation(
            turn("assistant", call("a.b")) + "," + turn("user", result("a.b")),
            "'^[a-zA-Z0-9_-]+$'"),
        Violation(turn("user", text("")), "must be non-empty"),
        Violation(turn("user", text(" \\n")), "non-whitespace"),
        Violation(turn("user"), "must have non-empty content"),
        Violation(#"{"role":"user","content":""}"#, "must have non-empty content"),
        Violation(user + "," + turn("assistant", text("x ")), "trailing whitespace"),
        Violation(turn("user", call("a")), "does not match any of the expected tags"),
        Violation(
            turn("user", #"{"type":"image","source":{"type":"url","url":"http://x"}}"#), "HTTPS"),
        Violation(
            turn(
                "user",
                #"{"type":"image","source":{"type":"base64","media_type":"image/png","data":"a_"}}"#
            ),
            "invalid base64"),
        Violation(
            turn(
                "user",
                #"{"type":"image","source":{"type":"base64","media_type":"image/svg","data":"aGk="}}"#
            ),
            "media_type"),
        Violation(
            turn(
                "user", text("1", mark), text("2", mark), text("3", mark), text("4", mark),
                text("5", mark)),
            "Found 5"),
        Violation(
            turn("assistant", #"{"type":"thinking","thinking":"x","signature":"RXJ2"}"#, text("x"))
                + "," + user, "Invalid `signature`"),
        Violation(
            turn("assistant", #"{"type":"redacted_thinking","data":"RXJ2"}"#, text("x")) + ","
                + user, "Invalid `data`"),
    ])
    func `is refused when it isn't`(violation: Violation) {
        violation.check(send(violation.more))
    }

    @Test(arguments: [
        Violation(
            #","thinking":{"type":"enabled","budget_tokens":1023}"#, "greater than or equal to 1024"
        ),
        Violation(#","thinking":{"type":"enabled","budget_tokens":4000}"#, "must be greater than"),
        Violation(budget + #","temperature":0.5"#, "may only be set to 1"),
        Violation(
            budget + Questions.messageTools + #","tool_choice":{"type":"any"}"#, "forces tool use"),
        Violation(#","temperature":1.5"#, "temperature: range: 0..1"),
        Violation(#","tool_choice":{"type":"any"}"#, "while providing tools"),
        Violation(#","tools":[{"name":"a b","input_schema":{"type":"object"}}]"#, "{1,128}"),
        Violation(
            #","tools":[{"name":"a","input_schema":{}}]"#, "input_schema.type: Field required"),
        Violation(#","tools":[{"name":"a"}]"#, "input_schema: Field required"),
        Violation(
            #","tools":[{"name":"a","input_schema":{"type":"object","anyOf":[]}}]"#, "top level"),
        Violation(
            #","tools":[{"name":"a","input_schema":{"type":"object"}},{"name":"a","#
                + #""input_schema":{"type":"object"}}]"#, "must be unique"),
        Violation(#","system":[{"type":"text","text":""}]"#, "system.0"),
    ])
    func `keeps its settings in bounds`(violation: Violation) {
        violation.check(send(Self.user, violation.more))
    }

    @Test(arguments: [("", "thinking"), ("+redacted", "redacted_thinking")])
    func `brings thinking back as it was given`(option: String, type: String) throws {
        let model = "m+tool+reasoning=5\(option)"
        let more = Questions.messageTools + Self.budget
        let answer = try Questions.json(of: send(Self.user, more, model: model))
        #expect(answer["content"].list.first?["type"]?.string == type)
        let blocks = answer["content"].list.map { String(decoding: $0.bytes, as: UTF8.self) }
        let id = try #require(answer["content"].list.last?["id"]?.string)
        func again(_ blocks: [String]) -> Reply {
            let turns = [
                Self.user, #"{"role":"assistant","content":[\#(blocks.joined(separator: ","))]}"#,
                Self.turn("user", Self.result(id)),
            ]
            return send(turns.joined(separator: ","), more, model: model)
        }
        #expect(again(blocks).status == 200)
        Violation("", "Expected `thinking`").check(again([blocks[1]]))
        let words = blocks[0].replacing(".\"", with: "!\"")
        #expect(again([words, blocks[1]]).status == (option.isEmpty ? 400 : 200))
        let key = option.isEmpty ? "signature" : "data"
        let altered = blocks[0].replacing("\"\(key)\":\"c", with: "\"\(key)\":\"d")
        #expect(again([altered, blocks[1]]).status == 400)
    }
}

@Suite struct `A Gemini request` {
    let ask = Questions()

    private static let user = #"{"role":"user","parts":[{"text":"hi"}]}"#
    private static func call(_ name: String, _ more: String = "") -> String {
        #"{"functionCall":{"name":"\#(name)","args":{}\#(more)}}"#
    }
    private static func response(_ name: String, _ more: String = "") -> String {
        #"{"functionResponse":{"name":"\#(name)","response":{"output":"x"}\#(more)}}"#
    }
    private static func turn(_ role: String, _ parts: String...) -> String {
        #"{"role":"\#(role)","parts":[\#(parts.joined(separator: ","))]}"#
    }

    @Test(arguments: [
        [user, turn("model", call("a"), call("b")), turn("user", response("b"), response("a"))],
        [user, turn("model", #"{"text":"x"}"#, call("a")), turn("function", response("a"))],
        [
            user, turn("model", call("a", #","id":"1""#)),
            turn("user", response("a", #","id":"1""#)),
        ],
        [user, turn("model", call("a", #","id":"1""#)), turn("user", response("a"))],
        [
            turn(
                "user", #"{"inline_data":{"mime_type":"image/png","data":"-_8"}}"#, #"{"text":"x"}"#
            )
        ],
        [turn("user", #"{"fileData":{"fileUri":"https://example.com/a.pdf"}}"#)],
    ])
    func `is taken when it is sound`(contents: [String]) {
        let reply = ask.content("m", contents: "[\(contents.joined(separator: ","))]")
        #expect(reply.status == 200)
    }

    @Test(arguments: [
        Violation("", "contents is not specified"), Violation(turn("user"), "must not be empty"),
        Violation(turn("assistant", #"{"text":"x"}"#), "valid role: user, model"),
        Violation(turn("user", "{}"), "required oneof field 'data'"),
        Violation(
            turn("user", #"{"text":"x","fileData":{}}"#), "oneof field 'data' is already set"),
        Violation(user + "," + turn("model", call("a")), "number of function response parts"),
        Violation(
            user + "," + turn("model", call("a"), call("b")) + "," + turn("user", response("a")),
            "number of function response parts"),
        Violation(
            turn("model", call("a")) + "," + turn("user", response("a")),
            "immediately after a user turn"),
        Violation(
            user + "," + turn("user", response("a")), "immediately after a function call turn"),
        Violation(
            user + "," + turn("model", call("a")) + "," + turn("user", response("b")), "matches no"),
        Violation(
            user + "," + turn("model", call("a", #","id":"1""#)) + ","
                + turn("user", response("a", #","id":"2""#)), "matches no"),
        Violation(user + "," + turn("model", call("1a")), "Invalid function name"),
        Violation(
            user + "," + turn("model", #"{"functionCall":{"args":{}}}"#), "Name cannot be empty"),
        Violation(
            turn("user", #"{"functionResponse":{"name":"a","response":"x"}}"#), "protobuf.Struct"),
        Violation(turn("user", #"{"inlineData":{"mimeType":"image/png","data":"a b"}}"#), "Base64"),
        Violation(
            turn("user", #"{"inlineData":{"mimeType":"a/zip","data":"aGk="}}"#), "Unsupported MIME"),
        Violation(turn("user", #"{"fileData":{"fileUri":"gs://a/b"}}"#), "gs://a/b"),
        Violation(
            turn("user", #"{"type":"text","text":"x"}"#),
            "Unknown name \"type\" at 'contents[0].parts[0]'"),
        Violation(
            turn("user", #"{"text":"x","thoughtSignature":"RXJ2"}"#), "Corrupted thought signature"),
    ])
    func `is refused when it isn't`(violation: Violation) {
        violation.check(ask.content("m", contents: "[\(violation.more)]"))
    }

    private static func parameters(_ schema: String) -> String {
        #","tools":[{"functionDeclarations":[{"name":"f","parameters":\#(schema)}]}]"#
    }
    private static func config(_ members: String) -> String {
        #","generationConfig":{\#(members)}"#
    }

    @Test(arguments: [
        Violation(#","messages":[]"#, "Unknown name \"messages\": Cannot find field."),
        Violation(config(#""temperature":3"#), "[0.0, 2.0]"),
        Violation(config(#""temperature":"hot""#), "TYPE_FLOAT"),
        Violation(config(#""maxOutputTokens":0"#), "must be positive"),
        Violation(config(#""stopSequences":["1","2","3","4","5","6"]"#), "must not exceed 5"),
        Violation(config(#""responseJsonSchema":{}"#), "application/json"),
        Violation(
            config(#""thinkingConfig":{"thinkingBudget":5,"thinkingLevel":"LOW"}"#), "only set one"),
        Violation(config(#""thinkingConfig":{"thinkingLevel":"HUGE"}"#), "ThinkingLevel"),
        Violation(parameters(#"{"type":"object","$schema":"x"}"#), "$schema"),
        Violation(
            parameters(#"{"type":"object","properties":{"a":{"const":1}}}"#),
            "Unknown name \"const\""),
        Violation(
            parameters(#"{"type":"object","properties":{"a":{"type":["string","null"]}}}"#),
            "Proto field is not repeating"),
        Violation(
            parameters(#"{"type":"object","properties":{"a":{"type":"integer","enum":["1"]}}}"#),
            "only allowed for STRING"),
        Violation(parameters(#"{"type":"array","items":{}}"#), "type OBJECT"),
        Violation(
            #","tools":[{"functionDeclarations":[{"name":"a/b"}]}]"#, "Invalid function name"),
        Violation(
            #","toolConfig":{"functionCallingConfig":{"mode":"ANY"}}"#,
            "without function_declarations"),
        Violation(
            Questions.functions
                + #","toolConfig":{"functionCallingConfig":{"allowedFunctionNames":["find"]}}"#,
            "ANY or VALIDATED"),
    ])
    func `keeps its settings in bounds`(violation: Violation) {
        violation.check(ask.content("m", violation.more))
    }

    @Test func `may name properties like keywords`() {
        let schema =
            #"{"type":"OBJECT","properties":{"const":{"type":"STRING"},"title":{"type":"STRING"}}}"#
        #expect(ask.content("m", Self.parameters(schema)).status == 200)
    }

    @Test func `takes thinking levels of newer models only`() {
        let level = Self.config(#""thinkingConfig":{"thinkingLevel":"low"}"#)
        #expect(ask.content("gemini-3-pro", level).status == 200)
        #expect(ask.content("gemini-2.5-pro", level).status == 400)
    }

    @Test func `brings the signature of a step's first call back`() throws {
        let model = "m+tools=2+reasoning=3"
        let answer = try Questions.json(of: ask.content(model, Questions.functions))
        let parts = try #require(answer["candidates"].list.first?["content"]?["parts"].list)
        let signature = try #require(parts.first?["thoughtSignature"]?.string)
        #expect(parts.last?["thoughtSignature"] == nil)
        func again(_ signature: String?) -> Reply {
            var calls = parts.map { String(decoding: $0.bytes, as: UTF8.self) }
            calls[0].replace(#/"thoughtSignature":"[^"]*"/#) { _ in
                signature.map { #""thought_signature":"\#($0)""# } ?? #""thought":false"#
            }
            let contents = [
                Self.user, #"{"role":"model","parts":[\#(calls.joined(separator: ","))]}"#,
                Self.turn("user", Self.response("find"), Self.response("stop")),
            ]
            return ask.content(
                model, Questions.functions, contents: "[\(contents.joined(separator: ","))]")
        }
        #expect(again(signature).status == 200)
        #expect(again(GeminiPart.placeholders[0]).status == 200)
        Violation("", "missing a thought_signature").check(again(nil))
        Violation("", "Corrupted").check(again(Seal(.thought, content: "call stop").text))
        Violation("", "Corrupted").check(again(Seal(.thinking, content: "call find").text))
    }

    @Test(
        arguments: [
            ([("x-goog-api-key", "k-bad")], 400, "API_KEY_INVALID"),
            ([("x-goog-api-key", "k-revoked")], 401, "UNAUTHENTICATED"),
            ([], 403, "PERMISSION_DENIED"),
        ] as [([(String, String)], Int, String)])
    func `needs a credential`(headers: [(String, String)], status: Int, words: String) {
        let reply = ask.reply("/v1beta/models/m:generateContent", "{}", headers: headers)
        #expect(reply.status == status)
        #expect(String(decoding: Questions.bytes(of: reply), as: UTF8.self).contains(words))
    }
}
