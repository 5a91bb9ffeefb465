import Wire

/// Reads the generation settings of a Gemini request.
enum GeminiSettings {
    /// The most stop sequences.
    static let stopsMax = 5

    /// Puts the settings into a prompt.
    static func read(_ config: JSONNode, into prompt: inout Prompt) throws(Refusal) {
        if let limit = number("maxOutputTokens", of: config) {
            guard limit >= 1, let most = Int(exactly: limit) else {
                throw wrong("max_output_tokens", "max_output_tokens must be positive.")
            }
            prompt.outputTokensMax = most
        }
        if let count = number("candidateCount", of: config) {
            guard (1...Double(Answer.choicesMax)).contains(count) else {
                throw wrong(
                    "candidate_count", "must be in the range [1, \(Answer.choicesMax)].")
            }
            prompt.choiceCount = Int(count)
        }
        if let value = number("temperature", of: config), !(0...2).contains(value) {
            throw wrong("temperature", "temperature must be in the range [0.0, 2.0].")
        }
        if let value = number("topP", of: config), !(0...1).contains(value) {
            throw wrong("top_p", "top_p must be in the range [0.0, 1.0].")
        }
        prompt.stops = config.field("stopSequences")?.elements.compactMap(\.string) ?? []
        guard prompt.stops.count <= stopsMax else {
            throw wrong(
                "stop_sequences", "the number of stop sequences must not exceed \(stopsMax).")
        }
        try readThinking(config, into: &prompt)
        try readShape(config, into: &prompt)
    }

    private static func readThinking(
        _ config: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        guard let thinking = config.field("thinkingConfig") else { return }
        let level = thinking.field("thinkingLevel")
        let budget = number("thinkingBudget", of: thinking)
        if level != nil, budget != nil {
            throw wrong(
                "thinking_config", "You can only set one of thinking budget and thinking level.")
        }
        if level != nil, prompt.script.plainName.hasPrefix("gemini-2") {
            throw wrong("thinking_config", "Thinking level is not supported for this model.")
        }
        if let budget, budget < -1 {
            throw wrong(
                "thinking_config.thinking_budget", "The thinking budget \(Int(budget)) is invalid.")
        }
        if thinking.field("includeThoughts")?.bool ?? false { prompt.thinking = .shown }
    }

    private static func readShape(
        _ config: JSONNode, into prompt: inout Prompt
    ) throws(Refusal) {
        let type = config.field("responseMimeType")?.string ?? "text/plain"
        guard ["text/plain", "application/json", "text/x.enum"].contains(type) else {
            throw wrong(
                "response_mime_type",
                "allowed mimetypes are `text/plain`, `application/json` and `text/x.enum`.")
        }
        let schema = config.field("responseSchema")
        let jsonSchema =
            config.field("responseJsonSchema") ?? config.field("_responseJsonSchema")
        if schema != nil, jsonSchema != nil {
            throw wrong(
                "response_json_schema",
                "only one of response_schema and response_json_schema can be set.")
        }
        guard let shape = schema ?? jsonSchema else {
            if type == "application/json" { prompt.shape = .anyJSON }
            return
        }
        guard type == "application/json" || type == "text/x.enum" else {
            throw wrong(
                "response_schema", "a response schema needs the mimetype `application/json`.")
        }
        prompt.shape = .schema(shape)
    }

    private static func number(_ name: String, of node: JSONNode) -> Double? {
        guard let value = node.field(name) else { return nil }
        return (value.numberText ?? value.string).flatMap(Double.init)
    }

    private static func wrong(_ field: String, _ what: String) -> Refusal {
        let path = "generation_config.\(field)"
        return .invalid("* GenerateContentRequest.\(path): \(what)\n", parameter: path)
    }
}
