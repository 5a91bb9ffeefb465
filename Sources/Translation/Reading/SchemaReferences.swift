import Wire

/// References (`$ref`) inside a schema's own document.
enum SchemaReferences {
    /// What a reference means; `nil` for one to another document, or to nothing.
    static func target(_ reference: String, in root: JSONNode) -> JSONNode? {
        guard reference.hasPrefix("#") else { return nil }
        var node: JSONNode? = root
        for step in reference.dropFirst().split(separator: "/") {
            if let list = node, list.kind == .array {
                guard let place = Int(step), place >= 0, place < list.count else { return nil }
                node = list.elements.dropFirst(place).first { _ in true }
            } else {
                node = node?[String(step).replacing("~1", with: "/").replacing("~0", with: "~")]
            }
        }
        return node
    }

    /// The schemas of a changed document whose reference meant something in the old one and means nothing in the new.
    static func lost(in changed: JSONNode, of old: JSONNode) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var known: [String: Bool] = [:]
        collect(changed, changed, old, &known, &found)
        return found
    }

    private static func collect(
        _ node: JSONNode, _ changed: JSONNode, _ old: JSONNode, _ known: inout [String: Bool],
        _ found: inout [Range<Int>]
    ) {
        if node.kind == .object {
            if let reference = node["$ref"]?.string {
                let isLost =
                    known[reference]
                    ?? (target(reference, in: changed) == nil && target(reference, in: old) != nil)
                known[reference] = isLost
                if isLost { return found.append(node.range) }
            }
            for (_, value) in node.members { collect(value, changed, old, &known, &found) }
        } else if node.kind == .array {
            for value in node.elements { collect(value, changed, old, &known, &found) }
        }
    }
}
