import Wire

/// Makes one object of the objects that a schema puts together, so that it can be closed: an object that permits no
/// other properties permits none of those that its neighbour in an `allOf` requires, and nothing would conform to both.
///
/// `allOf` becomes one schema; properties beside `anyOf` or `oneOf` go into each of the alternatives. References inside the
/// document are written out where they have to be put together. What can't be put together without a change of meaning
/// stays as it is, and is told.
struct MessagesSchemaUnion {
    /// How deep references and schemas may nest, and how many schemas are looked at in all.
    private static let depthMax = 32
    private static let stepsMax = 8_192

    /// The members of a schema in order, with its properties apart.
    private struct Flat {
        var members: [(key: String, json: [UInt8])] = []
        var properties: [(key: String, json: [UInt8])] = []
        var required: [String] = []
        /// Does it close itself, so that no other's properties may join it?
        var isClosed = false
        var isObject = false

        func json(of key: String) -> [UInt8]? { members.first { $0.key == key }?.json }

        mutating func set(_ key: String, to json: [UInt8]) {
            if let place = members.firstIndex(where: { $0.key == key }) {
                members[place].json = json
            } else {
                members.append((key, json))
            }
        }
    }

    private let root: JSONNode
    private var stepsLeft = Self.stepsMax
    /// Are there objects that have to conform to several schemas which can't be made one?
    private(set) var isDivided = false

    /// The schema with its objects put together; the same bytes where there is nothing to put together.
    static func schema(_ document: JSONDocument) -> (schema: [UInt8], isDivided: Bool) {
        var union = MessagesSchemaUnion(root: document.root)
        let schema = union.written(document.root, depth: 0)
        return (schema ?? Array(document.root.bytes), union.isDivided)
    }

    private init(root: JSONNode) { self.root = root }

    /// A schema with everything in it put together; `nil` where nothing changes.
    private mutating func written(_ node: JSONNode, depth: Int) -> [UInt8]? {
        guard node.kind == .object, mayGo(depth) else { return nil }
        if isPutTogether(node) {
            if let json = only(of: node) ?? united(node, depth: depth) { return json }
            if objects(of: node, depth: depth) > 1 { isDivided = true }
        }
        return rewritten(node, depth: depth)
    }

    /// The schema with the schemas inside it put together.
    private mutating func rewritten(_ node: JSONNode, depth: Int) -> [UInt8]? {
        var edits = JSONEdits()
        for (key, value) in node.members {
            var inner: [JSONNode] = []
            switch key {
            case "properties", "$defs", "definitions": inner = value.members.map(\.value)
            case "anyOf", "oneOf", "allOf", "prefixItems": inner = Array(value.elements)
            case "items", "additionalProperties": inner = [value]
            default: break
            }
            for schema in inner {
                if let json = written(schema, depth: depth + 1) {
                    edits.replace(schema.range, with: json)
                }
            }
        }
        guard !edits.isEmpty else { return nil }
        // The edits are of the whole document: only this schema's bytes are wanted.
        let whole = edits.applied(to: node.document)
        let behind = node.document.root.range.upperBound - node.range.upperBound
        return Array(whole[node.range.lowerBound..<(whole.count - behind)])
    }

    /// Counts a step; `false` when there were too many, or too deep ones.
    private mutating func mayGo(_ depth: Int) -> Bool {
        stepsLeft -= 1
        return stepsLeft > 0 && depth < Self.depthMax
    }

    /// A reference that stands alone in an `allOf`, so that something can be said beside it.
    private func only(of node: JSONNode) -> [UInt8]? {
        guard let all = node["allOf"], all.count == 1, node["$ref"] == nil,
            let reference = all.elements.first(where: { _ in true }),
            reference.count == 1, reference["$ref"] != nil,
            node.members.allSatisfy({ $0.key == "allOf" || Self.isTold($0.key) })
        else { return nil }
        var json = JSONWriter()
        json.beginObject()
        for (key, value) in node.members {
            if key == "allOf" {
                json.members(Array(reference.bytes))
            } else {
                json.member(key, json: Array(value.bytes))
            }
        }
        json.endObject()
        return json.bytes
    }

    private func isPutTogether(_ node: JSONNode) -> Bool {
        if node["allOf"]?.kind == .array { return true }
        if node["$ref"] != nil, Self.isBesideReference(node) { return true }
        return node["properties"] != nil && (node["anyOf"] ?? node["oneOf"])?.kind == .array
    }

    /// Does something stand beside a reference that would be closed by itself, or that makes alternatives of it?
    private static func isBesideReference(_ node: JSONNode) -> Bool {
        ["properties", "anyOf", "oneOf"].contains { node[$0] != nil }
            || node["type"]?.isString(equalTo: "object") == true
    }

    /// How many objects of their own something has to conform to at once.
    private mutating func objects(of node: JSONNode, depth: Int) -> Int {
        guard mayGo(depth) else { return 2 }
        var count = node["properties"] == nil ? 0 : 1
        if let reference = node["$ref"]?.string {
            if Self.isBesideReference(node) { count = 1 }
            if let target = SchemaReferences.target(reference, in: root) {
                count += objects(of: target, depth: depth + 1)
            } else {
                count += 1
            }
        }
        for schema in node["allOf"]?.elements.map(\.self) ?? [] {
            count += objects(of: schema, depth: depth + 1)
        }
        for key in ["anyOf", "oneOf"] {
            var most = 0
            for schema in node[key]?.elements.map(\.self) ?? [] {
                most = max(most, objects(of: schema, depth: depth + 1))
            }
            count += most
        }
        return count
    }

    /// One schema of several; `nil` if there is none that means the same.
    private mutating func united(_ node: JSONNode, depth: Int) -> [UInt8]? {
        guard let flat = flat(node, depth: depth) else { return nil }
        var json = JSONWriter()
        write(flat, to: &json)
        // What was put together may hold what has to be.
        guard let document = try? JSONDocument(parsing: json.bytes) else { return nil }
        var inner = MessagesSchemaUnion(root: root)
        inner.stepsLeft = stepsLeft
        let again = inner.written(document.root, depth: depth + 1)
        stepsLeft = inner.stepsLeft
        return inner.isDivided || stepsLeft <= 0 ? nil : again ?? json.bytes
    }

    private mutating func flat(_ node: JSONNode, depth: Int) -> Flat? {
        if node.bool == true { return Flat() }
        guard node.kind == .object, mayGo(depth) else { return nil }
        var flat = Flat()
        var parts: [JSONNode] = []
        var choice: (key: String, schemas: [JSONNode])?
        for (key, value) in node.members {
            switch key {
            case "$ref":
                guard
                    let target = value.string.flatMap({
                        SchemaReferences.target($0, in: root)
                    })
                else { return nil }
                parts.append(target)
            case "allOf": parts += Array(value.elements)
            case "anyOf", "oneOf":
                guard choice == nil else { return nil }
                choice = (key, Array(value.elements))
            case "properties":
                flat.isObject = true
                flat.properties = value.members.map { ($0.key, Array($0.value.bytes)) }
            case "required": flat.required = value.elements.compactMap(\.string)
            case "additionalProperties":
                guard let mayHaveOthers = value.bool else { return nil }
                flat.isClosed = !mayHaveOthers
            default:
                if key == "type", value.isString(equalTo: "object") { flat.isObject = true }
                flat.members.append((key, Array(value.bytes)))
            }
        }
        for part in parts {
            guard let other = self.flat(part, depth: depth + 1),
                let joined = Self.joined(flat, other)
            else { return nil }
            flat = joined
        }
        if let (key, schemas) = choice {
            guard flat.json(of: "anyOf") == nil, flat.json(of: "oneOf") == nil else { return nil }
            guard let list = alternatives(schemas, with: flat, depth: depth) else { return nil }
            flat = Flat(members: flat.members.filter { Self.isTold($0.key) })
            flat.members.append((key, list))
        }
        return flat
    }

    /// Alternatives with what they all have to conform to beside.
    private mutating func alternatives(_ schemas: [JSONNode], with flat: Flat, depth: Int)
        -> [UInt8]?
    {
        var common = flat
        common.members.removeAll { Self.isTold($0.key) }
        var json = JSONWriter()
        json.beginArray()
        var isEmpty = true
        for schema in schemas {
            guard let own = self.flat(schema, depth: depth + 1) else { return nil }
            if flat.isObject, Self.isNoObject(own) {
                // What an object has says nothing of others, unless only objects are meant.
                if common.json(of: "type").map({ $0 == Self.object }) ?? false { continue }
                guard common.members.isEmpty else { return nil }
                write(own, to: &json)
            } else {
                guard let joined = Self.joined(common, own) else { return nil }
                write(joined, to: &json)
            }
            isEmpty = false
        }
        json.endArray()
        return isEmpty ? nil : json.bytes
    }

    /// What conforms to both; `nil` where that can't be said in one schema.
    private static func joined(_ one: Flat, _ other: Flat) -> Flat? {
        var joined = one
        joined.isObject = one.isObject || other.isObject
        let (own, others) = (Set(one.properties.map(\.key)), Set(other.properties.map(\.key)))
        if one.isClosed, !others.isSubset(of: own) { return nil }
        if other.isClosed, !own.isSubset(of: others) { return nil }
        joined.isClosed = one.isClosed || other.isClosed
        for (key, json) in other.properties {
            guard let place = joined.properties.firstIndex(where: { $0.key == key }) else {
                joined.properties.append((key, json))
                continue
            }
            if joined.properties[place].json != json {
                joined.properties[place].json =
                    Array(#"{"allOf":["#.utf8) + joined.properties[place].json + [UInt8(ascii: ",")]
                    + json + Array("]}".utf8)
            }
        }
        for name in other.required where !joined.required.contains(name) {
            joined.required.append(name)
        }
        for (key, json) in other.members {
            guard let known = joined.json(of: key) else {
                joined.members.append((key, json))
                continue
            }
            guard known != json, !isTold(key) else { continue }
            guard key == "type", let type = narrower(known, json) else { return nil }
            joined.set("type", to: type)
        }
        return joined
    }

    private static let object = Array(#""object""#.utf8)

    /// Is it of one type that isn't an object's?
    private static func isNoObject(_ flat: Flat) -> Bool {
        guard !flat.isObject, let type = flat.json(of: "type") else { return false }
        return type.first == UInt8(ascii: "\"") && type != object
    }

    /// A whole number is a number.
    private static func narrower(_ one: [UInt8], _ other: [UInt8]) -> [UInt8]? {
        let words = [one, other].map { String(decoding: $0, as: UTF8.self) }
        return Set(words) == [#""integer""#, #""number""#] ? Array(#""integer""#.utf8) : nil
    }

    /// Is it for readers only, so that the first of several may stand for all?
    private static func isTold(_ key: String) -> Bool {
        [
            "title", "description", "$comment", "examples", "default", "$defs", "definitions",
            "$schema", "$id",
        ]
        .contains(key)
    }

    private func write(_ flat: Flat, to json: inout JSONWriter) {
        json.beginObject()
        if flat.isObject, flat.json(of: "type") == nil { json.member("type", "object") }
        for (key, value) in flat.members { json.member(key, json: value) }
        if !flat.properties.isEmpty {
            json.beginObject("properties")
            for (key, value) in flat.properties { json.member(key, json: value) }
            json.endObject()
        }
        if !flat.required.isEmpty { json.member("required", flat.required) }
        if flat.isClosed { json.member("additionalProperties", false) }
        json.endObject()
    }
}
