import Translation
import Vocabulary
import Wire

/// Google Gemini generateContent, as far as a passing-through gateway reads it.
///
/// Source: facts/protocols 4.4; the path has the model's name and whether the answer streams.
enum GeminiRules: DialectRules {
    static func request(
        _ document: JSONDocument, path: Route.PathFacts
    ) throws(RoadFault) -> RequestReading {
        let root = document.root
        let model = try model(document, path)
        try refuseCachedContent(root)
        try ProviderStorage.check(document, in: .gemini)
        let config = root["generationConfig"] ?? root["generation_config"]
        return RequestReading(
            document: document, model: model, modelRange: nil, isStream: path.isStream ?? false,
            asksForStreamUsage: true,
            outputTokensMax: count("maxOutputTokens", "max_output_tokens", of: config),
            answers: max(1, count("candidateCount", "candidate_count", of: config) ?? 1),
            edits: JSONEdits())
    }

    /// The path's model, for a body that is an object.
    ///
    /// - Throws: `.malformedRequest`.
    static func model(
        _ document: JSONDocument, _ path: Route.PathFacts
    ) throws(RoadFault) -> String {
        guard document.root.kind == .object else {
            throw RoadFault(.malformedRequest, .client, "The body must be a JSON object.")
        }
        guard let model = path.model, !model.isEmpty,
            model.utf8.count <= RequestFields.modelBytesMax
        else {
            throw RoadFault(
                .malformedRequest, .client, "The path must name a model of 1 to 256 bytes.")
        }
        return model
    }

    /// What is in a provider's storage can't be told to be the asker's.
    static func refuseCachedContent(_ root: JSONNode) throws(RoadFault) {
        if let cached = root["cachedContent"] ?? root["cached_content"], !cached.isNull {
            throw RoadFault(
                .untranslatable, .client,
                "cachedContent isn't supported here. Send the content itself.",
                field: "cachedContent")
        }
    }

    static func path(model: String, isStream: Bool, for received: ReceivedRequest?) -> String {
        isStream
            ? "/v1beta/models/\(escaped(model)):streamGenerateContent?alt=sse"
            : "/v1beta/models/\(escaped(model)):generateContent"
    }

    static func fields(for received: ReceivedRequest?) -> [(name: String, value: String)] { [] }

    static func reply(_ document: JSONDocument) throws(RoadFault) -> ReplyReading {
        try Listening.reply(document, in: .gemini)
    }

    static func stream(for reading: RequestReading) -> any StreamReader {
        TappedStream(Listening.context(of: reading.model, in: .gemini))
    }

    /// A model's name as one segment of a path (RFC 3986 section 2.1), whatever a client called it.
    static func escaped(_ model: String) -> String {
        let plain = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+=@".utf8)
        var bytes: [UInt8] = []
        for byte in model.utf8 {
            if plain.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [
                    UInt8(ascii: "%"), Hexadecimal.character(byte >> 4),
                    Hexadecimal.character(byte & 15),
                ]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func count(_ key: String, _ other: String, of config: JSONNode?) -> Int64? {
        guard let count = (config?[key] ?? config?[other])?.spelledNumber?.int64, count >= 0,
            count <= 1 << 31
        else { return nil }
        return count
    }
}
