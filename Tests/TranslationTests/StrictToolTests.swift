import Testing
import Translation
import Vocabulary
import Wire

/// Strict tools of Anthropic whose root is put together.
@Suite struct `A strict tool for Anthropic` {
    private let defs =
        ##""$defs":{"A":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},"B":{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"required":["a"]}}"##

    private func carried(_ schema: String) throws -> Carried {
        try carry(
            #"{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":\#(schema)}}]}"#,
            from: .openAIChat, to: target(.anthropic) { $0.takesStrict = true })
    }

    @Test func `has the properties that references at its root name`() throws {
        for (schema, expected) in [
            (
                ##"{"anyOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"}],\##(defs)}"##,
                #""properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer"}]},"b":{"type":"string"}},"required":["a"]"#
            ),
            (
                ##"{"allOf":[{"$ref":"#/$defs/A"},{"properties":{"c":{"type":"null"}}}],\##(defs)}"##,
                #""properties":{"a":{"type":"string"},"c":{"type":"null"}},"required":["a"]"#
            ),
            (
                ##"{"$ref":"#/$defs/A",\##(defs)}"##,
                #""properties":{"a":{"type":"string"}},"required":["a"]"#
            ),
        ] {
            let carried = try carried(schema)
            let sent = try #require(carried["tools", 0, "input_schema"])
            #expect(sent.hasPrefix(#"{"type":"object",\#(expected),"$defs":"#))
            #expect(sent.hasSuffix(#""additionalProperties":false}"#))
            #expect(carried["tools", 0, "strict"] == "true")
        }
    }

    @Test(arguments: [
        (
            #"{"anyOf":[{"$ref":"https://schemas.test/a"}]}"#,
            #"{"type":"object","properties":{},"required":[]}"#
        ),
        (
            ##"{"allOf":[{"$ref":"#"}],"properties":{"a":{}}}"##,
            #"{"type":"object","properties":{"a":{}},"required":[]}"#
        ),
        (
            ##"{"allOf":[{"$defs":{"Q":{"type":"string"}},"properties":{"q":{"$ref":"#/allOf/0/$defs/Q"}}}]}"##,
            #"{"type":"object","properties":{"q":{}},"required":[]}"#
        ),
    ])
    func `that can't be told whole stays open, isn't strict and is named`(
        schema: String, expected: String
    ) throws {
        let carried = try carried(schema)
        #expect(carried["tools", 0, "input_schema"] == expected)
        #expect(carried["tools", 0, "strict"] == nil)
        #expect(carried.dropped.contains("strict"))
    }
}
