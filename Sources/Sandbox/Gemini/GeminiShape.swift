import Wire

/// Checks that JSON is a message, as Google's front end does before anything else looks at it.
struct GeminiShape {
    /// Whether fields that aren't known are refused.
    let refusesUnknownFields: Bool

    /// Checks a message and everything in it.
    ///
    /// - Parameter path: Where it is, as refusals say it: `contents[0].parts[1]`.
    func check(_ node: JSONNode, is message: String, at path: String = "") throws(Refusal) {
        guard node.kind == .object else {
            throw invalid(node, path, "type.googleapis.com/\(Self.package).\(message)")
        }
        let fields = GeminiMessages.fields(of: message)
        for (key, value) in node.members {
            let snake = GeminiField.snakeCase(key)
            guard let field = fields[key] ?? fields[GeminiField.camelCase(key)] else {
                guard refusesUnknownFields || message == "Schema" else { continue }
                throw unknown(key, path)
            }
            if value.isNull { continue }
            try check(value, field, at: path.isEmpty ? snake : "\(path).\(snake)")
        }
    }

    private func check(_ node: JSONNode, _ field: GeminiField, at path: String) throws(Refusal) {
        if case .list(let element) = field {
            guard node.kind == .array else { throw invalid(node, path, "a list") }
            for (index, item) in node.elements.enumerated() {
                try check(item, element, at: "\(path)[\(index)]")
            }
            return
        }
        if case .value = field { return }
        guard node.kind != .array else {
            throw .invalid(
                "Invalid JSON payload received. Unknown name \"\(Self.last(path))\" at "
                    + "'\(Self.parent(path))': Proto field is not repeating, cannot start list.",
                parameter: path)
        }
        switch field {
        case .string: guard node.kind == .string else { throw invalid(node, path, "TYPE_STRING") }
        case .bool: guard node.kind == .bool else { throw invalid(node, path, "TYPE_BOOL") }
        case .integer:
            let text = node.string.flatMap(Int64.init)
            guard node.int64 ?? text != nil else { throw invalid(node, path, "TYPE_INT32") }
        case .float:
            guard (node.numberText ?? node.string).flatMap(Double.init) != nil else {
                throw invalid(node, path, "TYPE_FLOAT")
            }
        case .bytes:
            guard let text = node.utf8, Base64Text.decoded(text) != nil else {
                throw .invalid(
                    "Invalid value at '\(path)' (TYPE_BYTES), Base64 decoding failed",
                    parameter: path)
            }
        case .word(let known, let type):
            guard node.int64 != nil || known.contains(node.string?.uppercased() ?? "") else {
                throw invalid(node, path, "type.googleapis.com/\(Self.package).\(type)")
            }
        case .message(let message): try check(node, is: message, at: path)
        case .map(let element):
            guard node.kind == .object else { throw invalid(node, path, "a map") }
            for (key, value) in node.members {
                try check(value, element, at: "\(path)[\"\(key)\"]")
            }
        case .object:
            guard node.kind == .object else {
                throw invalid(node, path, "type.googleapis.com/google.protobuf.Struct")
            }
        case .list, .value: break
        }
    }

    // MARK: Refusals

    private static let package = "google.ai.generativelanguage.v1beta"

    private func unknown(_ key: String, _ path: String) -> Refusal {
        let place = path.isEmpty ? "" : " at '\(path)'"
        return .invalid(
            "Invalid JSON payload received. Unknown name \"\(key)\"\(place): Cannot find field.",
            parameter: path.isEmpty ? key : path)
    }

    private func invalid(_ node: JSONNode, _ path: String, _ type: String) -> Refusal {
        let value = String(decoding: node.bytes.prefix(64), as: UTF8.self)
        return .invalid("Invalid value at '\(path)' (\(type)), \(value)", parameter: path)
    }

    private static func last(_ path: String) -> Substring {
        path.split(separator: ".").last ?? ""
    }

    private static func parent(_ path: String) -> String {
        path.split(separator: ".").dropLast().joined(separator: ".")
    }
}
