import Translation
import Vocabulary
import Wire

/// `POST /v1/embeddings`, as far as a passing-through gateway reads it.
///
/// Source: OpenAI's API description; an answer's usage has `prompt_tokens` only.
enum OpenAIEmbedRules: DialectRules {
    static func request(
        _ document: JSONDocument, path: Route.PathFacts
    ) throws(RoadFault) -> RequestReading {
        let fields = try RequestFields(document.root)
        guard let input = document.root["input"], !input.isNull else {
            throw fields.fault("input", "a text or a list")
        }
        return RequestReading(
            path.operation, document, model: fields.model, at: fields.modelRange)
    }

    static func path(model: String, isStream: Bool, for received: ReceivedRequest?) -> String {
        "/embeddings"
    }

    static func reply(_ document: JSONDocument) throws(RoadFault) -> ReplyReading {
        try ReplyReading(embeddings: document, in: .openAI)
    }
}

/// `:embedContent` and `:batchEmbedContents`, as far as a passing-through gateway reads them.
enum GeminiEmbedRules: DialectRules {
    static func request(
        _ document: JSONDocument, path: Route.PathFacts
    ) throws(RoadFault) -> RequestReading {
        let model = try GeminiRules.model(document, path)
        try ProviderStorage.check(document, in: .gemini)
        var reading = RequestReading(path.operation, document, model: model)
        if path.operation == .embed(isBatch: true) {
            guard let requests = document.root["requests"], requests.kind == .array else {
                throw RoadFault(.malformedRequest, .client, "requests must be a list.")
            }
            var index = 0
            for request in requests.elements {
                try reading.note(innerModel: request, at: "requests[\(index)].model")
                index += 1
            }
        } else {
            try reading.note(innerModel: document.root, at: "model")
        }
        return reading
    }

    static func path(model: String, isStream: Bool, for received: ReceivedRequest?) -> String {
        let isSingle = received?.route.pathFacts.operation == .embed(isBatch: false)
        return "/v1beta/models/\(GeminiRules.escaped(model)):"
            + (isSingle ? "embedContent" : "batchEmbedContents")
    }

    static func reply(_ document: JSONDocument) throws(RoadFault) -> ReplyReading {
        try ReplyReading(embeddings: document, in: .gemini)
    }
}

extension ReplyReading {
    /// What an answer with vectors says.
    fileprivate init(
        embeddings document: JSONDocument, in shape: EmbeddingShape
    ) throws(RoadFault) {
        do {
            let reply = try shape.reply(document)
            self.init(tokensRead: reply.tokens, model: reply.model)
        } catch {
            throw RoadFault(reply: error)
        }
    }

    /// An answer that was read, and generated nothing.
    ///
    /// - Parameter tokensRead: `nil` if the provider doesn't say.
    init(tokensRead: Int64?, model: String?) {
        self.init()
        if let tokensRead {
            var usage = TokenUsage()
            usage.freshInput = tokensRead
            self.usage = usage
        }
        if let model, model.utf8.count <= RequestFields.modelBytesMax { modelServed = model }
        isComplete = true
    }
}

extension RequestReading {
    /// Gemini's bodies may repeat the path's model inside; it must be the same, and is sent under the provider's name.
    ///
    /// - Throws: `.malformedRequest` for another one: what isn't checked mustn't be sent.
    mutating func note(innerModel node: JSONNode, at place: String) throws(RoadFault) {
        guard let member = node["model"], !member.isNull else { return }
        guard member.isString(equalTo: "models/\(model)") || member.isString(equalTo: model) else {
            throw RoadFault(
                .malformedRequest, .client, "\(place) must be models/\(model), as in the path.",
                field: place)
        }
        innerModelRanges.append(member.range)
    }
}
