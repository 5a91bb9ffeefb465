import Vocabulary
import Wire

/// Answers the requests of Google's API, below `/v1beta` and `/v1`.
struct GeminiDoor {
    /// What answers and counts.
    let provider: Provider
    /// Who asks.
    let credential: Credential

    /// The answer to a request.
    func reply(to request: IncomingRequest) throws(Refusal) -> Reply {
        switch request.method {
        case "GET": return try models(request)
        case "POST": return try call(request)
        default: throw Provider.nothing(at: request)
        }
    }

    private func models(_ request: IncomingRequest) throws(Refusal) -> Reply {
        guard let path = GeminiPath(request.path, hasVerb: false) else {
            throw Provider.nothing(at: request)
        }
        guard let model = path.model else {
            return .json(
                GeminiModelList.page(
                    size: request.number("pageSize"), token: request.number("pageToken")))
        }
        guard (try? ModelScript(parsing: model)) != nil else {  // whatever is wrong with it
            throw Self.unknown(model, path)
        }
        return .json(GeminiModelList.model(model))
    }

    private func call(_ request: IncomingRequest) throws(Refusal) -> Reply {
        guard let path = GeminiPath(request.path, hasVerb: true), let model = path.model else {
            throw Provider.nothing(at: request)
        }
        let root = try Provider.document(request.body).root
        switch path.verb {
        case "generateContent":
            return answered(try GeminiRequest.prompt(from: root, model: model), request)
        case "streamGenerateContent":
            var prompt = try GeminiRequest.prompt(from: root, model: model)
            prompt.isStream = true
            prompt.isArray = request.value("alt") != "sse"
            return answered(prompt, request)
        case "countTokens":
            let prompt = try GeminiRequest.countPrompt(from: root, model: model)
            return .json(Self.count(try Provider.count(of: prompt), of: prompt))
        case "embedContent", "batchEmbedContents":
            let embedding = try EmbeddingRequest(
                gemini: root, model: model, isBatch: path.verb == "batchEmbedContents")
            return provider.embedded(embedding, request, credential)
        default: throw Self.unknown(model, path)
        }
    }

    private func answered(_ prompt: Prompt, _ request: IncomingRequest) -> Reply {
        provider.answered(prompt, request, credential) { GeminiWriter($0, to: prompt) }
    }

    private static func count(_ tokens: Int64, of prompt: Prompt) -> [UInt8] {
        let cached = prompt.script.cachedTokens
        let part = cached > 0 ? ",\"cachedContentTokenCount\":\(cached)" : ""
        return Array(
            ("{\"totalTokens\":\(tokens)\(part),\"promptTokensDetails\":[{\"modality\":\"TEXT\","
                + "\"tokenCount\":\(tokens)}]}").utf8)
    }

    private static func unknown(_ model: String, _ path: GeminiPath) -> Refusal {
        Refusal(
            status: 404,
            message: "models/\(model) is not found for API version \(path.version), or is not "
                + "supported for \(path.verb ?? "this"). Call ListModels to see the list of "
                + "available models and their supported methods.")
    }
}
