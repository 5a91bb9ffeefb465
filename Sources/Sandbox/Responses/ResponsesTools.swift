import Wire

/// Reads the tools of a Responses request and the choice among them.
enum ResponsesTools {
    /// Tools that the provider runs itself; the sandbox never calls them.
    private static let hosted = [
        "web_search", "web_search_preview", "web_search_2025_08_26", "file_search",
        "code_interpreter", "image_generation", "mcp", "computer", "computer_use_preview", "shell",
        "local_shell", "apply_patch", "tool_search", "namespace",
    ]

    /// Puts tools and choice into a prompt.
    static func read(_ root: JSONNode, into prompt: inout Prompt) throws(Refusal) {
        let tools = try OpenAIRules.list(root["tools"], "tools") ?? []
        for (index, tool) in tools.enumerated() {
            if let offer = try offer(tool, "tools[\(index)]") { prompt.tools.append(offer) }
        }
        prompt.allowsParallelTools = try RequestFields.bool("parallel_tool_calls", of: root) ?? true
        guard let choice = root["tool_choice"], !choice.isNull else { return }
        if let word = choice.string {
            switch word {
            case "none": prompt.choice = .none
            case "auto": prompt.choice = .automatic
            case "required": prompt.choice = .required
            default:
                throw OpenAIRules.unsupported(
                    "tool_choice", word, among: ["none", "auto", "required"])
            }
            if prompt.choice == .required, tools.isEmpty { throw needsTools }
            return
        }
        guard !tools.isEmpty else { throw needsTools }
        try readChoice(choice, into: &prompt)
    }

    private static let needsTools = Refusal.invalid(
        "Tool choice 'required' must be specified with 'tools' parameter.",
        parameter: "tool_choice")

    private static func offer(_ tool: JSONNode, _ path: String) throws(Refusal) -> ToolOffer? {
        guard tool.kind == .object else {
            throw OpenAIRules.wrongKind(path, expected: "an object", got: tool)
        }
        let type = try OpenAIRules.string(tool["type"], "\(path).type")
        switch type {
        case "function":
            let name = try OpenAIRules.toolName(tool["name"], "\(path).name")
            // Unless told, the provider makes a schema strict by itself where it can.
            let isStrict = try RequestFields.bool("strict", of: tool) ?? false
            try OpenAISchemas.checkFunction(
                name, tool["parameters"], isStrict: isStrict, "\(path).parameters")
            return ToolOffer(name: name, schema: tool["parameters"])
        case "custom":
            let name = try OpenAIRules.toolName(tool["name"], "\(path).name")
            return ToolOffer(name: name, schema: nil, isCustom: true)
        default:
            guard hosted.contains(type) else {
                throw OpenAIRules.unsupported(
                    "\(path).type", type, among: ["function", "custom"] + hosted)
            }
            return nil
        }
    }

    private static func readChoice(
        _ node: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        let type = try OpenAIRules.string(node["type"], "tool_choice.type")
        switch type {
        case "function", "custom":
            let name = try OpenAIRules.string(node["name"], "tool_choice.name")
            guard prompt.tools.contains(where: { $0.name == name }) else {
                throw .invalid(
                    "Tool choice '\(name)' not found in 'tools' parameter.",
                    parameter: "tool_choice")
            }
            prompt.choice = .named(name)
        case "allowed_tools":
            let mode = try OpenAIRules.word(
                node["mode"], "tool_choice.mode", among: ["auto", "required"])
            prompt.choice = mode == "required" ? .required : .automatic
            prompt.keepTools(Set(node["tools"]?.elements.compactMap { $0["name"]?.string } ?? []))
        default:
            guard hosted.contains(type) else {
                throw OpenAIRules.unsupported(
                    "tool_choice.type", type, among: ["function", "custom", "allowed_tools"])
            }
        }
    }
}
