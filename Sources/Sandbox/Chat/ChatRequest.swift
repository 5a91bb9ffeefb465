import Vocabulary
import Wire

/// Reads OpenAI Chat requests (facts: `POST /v1/chat/completions`).
enum ChatRequest {
    /// The prompt of a request body.
    ///
    /// - Throws: A refusal as the provider would give it, naming the field.
    static func prompt(from root: JSONNode) throws(Refusal) -> Prompt {
        var prompt = try RequestFields.prompt(.openAIChat, root)
        if prompt.refusesUnknownFields { try OpenAIRules.checkFields(of: root, known: fields) }
        try prompt.script.server?.check(root)
        prompt.isStream = try RequestFields.bool("stream", of: root) ?? false
        try readStreamOptions(root, into: &prompt)
        let older = try RequestFields.count("max_tokens", of: root)
        prompt.outputTokensMax = try RequestFields.count("max_completion_tokens", of: root) ?? older
        prompt.choiceCount = try RequestFields.count("n", of: root) ?? 1
        guard prompt.choiceCount <= Answer.choicesMax else {
            throw .invalid(
                "Invalid 'n': integer above maximum value. Expected a value <= "
                    + "\(Answer.choicesMax), but got \(prompt.choiceCount) instead.",
                parameter: "n", code: "integer_above_max_value")
        }
        try checkNumbers(root)
        try checkReasoner(root, prompt)
        try OpenAIRules.checkMetadata(of: root)
        prompt.stops = try stops(root)
        if prompt.script.showsReasoning { prompt.thinking = .shown }
        try ChatHistory.read(root, into: &prompt)
        try ChatTools.read(root, into: &prompt)
        try readShape(root, into: &prompt)
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

    private static func checkNumbers(_ root: JSONNode) throws(Refusal) {
        try OpenAIRules.checkNumber("temperature", of: root, in: 0...2)
        try OpenAIRules.checkNumber("top_p", of: root, in: 0...1)
        try OpenAIRules.checkNumber("presence_penalty", of: root, in: -2...2)
        try OpenAIRules.checkNumber("frequency_penalty", of: root, in: -2...2)
        try OpenAIRules.checkNumber("top_logprobs", of: root, in: 0...20)
        _ = try OpenAIRules.word(
            root["reasoning_effort"], "reasoning_effort",
            among: ["none", "minimal", "low", "medium", "high", "xhigh", "max"])
        _ = try OpenAIRules.word(
            root["verbosity"], "verbosity", among: ["low", "medium", "high"])
    }

    /// What models that reason don't take.
    private static func checkReasoner(_ root: JSONNode, _ prompt: Prompt) throws(Refusal) {
        let name = prompt.script.plainName
        guard ["o1", "o3", "o4", "gpt-5"].contains(where: name.hasPrefix) else { return }
        func unsupported(_ key: String, _ hint: String) -> Refusal {
            .invalid(
                "Unsupported parameter: '\(key)' is not supported with this model.\(hint)",
                parameter: key, code: "unsupported_parameter")
        }
        if let node = root["max_tokens"], !node.isNull {
            throw unsupported("max_tokens", " Use 'max_completion_tokens' instead.")
        }
        if let node = root["temperature"], !node.isNull, node.int64 != 1 {
            throw .invalid(
                "Unsupported value: 'temperature' does not support "
                    + "\(node.numberText ?? "this") with this model. Only the default (1) value is "
                    + "supported.", parameter: "temperature", code: "unsupported_value")
        }
        if let node = root["stop"], !node.isNull { throw unsupported("stop", "") }
    }

    private static func stops(_ root: JSONNode) throws(Refusal) -> [String] {
        guard let stop = root["stop"], !stop.isNull else { return [] }
        if let text = stop.string { return [text] }
        guard stop.kind == .array else {
            throw OpenAIRules.wrongKind(
                "stop", expected: "one of a string or array of strings", got: stop)
        }
        guard stop.count <= 4 else {
            throw .invalid(
                "Invalid 'stop': array too long. Expected an array with maximum length 4, but got "
                    + "an array with length \(stop.count) instead.", parameter: "stop",
                code: "array_above_max_length")
        }
        var stops: [String] = []
        for (index, node) in stop.elements.enumerated() {
            stops.append(try OpenAIRules.string(node, "stop[\(index)]"))
        }
        return stops
    }

    private static func readShape(
        _ root: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        guard let format = root["response_format"], !format.isNull else { return }
        let types = ["json_object", "json_schema", "text"]
        let type = try OpenAIRules.string(format["type"], "response_format.type")
        guard types.contains(type) else {
            throw OpenAIRules.unsupported("response_format.type", type, among: types)
        }
        if type == "json_object" { prompt.shape = .anyJSON }
        guard type == "json_schema" else { return }
        let path = "response_format.json_schema"
        guard let shape = format["json_schema"], shape.kind == .object else {
            throw OpenAIRules.missing(path)
        }
        let name = try OpenAIRules.toolName(shape["name"], "\(path).name")
        let isStrict = try RequestFields.bool("strict", of: shape) ?? false
        try OpenAISchemas.checkOutput(
            name, shape["schema"], isStrict: isStrict, "response_format")
        prompt.shape = shape["schema"].map(OutputShape.schema) ?? .anyJSON
    }

    private static let fields: Set<String> = [
        "model", "messages", "max_completion_tokens", "max_tokens", "temperature", "top_p",
        "presence_penalty", "frequency_penalty", "seed", "n", "logit_bias", "logprobs",
        "top_logprobs", "stop", "stream", "stream_options", "tools", "tool_choice",
        "parallel_tool_calls", "functions", "function_call", "response_format", "reasoning_effort",
        "verbosity", "modalities", "audio", "prediction", "prompt_cache_key",
        "prompt_cache_options", "prompt_cache_retention", "store", "metadata", "service_tier",
        "safety_identifier", "user", "moderation", "web_search_options",
    ]
}
