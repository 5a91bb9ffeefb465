import Wire

/// A value that a JSON Schema accepts, always the same for the same schema.
///
/// It has the required members only, and takes the first choice wherever the schema leaves one.
/// Patterns and conditional schemas aren't obeyed.
struct SchemaSample {
    /// Where references such as `#/$defs/Place` start.
    private let root: JSONNode
    private var writer = JSONWriter()

    /// The JSON of a value for a schema; `{}` when there is none.
    static func json(for schema: JSONNode?) -> [UInt8] {
        guard let schema, schema.kind == .object else { return Array("{}".utf8) }
        var sample = SchemaSample(root: schema)
        sample.write(schema, name: "value", depth: 0)
        return sample.writer.bytes
    }

    private init(root: JSONNode) { self.root = root }

    /// Nested deeper than this, everything is null.
    private static let depthMax = 16

    private mutating func write(_ schema: JSONNode, name: String, depth: Int) {
        guard depth < Self.depthMax else { return writer.null() }
        if let value = schema["const"] { return writer.raw(Array(value.bytes)) }
        if let value = schema["enum"]?.elements.first(where: { _ in true }) {
            return writer.raw(Array(value.bytes))
        }
        if let target = schema["$ref"]?.string.flatMap(resolve) {
            return write(target, name: name, depth: depth + 1)
        }
        for key in ["anyOf", "oneOf", "allOf"] {
            if let choice = schema.field(key)?.elements.first(where: { _ in true }) {
                return write(choice, name: name, depth: depth + 1)
            }
        }
        writeTyped(schema, name: name, depth: depth)
    }

    private mutating func writeTyped(_ schema: JSONNode, name: String, depth: Int) {
        switch type(of: schema) {
        case "string": writer.string(text(schema, name: name))
        case "integer": writer.integer(schema["minimum"]?.int64 ?? 7)
        case "number":
            writer.raw(schema["minimum"].map { Array($0.bytes) } ?? Array("1.5".utf8))
        case "boolean": writer.bool(true)
        case "null": writer.null()
        case "array":
            writer.beginArray()
            let count = min(max(1, schema.field("minItems")?.int64 ?? 1), 16)
            if let items = schema["items"], items.kind == .object {
                for _ in 0..<count { write(items, name: name, depth: depth + 1) }
            }
            writer.endArray()
        default:
            writer.beginObject()
            for required in schema["required"]?.elements.compactMap(\.string) ?? [] {
                writer.key(required)
                if let member = schema["properties"]?[required], member.kind == .object {
                    write(member, name: required, depth: depth + 1)
                } else {
                    writer.string(required)
                }
            }
            writer.endObject()
        }
    }

    private func type(of schema: JSONNode) -> String? {
        guard let type = schema["type"] else { return nil }
        // Google's words are in capitals.
        let word = type.string ?? type.elements.compactMap(\.string).first { $0 != "null" }
        return word?.lowercased()
    }

    private func text(_ schema: JSONNode, name: String) -> String {
        switch schema["format"]?.string {
        case "date": return "2026-01-01"
        case "time": return "12:00:00Z"
        case "date-time": return "2026-01-01T12:00:00Z"
        case "email": return "someone@example.com"
        case "uri", "url": return "https://example.com/"
        case "uuid": return "00000000-0000-4000-8000-000000000000"
        default: break
        }
        var text = "sample \(name)"
        if let least = schema.field("minLength")?.int64, least > text.count {
            text += String(repeating: "x", count: Int(min(least, 4096)) - text.count)
        }
        if let most = schema.field("maxLength")?.int64, most >= 0, most < text.count {
            text = String(text.prefix(Int(most)))
        }
        return text
    }

    /// The schema that a reference inside the document means.
    private func resolve(_ reference: String) -> JSONNode? {
        guard reference.hasPrefix("#/") else { return nil }
        var node: JSONNode? = root
        for step in reference.dropFirst(2).split(separator: "/") { node = node?[String(step)] }
        return node?.kind == .object ? node : nil
    }
}
