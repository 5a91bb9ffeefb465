import Wire

/// The checks that OpenAI's endpoints have in common, with its words for what is wrong.
///
/// A path is that of the field in the request, such as `input[1].call_id`.
enum OpenAIRules {
    /// The most characters of a tool call's id.
    static let callIDCharactersMax = 64
    /// The most characters of a tool's name.
    static let toolNameCharactersMax = 64

    // MARK: Refusals

    /// A field that must be there.
    static func missing(_ path: String) -> Refusal {
        .invalid(
            "Missing required parameter: '\(path)'.", parameter: path,
            code: "missing_required_parameter")
    }

    /// A field of the wrong kind.
    static func wrongKind(_ path: String, expected: String, got node: JSONNode) -> Refusal {
        .invalid(
            "Invalid type for '\(path)': expected \(expected), but got \(kind(of: node)) instead.",
            parameter: path, code: "invalid_type")
    }

    /// A word that isn't among those known.
    static func unsupported(_ path: String, _ value: String, among known: [String]) -> Refusal {
        let names = known.map { "'\($0)'" }.joined(separator: ", ")
        return .invalid(
            "Invalid value: '\(value)'. Supported values are: \(names).", parameter: path,
            code: "invalid_value")
    }

    /// A field that no request has.
    static func unknown(_ path: String) -> Refusal {
        .invalid("Unknown parameter: '\(path)'.", parameter: path, code: "unknown_parameter")
    }

    // MARK: Checks

    /// Refuses the first field that isn't known.
    static func checkFields(of root: JSONNode, known: Set<String>) throws(Refusal) {
        for (key, _) in root.members where !known.contains(key) { throw unknown(key) }
    }

    /// The string at a path, which must be there.
    static func string(_ node: JSONNode?, _ path: String) throws(Refusal) -> String {
        guard let node, !node.isNull else { throw missing(path) }
        guard let text = node.string else { throw wrongKind(path, expected: "a string", got: node) }
        return text
    }

    /// The string at a path, which may be absent or null.
    static func optionalString(_ node: JSONNode?, _ path: String) throws(Refusal) -> String? {
        guard let node, !node.isNull else { return nil }
        return try string(node, path)
    }

    /// One of some words, which may be absent or null.
    static func word(
        _ node: JSONNode?, _ path: String, among known: [String]
    ) throws(Refusal) -> String? {
        guard let text = try optionalString(node, path) else { return nil }
        guard known.contains(text) else { throw unsupported(path, text, among: known) }
        return text
    }

    /// A list that may be absent or null.
    static func list(_ node: JSONNode?, _ path: String) throws(Refusal) -> [JSONNode]? {
        guard let node, !node.isNull else { return nil }
        guard node.kind == .array else {
            throw wrongKind(path, expected: "an array of objects", got: node)
        }
        return Array(node.elements)
    }

    /// Checks that a number, where there is one, is in a range.
    static func checkNumber(
        _ key: String, of root: JSONNode, in range: ClosedRange<Double>
    ) throws(Refusal) {
        guard let node = root[key], !node.isNull else { return }
        guard let text = node.numberText, let value = Double(text) else {
            throw wrongKind(key, expected: "a decimal", got: node)
        }
        func limit(_ side: String, _ sign: String, _ bound: Double) -> Refusal {
            .invalid(
                "Invalid '\(key)': decimal \(side) value. Expected a value \(sign) "
                    + "\(bound.formatted), but got \(text) instead.", parameter: key,
                code: "decimal_\(side.replacing(" ", with: "_"))_value")
        }
        if value > range.upperBound { throw limit("above maximum", "<=", range.upperBound) }
        if value < range.lowerBound { throw limit("below minimum", ">=", range.lowerBound) }
    }

    /// Checks the length of a text.
    static func checkLength(_ text: String, _ path: String, max: Int) throws(Refusal) {
        let count = text.unicodeScalars.count
        guard count > max else { return }
        throw .invalid(
            "Invalid '\(path)': string too long. Expected a string with maximum length \(max), "
                + "but got a string with length \(count) instead.", parameter: path,
            code: "string_above_max_length")
    }

    /// The name of a tool, at a path.
    static func toolName(_ node: JSONNode?, _ path: String) throws(Refusal) -> String {
        let name = try string(node, path)
        guard !name.isEmpty, name.utf8.allSatisfy(isNameByte) else {
            throw .invalid(
                "Invalid '\(path)': string does not match pattern. Expected a string that matches "
                    + "the pattern '^[a-zA-Z0-9_-]+$'.", parameter: path, code: "invalid_value")
        }
        try checkLength(name, path, max: toolNameCharactersMax)
        return name
    }

    /// The id of a tool call, at a path.
    static func callID(_ node: JSONNode?, _ path: String) throws(Refusal) -> String {
        let id = try string(node, path)
        guard !id.isEmpty else {
            throw .invalid(
                "Invalid '\(path)': empty string. Expected a string with minimum length 1, but got "
                    + "an empty string instead.", parameter: path, code: "empty_string")
        }
        try checkLength(id, path, max: callIDCharactersMax)
        return id
    }

    /// Checks the pairs that a client attaches to a request.
    static func checkMetadata(of root: JSONNode) throws(Refusal) {
        guard let metadata = root["metadata"], metadata.kind == .object else { return }
        guard metadata.count <= 16 else {
            throw .invalid(
                "Invalid 'metadata': too many properties. Expected an object with at most 16 "
                    + "properties, but got an object with \(metadata.count) properties instead.",
                parameter: "metadata", code: "object_above_max_properties")
        }
        for (key, value) in metadata.members {
            _ = try string(value, "metadata.\(key)")
        }
    }

    /// Checks the URL of an image: on the web, or its own bytes.
    static func checkImage(_ url: String, _ path: String) throws(Refusal) {
        if url.hasPrefix("https://") || url.hasPrefix("http://") { return }
        let (type, data) = try dataURL(url, path, what: "image")
        let types = ["image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp"]
        guard types.contains(type), Base64Text.isSound(data) else {
            throw .invalid(
                "You uploaded an unsupported image. Please make sure your image has of one the "
                    + "following formats: ['png', 'jpeg', 'gif', 'webp'].", parameter: path,
                code: "invalid_image_format")
        }
    }

    /// Checks the bytes of a file, given as a data URL.
    static func checkFile(_ url: String, _ path: String) throws(Refusal) {
        let (type, data) = try dataURL(url, path, what: "file")
        guard !type.isEmpty, Base64Text.isSound(data) else {
            throw .invalid(
                "Invalid '\(path)': expected base64 data with its MIME type.", parameter: path,
                code: "invalid_base64")
        }
    }

    private static func dataURL(
        _ url: String, _ path: String, what: String
    ) throws(Refusal) -> (type: String, data: ArraySlice<UInt8>) {
        guard url.hasPrefix("data:"), let comma = url.firstIndex(of: ",") else {
            throw .invalid(
                "Invalid '\(path)'. Expected a valid URL or a base64-encoded data URL of the "
                    + "\(what) (e.g. 'data:…;base64,aW1n…'), but got a value without a format.",
                parameter: path, code: "invalid_value")
        }
        let head = url[url.index(url.startIndex, offsetBy: 5)..<comma].split(separator: ";")
        guard head.count >= 2, head.last == "base64" else {
            throw .invalid(
                "Invalid '\(path)': the data URL isn't base64-encoded.", parameter: path,
                code: "invalid_value")
        }
        return (String(head[0]), Array(url[url.index(after: comma)...].utf8)[...])
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func kind(of node: JSONNode) -> String {
        switch node.kind {
        case .null: "null"
        case .bool: "a boolean"
        case .number: node.int64 == nil ? "a decimal" : "an integer"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension Double {
    /// Without the decimals of a whole number.
    fileprivate var formatted: String { self == rounded() ? String(Int(self)) : String(self) }
}
