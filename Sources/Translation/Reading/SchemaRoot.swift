import Wire

/// Makes the root of a tool's schema an object, for providers that want one; nothing below the root
/// changes (facts/protocols PT-56, PT-57).
enum SchemaRoot {
    /// The schema of a tool without parameters.
    static let empty = Array(#"{"type":"object","properties":{}}"#.utf8)

    /// A schema whose root is an object without alternatives.
    ///
    /// - Returns: The same bytes where nothing has to change; and whether alternatives were merged.
    static func object(_ schema: [UInt8]?) -> (schema: [UInt8], isMerged: Bool) {
        // it was part of a sound body
        guard let schema, let document = try? JSONDocument(parsing: schema) else {
            return (empty, false)
        }
        let root = document.root
        guard root.count > 0 else { return (empty, false) }
        let alternatives = ["anyOf", "oneOf", "allOf"].filter { root[$0]?.kind == .array }
        guard alternatives.isEmpty else { return (merged(root, alternatives), true) }
        guard root["type"]?.isString(equalTo: "object") != true else { return (schema, false) }
        var edits = JSONEdits()
        edits.setMember("type", of: root, to: Array(#""object""#.utf8))
        return (edits.applied(to: document), false)
    }

    /// One object with the properties of all alternatives; required is what all of them require (of
    /// `allOf`: any).
    private static func merged(_ root: JSONNode, _ alternatives: [String]) -> [UInt8] {
        var names: [String] = []
        var properties: [String: ArraySlice<UInt8>] = [:]
        func take(_ object: JSONNode?) {
            guard let object else { return }
            for (name, value) in object.members where properties[name] == nil {
                names.append(name)
                properties[name] = value.bytes
            }
        }
        func required(_ node: JSONNode) -> Set<String> {
            guard let list = node["required"] else { return [] }
            return Set(list.elements.compactMap(\.string))
        }
        take(root["properties"])
        var needed = required(root)
        for key in alternatives {
            guard let list = root[key] else { continue }
            var common: Set<String>?
            for element in list.elements {
                take(element["properties"])
                let own = required(element)
                common = common.map { key == "allOf" ? $0.union(own) : $0.intersection(own) } ?? own
            }
            needed.formUnion(common ?? [])
        }
        var json = JSONWriter()
        json.beginObject()
        json.member("type", "object")
        json.beginObject("properties")
        for name in names {
            json.key(name)
            json.raw(properties[name] ?? [])
        }
        json.endObject()
        json.member("required", names.filter(needed.contains))
        let left: Set<String> = ["type", "properties", "required", "anyOf", "oneOf", "allOf"]
        for (name, value) in root.members where !left.contains(name) {
            json.key(name)
            json.raw(value.bytes)
        }
        json.endObject()
        return json.bytes
    }
}
