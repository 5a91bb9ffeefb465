import Translation
import Vocabulary
import Wire

/// OpenAI Chat Completions, as far as a passing-through gateway reads it.
///
/// Source: facts/protocols 4.1 (OpenAI's API description and SDKs).
enum ChatRules: DialectRules {
    static func request(
        _ document: JSONDocument, path: Route.PathFacts
    ) throws(RoadFault) -> RequestReading {
        let root = document.root
        let fields = try RequestFields(root)
        try fields.requireArray("messages")
        try ProviderStorage.check(document, in: .openAIChat)
        let isStream = try fields.flag("stream")
        let oldBound = try fields.count("max_tokens", max: 1 << 31)
        let bound = try fields.count("max_completion_tokens", max: 1 << 31) ?? oldBound
        let choices = try fields.count("n", max: 128) ?? 1
        var edits = JSONEdits()
        var asks = false
        if isStream {
            let options = root["stream_options"]
            if let options, options.kind == .object {
                asks = options["include_usage"]?.bool ?? false
                if !asks { edits.setMember("include_usage", of: options, to: Array("true".utf8)) }
            } else if let options, !options.isNull {
                throw fields.fault("stream_options", "an object")
            } else {
                edits.setMember(
                    "stream_options", of: root, to: Array(#"{"include_usage":true}"#.utf8))
            }
        }
        return RequestReading(
            document: document, model: fields.model, modelRange: fields.modelRange,
            isStream: isStream, asksForStreamUsage: asks,
            outputTokensMax: bound, answers: max(1, choices), edits: edits)
    }

    static func path(model: String, isStream: Bool, for received: ReceivedRequest?) -> String {
        "/chat/completions"
    }

    static func fields(for received: ReceivedRequest?) -> [(name: String, value: String)] { [] }

    static func reply(_ document: JSONDocument) throws(RoadFault) -> ReplyReading {
        let root = document.root
        if let error = root["error"], !error.isNull { throw failure(error) }
        guard root["choices"]?.kind == .array else {
            throw RoadFault(
                .upstreamMalformed, .upstream,
                "The provider's answer isn't a chat completion. Try again or tell the operator.")
        }
        var reading = ReplyReading()
        ChatAnswer.note(root, in: &reading)
        var usage = ChatUsageForm()
        usage.take(root["usage"])
        reading.note(usage.reported)
        if let choices = root["choices"] {
            for choice in choices.elements {
                if let message = choice["message"] {
                    reading.outputBytes += ChatAnswer.textBytes(message)
                }
            }
        }
        reading.isComplete = true
        return reading
    }

    static func stream(for reading: RequestReading) -> any StreamReader {
        ChatStream(asksForUsage: reading.asksForStreamUsage, answers: reading.answers)
    }

    /// The fault behind an error object inside a 200.
    static func failure(_ error: JSONNode) -> RoadFault { RoadFault(error, in: .openAIChat) }
}
