import Wire

/// What OpenAI asks of the JSON Schemas of functions and outputs.
struct OpenAISchemas {
    /// What the schema is of, as refusals say it: `function 'find'`.
    private let subject: String
    private let path: String
    private let code: String?

    /// Checks the parameters of a function.
    static func checkFunction(
        _ name: String, _ schema: JSONNode?, isStrict: Bool, _ path: String
    ) throws(Refusal) {
        let check = OpenAISchemas(
            subject: "function '\(name)'", path: path, code: "invalid_function_parameters")
        guard let schema, !schema.isNull else { return }
        guard schema.kind == .object else {
            throw OpenAIRules.wrongKind(path, expected: "an object", got: schema)
        }
        if let type = schema["type"], !type.isString(equalTo: "object") {
            throw check.wrong(
                "schema must be a JSON Schema of 'type: \"object\"', got 'type: "
                    + "\(String(decoding: type.bytes, as: UTF8.self))'.")
        }
        for key in ["oneOf", "anyOf", "allOf", "enum", "not"] where schema[key] != nil {
            throw check.wrong(
                "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' "
                    + "at the top level.")
        }
        if isStrict { try check.checkStrict(schema, place: [], depth: 0) }
    }

    /// Checks the schema of an output.
    static func checkOutput(
        _ name: String, _ schema: JSONNode?, isStrict: Bool, _ path: String
    ) throws(Refusal) {
        let check = OpenAISchemas(
            subject: "response_format '\(name)'", path: path, code: nil)
        guard let schema, schema.kind == .object else { return }
        guard isStrict else { return }
        guard schema["type"]?.isString(equalTo: "object") ?? false else {
            throw check.wrong("schema must be a JSON Schema of 'type: \"object\"'.")
        }
        try check.checkStrict(schema, place: [], depth: 0)
    }

    // MARK: Strict schemas

    /// Every object of a strict schema closes itself and requires all its properties.
    private func checkStrict(
        _ schema: JSONNode, place: [String], depth: Int
    ) throws(Refusal) {
        guard depth < 32, schema.kind == .object else { return }
        let properties = schema["properties"]
        if schema["type"]?.isString(equalTo: "object") ?? (properties != nil) {
            guard schema["additionalProperties"]?.bool == false else {
                throw wrong(
                    "In context=\(Self.text(place)), 'additionalProperties' is required to be "
                        + "supplied and to be false.")
            }
            let required = Set(schema["required"]?.elements.compactMap(\.string) ?? [])
            for (key, _) in properties.pairs {
                guard required.contains(key) else {
                    throw wrong(
                        "In context=\(Self.text(place)), 'required' is required to be supplied "
                            + "and to be an array including every key in properties. "
                            + "Missing '\(key)'.")
                }
            }
        }
        for key in ["properties", "$defs", "definitions"] {
            for (name, member) in schema[key].pairs {
                try checkStrict(member, place: place + [key, name], depth: depth + 1)
            }
        }
        if let items = schema["items"] {
            try checkStrict(items, place: place + ["items"], depth: depth + 1)
        }
        for (index, choice) in schema["anyOf"].list.enumerated() {
            try checkStrict(choice, place: place + ["anyOf", String(index)], depth: depth + 1)
        }
    }

    private func wrong(_ what: String) -> Refusal {
        .invalid("Invalid schema for \(subject): \(what)", parameter: path, code: code)
    }

    private static func text(_ place: [String]) -> String {
        "(\(place.map { "'\($0)'" }.joined(separator: ", "))\(place.count == 1 ? "," : ""))"
    }
}
