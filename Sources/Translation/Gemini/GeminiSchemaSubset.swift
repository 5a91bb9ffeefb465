import Wire

/// Turns JSON Schema into the subset of OpenAPI's that some Gemini models take: an allow-list,
/// `$ref`s written out (PT-55, PT-56, PT-57).
struct GeminiSchemaSubset {
    /// How deep `$ref`s and schemas may nest, and how many schemas are written at all; beyond
    /// stands "any object".
    private static let depthMax = 32
    private static let schemasMax = 4_096

    private let root: JSONNode
    private var json: JSONWriter
    private var schemas = 0
    private var isChanged = false

    /// The subset of a schema.
    ///
    /// - Returns: It, and whether something that has a meaning was left out.
    static func schema(_ root: JSONNode) -> (schema: [UInt8], isChanged: Bool) {
        var subset = GeminiSchemaSubset(
            root: root, json: JSONWriter(reservingBytes: root.range.count))
        subset.write(root, depth: 0)
        return (subset.json.bytes, subset.isChanged)
    }

    /// The subset of a schema in bytes; "any object" if they aren't one.
    static func schema(_ bytes: [UInt8]) -> (schema: [UInt8], isChanged: Bool) {
        guard let document = try? JSONDocument(parsing: bytes) else {  // part of a sound body
            return (Array(#"{"type":"OBJECT"}"#.utf8), true)
        }
        return schema(document.root)
    }

    private mutating func write(_ node: JSONNode, depth: Int) {
        schemas += 1
        guard node.kind == .object, depth < Self.depthMax, schemas < Self.schemasMax else {
            isChanged = isChanged || node.bool != true
            json.beginObject()
            json.member("type", "OBJECT")
            json.endObject()
            return
        }
        if let target = node.text("$ref").flatMap(resolved) {
            return write(target, depth: depth + 1)
        }
        if let all = node["allOf"], all.kind == .array, all.count == 1, node["properties"] == nil,
            let only = all.elements.first(where: { _ in true })
        {
            return write(only, depth: depth + 1)
        }
        json.beginObject()
        for (name, value) in node.members { write(name, value, of: node, depth: depth) }
        json.endObject()
    }

    private mutating func write(_ name: String, _ value: JSONNode, of node: JSONNode, depth: Int) {
        switch name {
        case "type": writeType(value)
        case "properties":
            json.beginObject(name)
            for (property, schema) in value.members {
                json.key(property)
                write(schema, depth: depth + 1)
            }
            json.endObject()
        case "items" where value.kind == .object:
            json.key(name)
            write(value, depth: depth + 1)
        case "anyOf", "oneOf":
            guard name == "anyOf" || node["anyOf"] == nil else {
                isChanged = true
                return
            }
            json.beginArray("anyOf")
            for schema in value.elements { write(schema, depth: depth + 1) }
            json.endArray()
        case "enum": writeEnum(value, of: node)
        case "const":
            guard node["enum"] == nil else { return }
            json.beginArray("enum")
            json.string(value.string ?? String(decoding: value.bytes, as: UTF8.self))
            json.endArray()
        case "format":
            if let format = value.string, Self.formats.contains(format) {
                json.member(name, format)
            } else {
                isChanged = true
            }
        case "title", "description", "nullable", "minItems", "maxItems", "minLength", "maxLength",
            "minProperties", "maxProperties", "minimum", "maximum", "pattern", "propertyOrdering",
            "required", "default", "example":
            json.key(name)
            json.raw(value.bytes)
        case "$schema", "$id", "$defs", "definitions", "$comment": break
        case "additionalProperties":
            if value.bool == nil { isChanged = true }
        default: isChanged = true
        }
    }

    private static let formats: Set<String> = [
        "int32", "int64", "float", "double", "enum", "date-time",
    ]

    /// A type; a list with null is that type, nullable.
    private mutating func writeType(_ value: JSONNode) {
        if let word = value.string { return json.member("type", word.uppercased()) }
        let words = value.elements.compactMap(\.string)
        let others = words.filter { $0 != "null" }
        if others.count > 1 { isChanged = true }
        json.member("type", (others.first ?? "null").uppercased())
        if others.count < words.count, !others.isEmpty { json.member("nullable", true) }
    }

    /// Only strings may be listed, and null where the type says so too.
    private mutating func writeEnum(_ value: JSONNode, of node: JSONNode) {
        let isNullable = node["type"]?.elements.contains { $0.isString(equalTo: "null") } ?? false
        let words = value.elements.filter { !($0.isNull && isNullable) }
        guard words.allSatisfy({ $0.kind == .string }) else {
            isChanged = true
            return
        }
        json.beginArray("enum")
        for word in words { json.raw(word.bytes) }
        json.endArray()
    }

    /// What a reference inside the schema means; `nil` for any other.
    private func resolved(_ reference: String) -> JSONNode? {
        guard reference.hasPrefix("#") else { return nil }
        var node: JSONNode? = root
        for step in reference.dropFirst().split(separator: "/") {
            node = node?[String(step).replacing("~1", with: "/").replacing("~0", with: "~")]
        }
        return node
    }
}
