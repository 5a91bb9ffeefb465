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
        if prompt.refusesUnknownFields {
            for (key, _) in root.members where !fields.contains(key) {
                throw .invalid("\(key): Extra inputs are not permitted", parameter: key)
            }
        }
        prompt.isStream = try RequestFields.bool("stream", of: root) ?? false
        prompt.outputTokensMax = try RequestFields.count("max_tokens", of: root)
        guard isCount || prompt.outputTokensMax != nil else {
            throw .invalid("max_tokens: Field required", parameter: "max_tokens")
        }
        try readSystem(root, into: &prompt)
        try MessagesTools.read(root, into: &prompt)
        try readThinking(root, into: &prompt)
        try MessagesHistory.read(root, into: &prompt)
        try checkNumbers(root)
        try readStops(root, into: &prompt)
        try readShape(root, into: &prompt)
        return prompt
    }

    private static func readSystem(
        _ root: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        guard let system = root["system"], !system.isNull else { return }
        guard system.kind == .string || system.kind == .array else {
            throw .invalid("system: Input should be a valid string or list")
        }
        for (index, block) in system.elements.enumerated() {
            try MessagesBlock(block, "system.\(index)").check(among: ["text"])
        }
        prompt.text.add(RequestFields.text(of: system))
    }

    // MARK: Thinking

    private static func readThinking(
        _ root: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        guard let thinking = root["thinking"], !thinking.isNull else { return }
        let type = thinking["type"]?.string
        switch type {
        case "disabled": return
        case "enabled": try checkBudget(thinking, prompt)
        case "adaptive": break
        default:
            throw .invalid(
                "thinking: Input tag '\(type ?? "")' found using 'type' does not match any of the "
                    + "expected tags: 'disabled', 'enabled', 'adaptive'")
        }
        switch thinking["display"]?.string {
        case nil, "summarized": prompt.thinking = .shown
        case "omitted": prompt.thinking = .empty
        default:
            throw .invalid(
                "thinking.\(type ?? "").display: Input should be 'summarized' or 'omitted'")
        }
        if prompt.script.isRedacted { prompt.thinking = .redacted }
        switch prompt.choice {
        case .required, .named:
            throw .invalid("Thinking may not be enabled when tool_choice forces tool use.")
        case .automatic, .none: break
        }
        if let node = root["temperature"], !node.isNull, node.int64 != 1 {
            throw .invalid("`temperature` may only be set to 1 when thinking is enabled.")
        }
        if let node = root["top_k"], !node.isNull {
            throw .invalid("`top_k` must be unset when thinking is enabled.")
        }
    }

    private static func checkBudget(_ thinking: JSONNode, _ prompt: Prompt) throws(Refusal) {
        guard let budget = thinking["budget_tokens"]?.int64 else {
            throw .invalid("thinking.enabled.budget_tokens: Field required")
        }
        guard budget >= 1024 else {
            throw .invalid(
                "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")
        }
        if let most = prompt.outputTokensMax, budget >= most {
            throw .invalid("`max_tokens` must be greater than `thinking.budget_tokens`.")
        }
    }

    // MARK: The rest

    private static func checkNumbers(_ root: JSONNode) throws(Refusal) {
        for key in ["temperature", "top_p"] {
            guard let node = root[key], !node.isNull else { continue }
            guard let value = node.numberText.flatMap(Double.init) else {
                throw .invalid("\(key): Input should be a valid number", parameter: key)
            }
            guard (0...1).contains(value) else {
                throw .invalid("\(key): range: 0..1", parameter: key)
            }
        }
    }

    private static func readStops(
        _ root: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        guard let stops = root["stop_sequences"], !stops.isNull else { return }
        guard stops.kind == .array else {
            throw .invalid("stop_sequences: Input should be a valid list")
        }
        for (index, node) in stops.elements.enumerated() {
            guard let stop = node.string else {
                throw .invalid("stop_sequences.\(index): Input should be a valid string")
            }
            guard stop.contains(where: { !$0.isWhitespace }) else {
                throw .invalid("stop_sequences: each stop sequence must contain non-whitespace")
            }
            prompt.stops.append(stop)
        }
    }

    private static func readShape(
        _ root: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        guard let config = root["output_config"], !config.isNull else { return }
        let efforts = ["low", "medium", "high", "xhigh", "max"]
        if let effort = config["effort"], !effort.isNull {
            guard efforts.contains(effort.string ?? "") else {
                throw .invalid(
                    "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or "
                        + "'max'")
            }
        }
        guard let format = config["format"], !format.isNull else { return }
        guard format["type"]?.isString(equalTo: "json_schema") ?? false else {
            throw .invalid("output_config.format.type: Input should be 'json_schema'")
        }
        guard let schema = format["schema"], schema.kind == .object else {
            throw .invalid("output_config.format.schema: Field required")
        }
        try MessagesSchema.check(schema, "output_config.format.schema")
        prompt.shape = .schema(schema)
    }

    private static let fields: Set<String> = [
        "model", "max_tokens", "messages", "system", "stop_sequences", "temperature", "top_k",
        "top_p", "stream", "tools", "tool_choice", "thinking", "output_config", "cache_control",
        "metadata", "service_tier", "container", "inference_geo", "mcp_servers",
        "context_management", "fallbacks", "speed", "output_format",
    ]
}
