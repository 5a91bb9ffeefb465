import Wire

/// The schema of an answer as Messages takes it: every object in it must say that it has no other properties than those
/// it names (facts/protocols PT-57). A schema that says nothing of others is closed, and every answer still conforms to
/// it; one that asks for others stays, and the provider says no.
///
/// Only places that hold schemas are walked: below `properties` keys are names (PT-56).
enum MessagesOutputSchema {
    /// The same bytes where every object is closed already.
    static func closed(_ schema: [UInt8]) -> [UInt8] {
        // it was part of a sound body
        guard let document = try? JSONDocument(parsing: schema) else { return schema }
        var edits = JSONEdits()
        close(document.root, &edits)
        return edits.applied(to: document)
    }

    private static func close(_ schema: JSONNode, _ edits: inout JSONEdits) {
        guard schema.kind == .object else { return }
        if isObject(schema), schema["additionalProperties"] == nil {
            edits.setMember("additionalProperties", of: schema, to: Array("false".utf8))
        }
        for (key, value) in schema.members {
            switch key {
            case "properties", "$defs", "definitions":
                for (_, inner) in value.members { close(inner, &edits) }
            case "anyOf", "oneOf", "allOf", "prefixItems":
                for inner in value.elements { close(inner, &edits) }
            case "items": close(value, &edits)
            default: break
            }
        }
    }

    /// Is it of an object's type, alone or among others?
    private static func isObject(_ schema: JSONNode) -> Bool {
        guard let type = schema["type"] else { return false }
        return type.isString(equalTo: "object")
            || type.elements.contains { $0.isString(equalTo: "object") }
    }
}
