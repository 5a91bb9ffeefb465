import Vocabulary
import Wire

/// Reads OpenAI Chat requests (facts: `POST /v1/chat/completions`).
enum ChatRequest {
    /// The prompt of a request body.
    ///
    /// - Throws: A refusal as the provider would give it, naming the field.
    static func prompt(from root: JSONNode) throws(Refusal) -> Prompt {
        var prompt = try RequestFields.prompt(.openAIChat, root)
        prompt.isStream = try RequestFields.bool("stream", of: root) ?? false
        try readStreamOptions(root, into: &prompt)
        let older = try RequestFields.count("max_tokens", of: root)
        prompt.outputTokensMax = try RequestFields.count("max_completion_tokens", of: root) ?? older
        if let choices = try RequestFields.count("n", of: root), choices != 1 {
            throw .invalid("The sandbox gives one choice only.", parameter: "n")
        }
        try readMessages(root, into: &prompt)
        try readTools(root, into: &prompt)
        readShape(root, into: &prompt)
        return prompt
    }

    private static func readStreamOptions(
        _ root: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        guard let options = root["stream_options"], !options.isNull else { return }
        guard prompt.isStream else {
            throw .invalid(
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                parameter: "stream_options")
        }
        prompt.wantsUsageChunk = try RequestFields.bool("include_usage", of: options) ?? false
    }

    private static func readMessages(
        _ root: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        for (index, message) in try RequestFields.messages(of: root).enumerated() {
            guard let role = message["role"]?.string else {
                throw .invalid(
                    "A message has no role.", parameter: "messages.[\(index)].role")
            }
            guard roles.contains(role) else {
                throw .invalid(
                    "'\(role)' is not a role.", parameter: "messages.[\(index)].role")
            }
            let text = RequestFields.text(of: message["content"])
            prompt.text.add(text)
            if role == "user" { prompt.lastUserText = text }
            prompt.endsWithToolResult = role == "tool" || role == "function"
        }
    }

    private static let roles: Set<String> = [
        "system", "developer", "user", "assistant", "tool", "function",
    ]

    private static func readTools(
        _ root: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        let tools = root["tools"]
        if let tools, tools.kind == .array {
            for tool in tools.elements {
                guard let function = tool["function"] else { continue }
                guard let name = function["name"]?.string, !name.isEmpty else {
                    throw .invalid("A tool has no name.", parameter: "tools")
                }
                prompt.tools.append(ToolOffer(name: name, schema: function["parameters"]))
            }
        }
        prompt.allowsParallelTools = try RequestFields.bool("parallel_tool_calls", of: root) ?? true
        guard let choice = root["tool_choice"], !choice.isNull else { return }
        guard tools != nil else {
            throw .invalid(
                "'tool_choice' is only allowed when 'tools' are specified.",
                parameter: "tool_choice")
        }
        prompt.choice = try toolChoice(choice)
        if case .named(let name) = prompt.choice,
            !prompt.tools.contains(where: { $0.name == name })
        {
            throw .invalid("Tool '\(name)' is not among the tools.", parameter: "tool_choice")
        }
    }

    private static func toolChoice(_ node: JSONNode) throws(Refusal) -> ToolChoice {
        switch node.string {
        case "none": return .none
        case "auto": return .automatic
        case "required": return .required
        default: break
        }
        if let name = node["function"]?["name"]?.string { return .named(name) }
        if let allowed = node["allowed_tools"] {
            return allowed["mode"]?.string == "required" ? .required : .automatic
        }
        throw .invalid("This tool_choice isn't understood.", parameter: "tool_choice")
    }

    private static func readShape(_ root: JSONNode, into prompt: inout Prompt) {
        guard let format = root["response_format"] else { return }
        switch format["type"]?.string {
        case "json_object": prompt.shape = .anyJSON
        case "json_schema":
            prompt.shape = format["json_schema"]?["schema"].map(OutputShape.schema) ?? .anyJSON
        default: break
        }
    }
}
