import Vocabulary
import Wire

/// Reads Gemini requests (facts: `:generateContent`, `:streamGenerateContent`, `:countTokens`).
enum GeminiRequest {
    /// The prompt of a request body.
    ///
    /// - Parameter model: The model of the path.
    /// - Throws: A refusal as the provider would give it, naming the field.
    static func prompt(from root: JSONNode, model: String) throws(Refusal) -> Prompt {
        var prompt = try empty(model)
        try shape(of: prompt).check(root, is: "GenerateContentRequest")
        try read(root, into: &prompt)
        return prompt
    }

    /// The prompt of a request that only counts.
    static func countPrompt(from root: JSONNode, model: String) throws(Refusal) -> Prompt {
        var prompt = try empty(model)
        try shape(of: prompt).check(root, is: "CountTokensRequest")
        if let request = root.field("generateContentRequest") {
            try read(request, into: &prompt)
        } else {
            try GeminiContents.read(root, into: &prompt)
        }
        return prompt
    }

    /// A prompt with nothing in it but the model of a path.
    static func empty(_ model: String) throws(Refusal) -> Prompt {
        guard model.utf8.count <= RequestFields.modelBytesMax else {
            throw .invalid("* GenerateContentRequest.model: the name is too long")
        }
        return Prompt(
            dialect: .gemini, model: model, script: try RequestFields.script(of: model))
    }

    /// The check of a request's shape that a prompt asks for.
    static func shape(of prompt: Prompt) -> GeminiShape {
        GeminiShape(refusesUnknownFields: prompt.refusesUnknownFields)
    }

    private static func read(_ root: JSONNode, into prompt: inout Prompt) throws(Refusal) {
        if let name = root.field("cachedContent")?.string {
            throw Refusal(
                status: 403,
                message: "CachedContent not found (or permission denied): \(name)")
        }
        if let system = root.field("systemInstruction") {
            for part in system.field("parts").list {
                prompt.text.add(part.field("text")?.string ?? "")
            }
        }
        if let config = root.field("generationConfig") {
            try GeminiSettings.read(config, into: &prompt)
        }
        try GeminiContents.read(root, into: &prompt)
        try GeminiTools.read(root, into: &prompt)
    }
}
