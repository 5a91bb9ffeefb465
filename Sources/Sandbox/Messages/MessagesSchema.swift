import Wire

/// What Anthropic asks of the JSON Schemas of outputs and strict tools: objects that close themselves, and no bounds of
/// numbers, lengths and counts.
enum MessagesSchema {
    /// Checks a schema and all that is in it.
    ///
    /// - Parameter path: Where it stands, as refusals say it.
    static func check(_ schema: JSONNode, _ path: String, depth: Int = 0) throws(Refusal) {
        guard depth < 32, schema.kind == .object else { return }
        let types = schema["type"].map { type in
            type.string.map { [$0] } ?? type.elements.compactMap(\.string)
        }
        if types?.contains("object") == true, schema["additionalProperties"]?.bool != false {
            throw .invalid(
                "\(path): For 'object' type, 'additionalProperties' must be explicitly set to false"
            )
        }
        for (key, value) in schema.members {
            if untaken.contains(key) || key == "minItems" && (value.int64 ?? 2) > 1 {
                throw .invalid(
                    "\(path): For '\(types?.first ?? "")' type, property '\(key)' is not supported")
            }
            switch key {
            case "properties", "$defs", "definitions":
                for (_, inner) in value.members { try check(inner, path, depth: depth + 1) }
            case "anyOf", "allOf":
                for inner in value.elements { try check(inner, path, depth: depth + 1) }
            case "items": try check(value, path, depth: depth + 1)
            default: break
            }
        }
    }

    private static let untaken: Set<String> = [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
        "maxLength", "maxItems", "uniqueItems", "minProperties", "maxProperties",
    ]
}
