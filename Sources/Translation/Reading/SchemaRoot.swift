import Wire

/// Makes the root of a tool's schema an object, for providers that want one; nothing below the root
/// changes (facts/protocols PT-56, PT-57).
struct SchemaRoot {
    /// The schema of a tool without parameters.
    static let empty = Array(#"{"type":"object","properties":{}}"#.utf8)

    /// How deep references and alternatives may nest, and how many schemas are looked at in all.
    private static let depthMax = 32
    private static let stepsMax = 2_048

    /// What an object has: its properties in order, each with the schemas it may have.
    private struct Shape {
        var names: [String] = []
        var properties: [String: [[UInt8]]] = [:]
        var required: Set<String> = []

        mutating func take(_ name: String, _ schemas: [[UInt8]]) {
            if properties[name] == nil { names.append(name) }
            for json in schemas where properties[name]?.contains(json) != true {
                properties[name, default: []].append(json)
            }
        }
    }

    /// The schema: the same bytes where nothing had to change.
    private(set) var json: [UInt8]
    /// Were alternatives or references merged?
    private(set) var isMerged = false
    /// `false` where it may ask for properties that aren't in it: then it mustn't be closed.
    private(set) var isComplete = true
    private var stepsLeft = Self.stepsMax

    /// Makes a schema one whose root is an object without alternatives.
    init(_ schema: [UInt8]?) {
        json = Self.empty
        // it was part of a sound body
        guard let schema, let document = try? JSONDocument(parsing: schema) else { return }
        let root = document.root
        guard root.count > 0 else { return }
        let hasAlternatives = ["anyOf", "oneOf", "allOf"].contains { root[$0]?.kind == .array }
        if hasAlternatives || root["$ref"] != nil {
            isMerged = true
            json = merged(root)
            return
        }
        json = schema
        guard root["type"]?.isString(equalTo: "object") != true else { return }
        var edits = JSONEdits()
        edits.setMember("type", of: root, to: Array(#""object""#.utf8))
        json = edits.applied(to: document)
    }

    /// One object with the properties of all alternatives; required is what all of them require (of
    /// `allOf` and references: any).
    private mutating func merged(_ root: JSONNode) -> [UInt8] {
        let shape = shape(of: root, in: root, depth: 0)
        var json = JSONWriter()
        json.beginObject()
        json.member("type", "object")
        json.beginObject("properties")
        for name in shape.names {
            let schemas = shape.properties[name] ?? []
            json.key(name)
            // One that takes anything takes what the others do.
            if let only = schemas.first(where: { schemas.count == 1 || $0 == Array("{}".utf8) }) {
                json.raw(only)
            } else {
                json.beginObject()
                json.beginArray("anyOf")
                for schema in schemas { json.raw(schema) }
                json.endArray()
                json.endObject()
            }
        }
        json.endObject()
        json.member("required", shape.names.filter(shape.required.contains))
        let left: Set<String> = [
            "type", "properties", "required", "anyOf", "oneOf", "allOf", "$ref",
        ]
        for (name, value) in root.members where !left.contains(name) {
            json.key(name)
            json.raw(value.bytes)
        }
        json.endObject()
        // what a writer wrote is JSON
        guard let document = try? JSONDocument(parsing: json.bytes) else { return json.bytes }
        let lost = SchemaReferences.lost(in: document.root, of: root)
        guard !lost.isEmpty else { return json.bytes }
        // Nobody could say any more what they mean: anything goes there.
        isComplete = false
        var edits = JSONEdits()
        for range in lost { edits.replace(range, with: Array("{}".utf8)) }
        return edits.applied(to: document)
    }

    private mutating func shape(of node: JSONNode, in root: JSONNode, depth: Int) -> Shape {
        var shape = Shape()
        stepsLeft -= 1
        guard stepsLeft > 0, depth < Self.depthMax else {
            isComplete = false
            return shape
        }
        if depth > 0, let others = node["additionalProperties"], others.bool != false {
            isComplete = false
        }
        for (name, value) in node["properties"]?.members.map(\.self) ?? [] {
            shape.take(name, [Array(value.bytes)])
        }
        shape.required = Set(node["required"]?.elements.compactMap(\.string) ?? [])
        var parts: [Shape] = []
        if let reference = node["$ref"]?.string {
            if let target = SchemaReferences.target(reference, in: root) {
                parts.append(self.shape(of: target, in: root, depth: depth + 1))
            } else {
                isComplete = false
            }
        }
        for element in node["allOf"]?.elements.map(\.self) ?? [] {
            parts.append(self.shape(of: element, in: root, depth: depth + 1))
        }
        for key in ["anyOf", "oneOf"] {
            guard let list = node[key], list.kind == .array else { continue }
            parts.append(either(list, in: root, depth: depth + 1))
        }
        for part in parts {
            for name in part.names {
                if let own = shape.properties[name], let other = part.properties[name],
                    Set(own) != Set(other)
                {
                    // Both hold: the first stands, and the second may ask for more.
                    isComplete = false
                } else {
                    shape.take(name, part.properties[name] ?? [])
                }
            }
            shape.required.formUnion(part.required)
        }
        return shape
    }

    /// What at least one of several schemas has; required is what all require.
    private mutating func either(_ list: JSONNode, in root: JSONNode, depth: Int) -> Shape {
        var shape = Shape()
        var common: Set<String>?
        for element in list.elements {
            // Arguments are an object, so that what is none is never meant.
            if let type = element["type"]?.string, type != "object" { continue }
            let own = self.shape(of: element, in: root, depth: depth)
            for name in own.names { shape.take(name, own.properties[name] ?? []) }
            common = common?.intersection(own.required) ?? own.required
        }
        shape.required = common ?? []
        return shape
    }
}
