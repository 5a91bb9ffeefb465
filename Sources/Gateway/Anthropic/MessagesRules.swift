import Translation
import Vocabulary
import Wire

/// Anthropic Messages, as far as a passing-through gateway reads it.
///
/// Source: facts/protocols 4.3 (Anthropic's API description and SDKs).
enum MessagesRules: DialectRules {
    static func request(
        _ document: JSONDocument, path: Route.PathFacts
    ) throws(RoadFault) -> RequestReading {
        let fields = try RequestFields(document.root)
        try fields.requireArray("messages")
        try ProviderStorage.check(document, in: .anthropic)
        guard let bound = try fields.count("max_tokens", max: 1 << 31) else {
            throw fields.fault("max_tokens", "a whole number: the protocol requires it")
        }
        return RequestReading(
            document: document, model: fields.model, modelRange: fields.modelRange,
            isStream: try fields.flag("stream"), asksForStreamUsage: true, outputTokensMax: bound,
            answers: 1, edits: JSONEdits())
    }

    static func path(model: String, isStream: Bool, for received: ReceivedRequest?) -> String {
        received?.head.query == "beta=true" ? "/v1/messages?beta=true" : "/v1/messages"
    }

    static func fields(for received: ReceivedRequest?) -> [(name: String, value: String)] {
        var fields = [
            (
                name: "anthropic-version",
                value: received?.head.field("anthropic-version") ?? "2023-06-01"
            )
        ]
        let betas = received?.head.all("anthropic-beta") ?? []
        if !betas.isEmpty { fields.append(("anthropic-beta", betas.joined(separator: ","))) }
        return fields
    }

    static func reply(_ document: JSONDocument) throws(RoadFault) -> ReplyReading {
        let root = document.root
        if root["type"]?.isString(equalTo: "error") == true { throw failure(root["error"]) }
        guard root["type"]?.isString(equalTo: "message") == true, let content = root["content"],
            content.kind == .array
        else {
            throw RoadFault(
                .upstreamMalformed, .upstream,
                "The provider's answer isn't a message. Try again or tell the operator.")
        }
        var reading = ReplyReading()
        MessagesAnswer.note(root, in: &reading)
        var usage = MessagesUsageForm()
        usage.take(root["usage"])
        reading.note(usage.reported, tier: usage.tier)
        for block in content.elements { reading.outputBytes += MessagesAnswer.textBytes(block) }
        reading.isComplete = true
        return reading
    }

    static func stream(for reading: RequestReading) -> any StreamReader { MessagesStream() }

    /// The fault behind an error object inside a 200.
    static func failure(_ error: JSONNode?) -> RoadFault { RoadFault(error, in: .anthropic) }
}
