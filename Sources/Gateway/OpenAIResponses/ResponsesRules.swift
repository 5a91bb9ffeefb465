import Translation
import Vocabulary
import Wire

/// OpenAI Responses, as far as a passing-through gateway reads it.
///
/// Source: facts/protocols 4.2.
enum ResponsesRules: DialectRules {
    static func request(
        _ document: JSONDocument, path: Route.PathFacts
    ) throws(RoadFault) -> RequestReading {
        let fields = try RequestFields(document.root)
        var reading = RequestReading(
            document: document, model: fields.model, modelRange: fields.modelRange,
            isStream: try fields.flag("stream"), asksForStreamUsage: true,
            outputTokensMax: try fields.count("max_output_tokens", max: 1 << 31), answers: 1,
            edits: JSONEdits())
        try ProviderStorage.check(document, in: .openAIResponses)
        reading.previousResponse = try ProviderStorage.previousResponse(document.root)
        // OpenAI keeps what it isn't told not to.
        reading.mayBeStored = document.root["store"]?.bool ?? true
        return reading
    }

    static func path(model: String, isStream: Bool, for received: ReceivedRequest?) -> String {
        "/responses"
    }

    static func fields(for received: ReceivedRequest?) -> [(name: String, value: String)] { [] }

    static func reply(_ document: JSONDocument) throws(RoadFault) -> ReplyReading {
        try Listening.reply(document, in: .openAIResponses)
    }

    static func stream(for reading: RequestReading) -> any StreamReader {
        TappedStream(Listening.context(of: reading.model, in: .openAIResponses))
    }
}
