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
        // Objects in a provider's storage belong to the client that made them; until that is kept, none may be named.
        for key in ["previous_response_id", "conversation", "prompt"] {
            if let member = document.root[key], !member.isNull {
                throw RoadFault(
                    .untranslatable, .client,
                    "\(key) isn't supported here. Send the whole conversation in input.", field: key
                )
            }
        }
        if try fields.flag("background") {
            throw RoadFault(
                .untranslatable, .client, "background isn't supported here. Leave it out.",
                field: "background")
        }
        return RequestReading(
            document: document, model: fields.model, modelRange: fields.modelRange,
            isStream: try fields.flag("stream"), asksForStreamUsage: true,
            outputTokensMax: try fields.count("max_output_tokens", max: 1 << 31), answers: 1,
            edits: JSONEdits())
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
