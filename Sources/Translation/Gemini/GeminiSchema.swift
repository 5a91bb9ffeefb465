import Wire

/// Turns Gemini's own schemas, a subset of OpenAPI's, into JSON Schema.
///
/// Only places that hold schemas are walked: below `properties` keys are names, whatever they are
/// called (PT-56).
enum GeminiSchema {
    /// The JSON Schema of a schema in either spelling; what isn't known stays.
    static func jsonSchema(_ node: JSONNode) -> [UInt8] {
        var json = JSONWriter(reservingBytes: node.range.count)
        write(node, to: &json)
        return json.bytes
    }

    private static func write(_ node: JSONNode, to json: inout JSONWriter) {
        guard node.kind == .object else { return json.raw(node.bytes) }
        let isNullable = node.either("nullable")?.bool == true
        json.beginObject()
        for (name, value) in node.members where !value.isNull {
            switch GeminiFields.camel(name) {
            case "type": writeType(value, isNullable: isNullable, to: &json)
            case "nullable", "propertyOrdering": break
            case "enum" where isNullable: writeNullableEnum(value, to: &json)
            case "properties", "defs":
                json.beginObject(name == "defs" ? "$defs" : name)
                for (property, schema) in value.members {
                    json.key(property)
                    write(schema, to: &json)
                }
                json.endObject()
            case "items", "additionalProperties":
                json.key(GeminiFields.camel(name))
                write(value, to: &json)
            case "anyOf":
                json.beginArray("anyOf")
                for schema in value.elements { write(schema, to: &json) }
                json.endArray()
            case "ref": json.member("$ref", json: Array(value.bytes))
            case "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties":
                // Proto JSON writes 64-bit numbers as strings.
                json.key(GeminiFields.camel(name))
                if let text = value.string, let number = Int64(text) {
                    json.integer(number)
                } else {
                    json.raw(value.bytes)
                }
            default:
                json.key(name)
                json.raw(value.bytes)
            }
        }
        json.endObject()
    }

    /// What is nullable may be null beside what it lists.
    private static func writeNullableEnum(_ value: JSONNode, to json: inout JSONWriter) {
        json.beginArray("enum")
        for word in value.elements { json.raw(word.bytes) }
        if !value.elements.contains(where: \.isNull) { json.null() }
        json.endArray()
    }

    private static func writeType(_ value: JSONNode, isNullable: Bool, to json: inout JSONWriter) {
        guard let word = value.string?.lowercased() else {
            json.key("type")
            return json.raw(value.bytes)
        }
        guard word != "type_unspecified" else { return }
        if isNullable, word != "null" {
            json.member("type", [word, "null"])
        } else {
            json.member("type", word)
        }
    }
}
