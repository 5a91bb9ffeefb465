import Wire

/// The models as Google's API lists them.
enum GeminiModelList {
    /// Models on a page when the request doesn't say.
    static let pageDefault = 50

    /// A page of the list.
    ///
    /// - Parameters:
    ///   - size: The most models on it.
    ///   - token: Where it begins, as the page before said; `nil` for the first.
    static func page(size: Int64?, token: Int64?) -> [UInt8] {
        let start = Int(min(max(0, token ?? 0), Int64(ModelList.names.count)))
        let count = Int(min(max(1, size ?? Int64(pageDefault)), 1000))
        let names = ModelList.names.dropFirst(start).prefix(count)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("models")
        writer.beginArray()
        for name in names { writer.raw(model(name)) }
        writer.endArray()
        if start + names.count < ModelList.names.count {
            writer.key("nextPageToken")
            writer.string(String(start + names.count))
        }
        writer.endObject()
        return writer.bytes
    }

    /// One model.
    static func model(_ name: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in [
            ("name", "models/\(name)"), ("version", "001"), ("displayName", name),
            ("description", "A scripted model."),
        ] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("inputTokenLimit")
        writer.integer(1_000_000)
        writer.key("outputTokenLimit")
        writer.integer(1_000_000)
        writer.key("supportedGenerationMethods")
        writer.beginArray()
        let isEmbedding = name.contains("embedding")
        for method in isEmbedding
            ? ["embedContent", "batchEmbedContents"] : ["generateContent", "countTokens"]
        {
            writer.string(method)
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
