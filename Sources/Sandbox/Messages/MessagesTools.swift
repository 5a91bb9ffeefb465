import Wire

/// Reads the tools of a Messages request and the choice among them.
enum MessagesTools {
    /// The most characters of a tool's name.
    static let nameCharactersMax = 128

    /// Puts tools and choice into a prompt.
    static func read(_ root: JSONNode, into prompt: inout Prompt) throws(Refusal) {
        let tools = root["tools"].flatMap { $0.isNull ? nil : $0 }
        if let tools {
            guard tools.kind == .array else {
                throw .invalid("tools: Input should be a valid list")
            }
            for (index, tool) in tools.elements.enumerated() {
                try readTool(tool, "tools.\(index)", into: &prompt)
            }
            guard Set(prompt.tools.map(\.name)).count == prompt.tools.count else {
                throw .invalid("tools: Tool names must be unique.")
            }
        }
        guard let choice = root["tool_choice"], !choice.isNull else { return }
        prompt.allowsParallelTools =
            try !(RequestFields.bool("disable_parallel_tool_use", of: choice) ?? false)
        let type = choice["type"]?.string
        if type != "none", tools == nil {
            throw .invalid("tool_choice may only be specified while providing tools.")
        }
        switch type {
        case "auto": prompt.choice = .automatic
        case "any": prompt.choice = .required
        case "none": prompt.choice = .none
        case "tool":
            let name = choice["name"]?.string ?? ""
            guard prompt.tools.contains(where: { $0.name == name }) else {
                throw .invalid("tool_choice.name: Tool '\(name)' not found in provided tools")
            }
            prompt.choice = .named(name)
        default: throw .invalid("tool_choice.type: must be auto, any, tool or none")
        }
    }

    private static func readTool(
        _ tool: JSONNode, _ path: String, into prompt: inout Prompt
    ) throws(Refusal) {
        guard let name = tool["name"]?.string, !name.isEmpty else {
            throw .invalid("\(path).name: Field required")
        }
        try MessagesBlock(tool, path).checkCacheControl()
        // Tools of the provider's own have a type with a date and no schema.
        if let type = tool["type"]?.string, type != "custom" { return }
        let path = "\(path).custom"
        guard name.utf8.count <= nameCharactersMax, MessagesBlock.isIdentifier(name) else {
            throw .invalid(
                "\(path).name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'")
        }
        guard let schema = tool["input_schema"], schema.kind == .object else {
            throw .invalid("\(path).input_schema: Field required")
        }
        guard let type = schema["type"] else {
            throw .invalid("\(path).input_schema.type: Field required")
        }
        guard type.isString(equalTo: "object") else {
            throw .invalid("\(path).input_schema.type: Input should be 'object'")
        }
        for key in ["oneOf", "allOf", "anyOf"] where schema[key] != nil {
            throw .invalid(
                "\(path).input_schema: input_schema does not support oneOf, allOf, or anyOf at the "
                    + "top level")
        }
        if tool["strict"]?.bool == true { try MessagesSchema.check(schema, path) }
        prompt.tools.append(ToolOffer(name: name, schema: schema))
    }
}
