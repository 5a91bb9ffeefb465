import Testing
import Translation
import Vocabulary
import Wire

/// Schemas that Anthropic's models must keep to: every object in them is closed.
@Suite struct `A schema for Anthropic` {
    private func carried(_ schema: String) throws -> Carried {
        try carry(
            #"{"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":\#(schema)}}}"#,
            from: .openAIChat, to: target(.anthropic) { $0.takesJSONSchema = true })
    }

    private func sent(_ schema: String) throws -> String? {
        try carried(schema)["output_config", "format", "schema"]
    }

    @Test func `has objects put together made one, which something can conform to`() throws {
        #expect(
            try sent(
                ##"{"allOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"$ref":"#/$defs/B"}],"$defs":{"B":{"type":"object","properties":{"b":{"type":"integer"}},"required":["b"]}}}"##
            )
                == #"{"$defs":{"B":{"type":"object","properties":{"b":{"type":"integer"}},"required":["b"],"additionalProperties":false}},"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["a","b"],"additionalProperties":false}"#
        )
    }

    @Test func `has what stands beside alternatives in each of them`() throws {
        #expect(
            try sent(
                #"{"description":"d","type":"object","properties":{"k":{"type":"string"}},"required":["k"],"anyOf":[{"properties":{"x":{"type":"string"}},"required":["x"]},{"properties":{"y":{"type":"string"}}}]}"#
            )
                == #"{"description":"d","anyOf":[{"type":"object","properties":{"k":{"type":"string"},"x":{"type":"string"}},"required":["k","x"],"additionalProperties":false},{"type":"object","properties":{"k":{"type":"string"},"y":{"type":"string"}},"required":["k"],"additionalProperties":false}]}"#
        )
    }

    @Test func `has one property of two schemas conform to both`() throws {
        #expect(
            try sent(
                #"{"type":"object","properties":{"p":{"allOf":[{"type":"object","properties":{"a":{"type":"number"}}},{"type":"object","properties":{"a":{"type":"integer","enum":[1]}}}]}}}"#
            )
                == #"{"type":"object","properties":{"p":{"type":"object","properties":{"a":{"type":"integer","enum":[1]}},"additionalProperties":false}},"additionalProperties":false}"#
        )
    }

    @Test func `says a lone reference as one, so that it may be recursive`() throws {
        #expect(
            try sent(
                ##"{"type":"object","properties":{"next":{"allOf":[{"$ref":"#"}],"description":"d"}}}"##
            )
                == ##"{"type":"object","properties":{"next":{"$ref":"#","description":"d"}},"additionalProperties":false}"##
        )
    }

    @Test(arguments: [
        // Closed in pieces by the client itself, which nothing conforms to.
        #"{"allOf":[{"type":"object","properties":{"a":{}},"additionalProperties":false},{"type":"object","properties":{"b":{}}}]}"#,
        #"{"allOf":[{"type":"object","properties":{"a":{}},"minProperties":1},{"type":"object","properties":{"b":{}},"minProperties":2}]}"#,
        ##"{"$ref":"#/$defs/A","$defs":{"A":{"allOf":[{"type":"object","properties":{"a":{"type":"string"}}},{"$ref":"#/$defs/A"}]}}}"##,
        ##"{"allOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/A"}],"$defs":{"A":{"properties":{"a":{}},"allOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/A"}]}}}"##,
        // What the reference means is gone once the objects are one.
        ##"{"allOf":[{"$defs":{"Q":{"type":"string"}},"type":"object","properties":{"q":{"$ref":"#/allOf/0/$defs/Q"}}}]}"##,
        ##"{"$ref":"https://schemas.test/a","type":"object","properties":{"a":{}}}"##,
    ])
    func `that can't be made one is refused by name`(schema: String) throws {
        let fault = #expect(throws: TranslationFault.self) { _ = try sent(schema) }
        #expect(fault?.code == .unsupportedField && fault?.field == "response_format")
    }

    @Test func `of a strict tool that can't be made one is sent, but not as strict`() throws {
        let schema =
            #"{"type":"object","properties":{"p":{"allOf":[{"type":"object","properties":{"a":{}},"minProperties":1},{"type":"object","properties":{"b":{}},"minProperties":2}]}}}"#
        let carried = try carry(
            #"{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":\#(schema)}}]}"#,
            from: .openAIChat, to: target(.anthropic) { $0.takesStrict = true })
        #expect(carried["tools", 0, "input_schema"] == schema)
        #expect(carried["tools", 0, "strict"] == nil)
        #expect(carried.dropped.contains("strict"))
    }

    @Test func `has every bound told in words, wherever it stands, and named as changed`() throws {
        let carried = try carried(
            #"{"type":"object","properties":{"a":{"type":"number","not":{"minimum":5}}},"patternProperties":{"^x":{"type":"string","minLength":1}},"additionalProperties":{"type":"string","minLength":2}}"#
        )
        #expect(
            carried["output_config", "format", "schema"]
                == #"{"type":"object","properties":{"a":{"type":"number","description":"{not: {\"minimum\":5}}"}},"additionalProperties":{"type":"string","description":"{minLength: 2}"},"description":"{patternProperties: {\"^x\":{\"type\":\"string\",\"minLength\":1}}}"}"#
        )
        #expect(carried.dropped == "~response_format")
    }

    @Test func `is put together with what stands beside a reference, true and null`() throws {
        #expect(
            try sent(
                ##"{"$ref":"#/$defs/A","properties":{"b":{"type":"integer"}},"$defs":{"A":{"type":"object","properties":{"a":{"type":"string"}}}}}"##
            )
                == #"{"$defs":{"A":{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}},"type":"object","properties":{"b":{"type":"integer"},"a":{"type":"string"}},"additionalProperties":false}"#
        )
        #expect(
            try sent(#"{"allOf":[true,{"type":"object","properties":{"a":{"type":"string"}}}]}"#)
                == #"{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}"#
        )
        #expect(
            try sent(
                #"{"type":"object","properties":{"k":{"type":"string"}},"anyOf":[{"type":"object","properties":{"x":{"type":"string"}}},{"type":"null"}]}"#
            )
                == #"{"anyOf":[{"type":"object","properties":{"k":{"type":"string"},"x":{"type":"string"}},"additionalProperties":false}]}"#
        )
    }
}
