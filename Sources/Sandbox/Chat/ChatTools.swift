import Wire

/// Reads the tools of a Chat request and the choice among them.
enum ChatTools {
    /// Puts tools and choice into a prompt.
    static func read(_ root: JSONNode, into prompt: inout Prompt) throws(Refusal) {
        let tools = try OpenAIRules.list(root["tools"], "tools")
        if let tools {
            guard !tools.isEmpty else {
                throw .invalid(
                    "Invalid 'tools': empty array. Expected an array with minimum length 1, but "
                        + "got an empty array instead.", parameter: "tools", code: "empty_array")
            }
            for (index, tool) in tools.enumerated() {
                prompt.tools.append(try offer(tool, "tools[\(index)]"))
            }
        }
        if let isParallel = try RequestFields.bool("parallel_tool_calls", of: root) {
            guard tools != nil else { throw needsTools("parallel_tool_calls") }
            prompt.allowsParallelTools = isParallel
        }
        guard let choice = root["tool_choice"], !choice.isNull else { return }
        guard tools != nil else { throw needsTools("tool_choice") }
        try readChoice(choice, into: &prompt)
    }

    private static func needsTools(_ key: String) -> Refusal {
        .invalid(
            "'\(key)' is only allowed when 'tools' are specified.", parameter: key)
    }

    private static func offer(_ tool: JSONNode, _ path: String) throws(Refusal) -> ToolOffer {
        guard tool.kind == .object else {
            throw OpenAIRules.wrongKind(path, expected: "an object", got: tool)
        }
        let type = try OpenAIRules.string(tool["type"], "\(path).type")
        switch type {
        case "function":
            guard let function = tool["function"], function.kind == .object else {
                throw OpenAIRules.missing("\(path).function")
            }
            let name = try OpenAIRules.toolName(function["name"], "\(path).function.name")
            let isStrict = try RequestFields.bool("strict", of: function) ?? false
            try OpenAISchemas.checkFunction(
                name, function["parameters"], isStrict: isStrict, "\(path).function.parameters")
            return ToolOffer(name: name, schema: function["parameters"])
        case "custom":
            let name = try OpenAIRules.toolName(tool["custom"]?["name"], "\(path).custom.name")
            return ToolOffer(name: name, schema: nil, isCustom: true)
        default:
            throw OpenAIRules.unsupported("\(path).type", type, among: ["function", "custom"])
        }
    }

    private static func readChoice(
        _ node: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        if let word = node.string {
            switch word {
            case "none": prompt.choice = .none
            case "auto": prompt.choice = .automatic
            case "required": prompt.choice = .required
            default:
                throw OpenAIRules.unsupported(
                    "tool_choice", word, among: ["none", "auto", "required"])
            }
            return
        }
        if let name = (node["function"] ?? node["custom"])?["name"]?.string {
            guard prompt.tools.contains(where: { $0.name == name }) else {
                throw .invalid(
                    "Tool choice '\(name)' not found in 'tools' parameter.",
                    parameter: "tool_choice")
            }
            prompt.choice = .named(name)
            return
        }
        guard let allowed = node["allowed_tools"] else {
            throw .invalid("This tool_choice isn't understood.", parameter: "tool_choice")
        }
        let mode = try OpenAIRules.word(
            allowed["mode"], "tool_choice.allowed_tools.mode", among: ["auto", "required"])
        prompt.choice = mode == "required" ? .required : .automatic
        prompt.keepTools(
            Set(
                allowed["tools"]?.elements.compactMap {
                    ($0["function"] ?? $0["custom"])?["name"]?.string
                } ?? []))
    }
}
