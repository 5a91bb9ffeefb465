import Wire

/// A schema that answers must conform to, as Messages takes it (facts/protocols PT-57): of an answer's form, and of a
/// strict tool.
///
/// Every object in it must say that it has no other properties than those it names. A schema that says nothing of others
/// is closed, and every answer still conforms to it; one that asks for others stays, and the provider says no. Bounds of
/// numbers and lengths, and whatever asks for something by negation or condition, aren't taken at all: they are told in
/// the description, as Anthropic's own SDKs do. Objects that are put together (`allOf`) become one first, since two closed
/// ones would forbid each other's properties.
///
/// Only places that hold schemas are walked: below `properties` keys are names (PT-56).
struct MessagesOutputSchema {
    /// The schema; the same bytes where all of it is taken already.
    let json: [UInt8]
    /// Were bounds taken out?
    private(set) var isLoosened = false
    /// Are there objects that can't be closed, since something has to conform to several at once?
    private(set) var isDivided = false

    /// Fits a schema, which was part of a sound body.
    init(_ schema: [UInt8]) {
        // what is no JSON can't be walked
        guard let own = try? JSONDocument(parsing: schema) else {
            json = schema
            return
        }
        let union = MessagesSchemaUnion.schema(own)
        isDivided = union.isDivided
        guard let document = try? JSONDocument(parsing: union.schema) else {
            json = schema
            return
        }
        if !SchemaReferences.lost(in: document.root, of: own.root).isEmpty { isDivided = true }
        var edits = JSONEdits()
        isLoosened = Self.fit(document.root, &edits)
        json = edits.applied(to: document)
    }

    /// - Returns: Were bounds taken out?
    private static func fit(_ schema: JSONNode, _ edits: inout JSONEdits) -> Bool {
        guard schema.kind == .object else { return false }
        if isObject(schema), schema["additionalProperties"] == nil {
            edits.setMember("additionalProperties", of: schema, to: Array("false".utf8))
        }
        var bounds: [String] = []
        var isLoosened = false
        for (key, value) in schema.members {
            switch key {
            case "properties", "$defs", "definitions":
                for (_, inner) in value.members where fit(inner, &edits) { isLoosened = true }
            case "anyOf", "oneOf", "allOf", "prefixItems":
                for inner in value.elements where fit(inner, &edits) { isLoosened = true }
            case "items", "additionalProperties": if fit(value, &edits) { isLoosened = true }
            case "minItems" where value.int64.map { $0 < 2 } ?? false: break
            case "format" where formats.contains(value.string ?? ""): break
            case _ where untaken.contains(key):
                edits.removeMember(key, of: schema)
                bounds.append("\(key): \(String(decoding: value.bytes, as: UTF8.self))")
            default: break
            }
        }
        guard !bounds.isEmpty else { return isLoosened }
        let told = "{\(bounds.joined(separator: ", "))}"
        let description = schema["description"]?.string.map { "\($0)\n\n\(told)" } ?? told
        edits.setMember("description", of: schema, to: JSONText.quoted(description))
        return true
    }

    /// Is it of an object's type, alone or among others?
    private static func isObject(_ schema: JSONNode) -> Bool {
        guard let type = schema["type"] else { return false }
        return type.isString(equalTo: "object")
            || type.elements.contains { $0.isString(equalTo: "object") }
    }

    /// Anthropic's page on structured outputs (November 2026): what makes it answer 400.
    private static let untaken: Set<String> = [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength",
        "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties",
        "format", "not", "if", "then", "else", "contains", "minContains", "maxContains",
        "patternProperties", "propertyNames", "dependentSchemas", "dependentRequired",
        "unevaluatedProperties", "unevaluatedItems",
    ]
    private static let formats: Set<String> = [
        "date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid",
    ]
}
