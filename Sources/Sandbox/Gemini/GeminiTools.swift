import Wire

/// Reads the functions of a Gemini request and the choice among them.
enum GeminiTools {
    /// The most characters of a function's name.
    static let nameCharactersMax = 128

    /// Puts functions and choice into a prompt.
    static func read(_ root: JSONNode, into prompt: inout Prompt) throws(Refusal) {
        var names: Set<String> = []
        for (index, tool) in root.field("tools").list.enumerated() {
            let functions = tool.field("functionDeclarations").list
            for (place, function) in functions.enumerated() {
                let path = "tools[\(index)].function_declarations[\(place)]"
                let offer = try offer(function, path)
                guard names.insert(offer.name).inserted else {
                    throw .invalid(
                        "Duplicate function declaration found: \(offer.name)", parameter: path)
                }
                prompt.tools.append(offer)
            }
        }
        guard let config = root.field("toolConfig")?.field("functionCallingConfig") else { return }
        try readChoice(config, into: &prompt)
    }

    private static func offer(_ function: JSONNode, _ path: String) throws(Refusal) -> ToolOffer {
        let name = function.field("name")?.string ?? ""
        try checkName(name, "\(path).name")
        let schema = function.field("parameters")
        let jsonSchema = function.field("parametersJsonSchema")
        if schema != nil, jsonSchema != nil {
            throw wrong(path, "only one of parameters and parameters_json_schema can be set.")
        }
        if let schema {
            guard schema.field("type")?.string?.uppercased() == "OBJECT" else {
                throw wrong(
                    "\(path).parameters", "parameters schema should be of type OBJECT.")
            }
            try checkSchema(schema, "\(path).parameters", depth: 0)
        }
        return ToolOffer(name: name, schema: schema ?? jsonSchema)
    }

    /// Checks the name of a function.
    static func checkName(_ name: String, _ path: String) throws(Refusal) {
        let isSound =
            name.utf8.count <= nameCharactersMax
            && (name.utf8.first.map { isLetter($0) || $0 == UInt8(ascii: "_") } ?? false)
            && name.utf8.allSatisfy { byte in
                isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || Array("_.:-".utf8).contains(byte)
            }
        guard isSound else {
            throw wrong(
                path,
                "Invalid function name. Must start with a letter or an underscore. Must be "
                    + "alphanumeric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or "
                    + "dashes (-), with a maximum length of \(nameCharactersMax).")
        }
    }

    /// What holds inside a schema of the older kind beyond its shape.
    private static func checkSchema(
        _ schema: JSONNode, _ path: String, depth: Int
    ) throws(Refusal) {
        guard depth < 32 else { return }
        let type = schema.field("type")?.string?.uppercased()
        if schema.field("enum") != nil, let type, type != "STRING" {
            throw wrong("\(path).enum", "only allowed for STRING type")
        }
        if type == "ARRAY", schema.field("items") == nil {
            throw wrong("\(path).items", "missing field.")
        }
        let properties = schema.field("properties")
        for name in schema.field("required")?.elements.compactMap(\.string) ?? []
        where properties?[name] == nil {
            throw wrong("\(path).required", "property is not defined: \(name)")
        }
        for (name, member) in properties.pairs {
            try checkSchema(member, "\(path).properties[\(name)]", depth: depth + 1)
        }
        if let items = schema.field("items") {
            try checkSchema(items, "\(path).items", depth: depth + 1)
        }
        for choice in schema.field("anyOf").list {
            try checkSchema(choice, "\(path).any_of", depth: depth + 1)
        }
    }

    private static func readChoice(
        _ config: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        let path = "tool_config.function_calling_config"
        let mode = config.field("mode")?.string?.uppercased() ?? "AUTO"
        guard !prompt.tools.isEmpty || mode == "NONE" else {
            throw wrong(path, "Function calling config is set without function_declarations.")
        }
        let names = config.field("allowedFunctionNames")?.elements.compactMap(\.string) ?? []
        guard names.isEmpty || mode == "ANY" || mode == "VALIDATED" else {
            throw wrong(
                "\(path).allowed_function_names",
                "should only be set when the mode is ANY or VALIDATED.")
        }
        for name in names where !prompt.tools.contains(where: { $0.name == name }) {
            throw wrong(
                "\(path).allowed_function_names",
                "'\(name)' is not among the function_declarations.")
        }
        if !names.isEmpty { prompt.keepTools(Set(names)) }
        switch mode {
        case "NONE": prompt.choice = .none
        case "ANY": prompt.choice = .required
        default: prompt.choice = .automatic
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
    }

    private static func wrong(_ path: String, _ what: String) -> Refusal {
        .invalid("* GenerateContentRequest.\(path): \(what)\n", parameter: path)
    }
}
