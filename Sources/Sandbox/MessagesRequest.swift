import Vocabulary
import Wire

/// Reads Anthropic Messages requests (facts: `POST /v1/messages` and `/v1/messages/count_tokens`).
enum MessagesRequest {
    /// The prompt of a request body.
    ///
    /// - Parameter isCount: Whether tokens are only counted; `max_tokens` isn't needed then.
    /// - Throws: A refusal as the provider would give it, naming the field.
    static func prompt(from root: JSONNode, isCount: Bool = false) throws(Refusal) -> Prompt {
        var prompt = try RequestFields.prompt(.anthropic, root)
        prompt.isStream = try RequestFields.bool("stream", of: root) ?? false
        prompt.outputTokensMax = try RequestFields.count("max_tokens", of: root)
        guard isCount || prompt.outputTokensMax != nil else {
            throw .invalid("max_tokens: Field required", parameter: "max_tokens")
        }
        prompt.text.add(RequestFields.text(of: root["system"]))
        try readMessages(root, into: &prompt)
        try readTools(root, into: &prompt)
        switch root["thinking"]?["type"]?.string {
        case "enabled", "adaptive": prompt.showsThinking = true
        default: break
        }
        if let format = root["output_config"]?["format"], let schema = format["schema"] {
            prompt.shape = .schema(schema)
        }
        return prompt
    }

    private static func readMessages(
        _ root: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        for (index, message) in try RequestFields.messages(of: root).enumerated() {
            let role = message["role"]?.string
            guard role == "user" || role == "assistant" || role == "system" else {
                throw .invalid("messages.\(index).role: must be 'user' or 'assistant'")
            }
            guard let content = message["content"],
                content.kind == .string || content.kind == .array
            else {
                throw .invalid("messages.\(index).content: Field required")
            }
            let text = RequestFields.text(of: content)
            prompt.text.add(text)
            prompt.endsWithToolResult = hasToolResult(content)
            if role == "user", !prompt.endsWithToolResult { prompt.lastUserText = text }
        }
    }

    private static func hasToolResult(_ content: JSONNode) -> Bool {
        content.kind == .array
            && content.elements.contains { $0["type"]?.isString(equalTo: "tool_result") ?? false }
    }

    private static func readTools(
        _ root: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        if let tools = root["tools"], tools.kind == .array {
            for (index, tool) in tools.elements.enumerated() {
                guard let name = tool["name"]?.string, !name.isEmpty else {
                    throw .invalid("tools.\(index).name: Field required")
                }
                guard let schema = tool["input_schema"] else { continue }
                prompt.tools.append(ToolOffer(name: name, schema: schema))
            }
        }
        guard let choice = root["tool_choice"], !choice.isNull else { return }
        prompt.allowsParallelTools =
            try !(RequestFields.bool("disable_parallel_tool_use", of: choice) ?? false)
        switch choice["type"]?.string {
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
}
