import Vocabulary
import Wire

/// Reads OpenAI Responses requests (facts: `POST /v1/responses` and `…/input_tokens`).
enum ResponsesRequest {
    /// The prompt of a request body.
    ///
    /// - Parameter store: Where the responses are that the request may refer to.
    /// - Throws: A refusal as the provider would give it, naming the field.
    static func prompt(
        from root: JSONNode, organisation: String, store: ResponseStore
    ) throws(Refusal) -> Prompt {
        var prompt = try RequestFields.prompt(.openAIResponses, root)
        if prompt.refusesUnknownFields { try OpenAIRules.checkFields(of: root, known: fields) }
        prompt.request = root
        prompt.organisation = organisation
        prompt.isStream = try RequestFields.bool("stream", of: root) ?? false
        prompt.isStored = try RequestFields.bool("store", of: root) ?? true
        prompt.outputTokensMax = try RequestFields.count("max_output_tokens", of: root)
        try checkSettings(root, isStream: prompt.isStream)
        try readReasoning(root, into: &prompt)
        try ResponsesInput.read(root, into: &prompt, store: store)
        try ResponsesTools.read(root, into: &prompt)
        try readShape(root, into: &prompt)
        return prompt
    }

    // MARK: Settings

    private static func checkSettings(_ root: JSONNode, isStream: Bool) throws(Refusal) {
        if let options = root["stream_options"], !options.isNull, !isStream {
            throw .invalid(
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                parameter: "stream_options")
        }
        if try RequestFields.bool("background", of: root) ?? false {
            throw .invalid("The sandbox runs nothing in the background.", parameter: "background")
        }
        for key in ["conversation", "prompt"] {
            guard let node = root[key], !node.isNull else { continue }
            throw Refusal(
                status: 404, message: "The sandbox keeps no \(key) of that id.", parameter: key)
        }
        try OpenAIRules.checkNumber("temperature", of: root, in: 0...2)
        try OpenAIRules.checkNumber("top_p", of: root, in: 0...1)
        try OpenAIRules.checkNumber("top_logprobs", of: root, in: 0...20)
        _ = try RequestFields.count("max_tool_calls", of: root)
        _ = try OpenAIRules.word(root["truncation"], "truncation", among: ["auto", "disabled"])
        try OpenAIRules.checkMetadata(of: root)
        for (index, node) in (try OpenAIRules.list(root["include"], "include") ?? []).enumerated() {
            _ = try OpenAIRules.word(node, "include[\(index)]", among: includable)
        }
        let name = root["model"]?.string ?? ""
        if ["o1", "o3", "o4", "gpt-5"].contains(where: name.hasPrefix),
            let node = root["temperature"], !node.isNull, node.int64 != 1
        {
            throw .invalid(
                "Unsupported parameter: 'temperature' is not supported with this model.",
                parameter: "temperature", code: "unsupported_parameter")
        }
    }

    private static func readReasoning(
        _ root: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        // That the model has reasoned is always told, by an item without a summary.
        prompt.thinking = .empty
        prompt.wantsEncryptedReasoning =
            root["include"]?.elements.contains {
                $0.isString(equalTo: "reasoning.encrypted_content")
            } ?? false
        guard let reasoning = root["reasoning"], !reasoning.isNull else { return }
        guard reasoning.kind == .object else {
            throw OpenAIRules.wrongKind("reasoning", expected: "an object", got: reasoning)
        }
        _ = try OpenAIRules.word(
            reasoning["effort"], "reasoning.effort",
            among: ["none", "minimal", "low", "medium", "high", "xhigh", "max"])
        let summary = try OpenAIRules.word(
            reasoning["summary"], "reasoning.summary", among: ["auto", "concise", "detailed"])
        if summary != nil { prompt.thinking = .shown }
    }

    private static func readShape(
        _ root: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        guard let text = root["text"], !text.isNull else { return }
        _ = try OpenAIRules.word(
            text["verbosity"], "text.verbosity", among: ["low", "medium", "high"])
        guard let format = text["format"], !format.isNull else { return }
        let types = ["json_object", "json_schema", "text"]
        let type = try OpenAIRules.string(format["type"], "text.format.type")
        guard types.contains(type) else {
            throw OpenAIRules.unsupported("text.format.type", type, among: types)
        }
        if type == "json_object" { prompt.shape = .anyJSON }
        guard type == "json_schema" else { return }
        let name = try OpenAIRules.toolName(format["name"], "text.format.name")
        guard let schema = format["schema"], schema.kind == .object else {
            throw OpenAIRules.missing("text.format.schema")
        }
        let isStrict = try RequestFields.bool("strict", of: format) ?? false
        try OpenAISchemas.checkOutput(name, schema, isStrict: isStrict, "text.format.schema")
        prompt.shape = .schema(schema)
    }

    private static let includable = [
        "file_search_call.results", "web_search_call.results", "web_search_call.action.sources",
        "message.input_image.image_url", "computer_call_output.output.image_url",
        "code_interpreter_call.outputs", "reasoning.encrypted_content",
        "message.output_text.logprobs",
    ]

    private static let fields: Set<String> = [
        "model", "input", "instructions", "max_output_tokens", "max_tool_calls", "temperature",
        "top_p", "top_logprobs", "reasoning", "text", "tools", "tool_choice",
        "parallel_tool_calls", "previous_response_id", "conversation", "store", "background",
        "stream", "stream_options", "include", "truncation", "context_management", "metadata",
        "prompt", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention",
        "safety_identifier", "service_tier", "moderation", "user",
    ]
}
