import Vocabulary
import Wire

/// Whether OpenAI takes a schema of a function that must be kept to: every object in it closes itself and requires all
/// its properties (OpenAI's page on structured outputs, November 2026). Other providers ask for less, so what is strict
/// there may not be here.
enum StrictSchema {
    /// Is it taken? A function without a schema is.
    static func isTaken(_ schema: [UInt8]?) -> Bool {
        // what is no JSON isn't taken as strict
        guard let schema else { return true }
        guard let document = try? JSONDocument(parsing: schema) else { return false }
        return isTaken(document.root)
    }

    private static func isTaken(_ schema: JSONNode) -> Bool {
        guard schema.kind == .object else { return true }
        if let type = schema["type"],
            type.isString(equalTo: "object")
                || type.elements.contains(where: { $0.isString(equalTo: "object") })
        {
            guard schema["additionalProperties"]?.bool == false else { return false }
            let required = schema["required"]?.elements.compactMap(\.string) ?? []
            if let properties = schema["properties"],
                properties.members.contains(where: { !required.contains($0.key) })
            {
                return false
            }
        }
        for (key, value) in schema.members {
            switch key {
            case "properties", "$defs", "definitions":
                for (_, inner) in value.members where !isTaken(inner) { return false }
            case "anyOf": for inner in value.elements where !isTaken(inner) { return false }
            case "items": guard isTaken(value) else { return false }
            case "oneOf", "allOf", "not", "patternProperties": return false
            default: break
            }
        }
        return true
    }
}

extension RequestDraft {
    /// Does OpenAI take a tool as strict? What its own clients call strict goes as it is.
    func isTakenAsStrict(_ tool: Tool) -> Bool {
        guard conversation.source == .anthropic || conversation.source == .gemini,
            case .function(let schema) = tool.kind
        else { return true }
        return StrictSchema.isTaken(schema)
    }
}
