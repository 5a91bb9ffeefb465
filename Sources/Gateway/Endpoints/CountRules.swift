import Translation
import Vocabulary
import Wire

/// `POST /v1/messages/count_tokens`, as far as a passing-through gateway reads it (facts/protocols 4.3).
enum MessagesCountRules: DialectRules {
    static func request(
        _ document: JSONDocument, path: Route.PathFacts
    ) throws(RoadFault) -> RequestReading {
        let fields = try RequestFields(document.root)
        try fields.requireArray("messages")
        try ProviderStorage.check(document, in: .anthropic)
        return RequestReading(
            .countTokens, document, model: fields.model, at: fields.modelRange)
    }

    static func path(model: String, isStream: Bool, for received: ReceivedRequest?) -> String {
        let isBeta = received?.head.query == "beta=true"
        return "/v1/messages/count_tokens" + (isBeta ? "?beta=true" : "")
    }

    static func fields(for received: ReceivedRequest?) -> [(name: String, value: String)] {
        MessagesRules.fields(for: received)
    }

    static func reply(_ document: JSONDocument) throws(RoadFault) -> ReplyReading {
        try ReplyReading(count: document, in: .anthropic)
    }
}

/// `:countTokens`, as far as a passing-through gateway reads it (facts/protocols 4.4).
enum GeminiCountRules: DialectRules {
    static func request(
        _ document: JSONDocument, path: Route.PathFacts
    ) throws(RoadFault) -> RequestReading {
        let model = try GeminiRules.model(document, path)
        try ProviderStorage.check(document, in: .gemini)
        var reading = RequestReading(.countTokens, document, model: model)
        let root = document.root
        if let inner = root["generateContentRequest"] ?? root["generate_content_request"] {
            try GeminiRules.refuseCachedContent(inner)
            try reading.note(innerModel: inner, at: "generateContentRequest.model")
        }
        return reading
    }

    static func path(model: String, isStream: Bool, for received: ReceivedRequest?) -> String {
        "/v1beta/models/\(GeminiRules.escaped(model)):countTokens"
    }

    static func reply(_ document: JSONDocument) throws(RoadFault) -> ReplyReading {
        try ReplyReading(count: document, in: .gemini)
    }
}

/// `POST /v1/responses/input_tokens`, as far as a passing-through gateway reads it (facts/protocols 4.2).
enum ResponsesCountRules: DialectRules {
    static func request(
        _ document: JSONDocument, path: Route.PathFacts
    ) throws(RoadFault) -> RequestReading {
        let fields = try RequestFields(document.root)
        var reading = RequestReading(
            .countTokens, document, model: fields.model, at: fields.modelRange)
        try ProviderStorage.check(document, in: .openAIResponses)
        reading.previousResponse = try ProviderStorage.previousResponse(document.root)
        return reading
    }

    static func path(model: String, isStream: Bool, for received: ReceivedRequest?) -> String {
        "/responses/input_tokens"
    }

    static func reply(_ document: JSONDocument) throws(RoadFault) -> ReplyReading {
        try ReplyReading(count: document, in: .openAIResponses)
    }
}

extension ReplyReading {
    /// Counting costs nothing: what was counted is the client's business, not the books'.
    fileprivate init(count document: JSONDocument, in dialect: Dialect) throws(RoadFault) {
        do { _ = try TokenCounting.tokens(document, in: dialect) } catch {
            throw RoadFault(reply: error)
        }
        self.init()
        isComplete = true
    }
}
