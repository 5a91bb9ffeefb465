import Vocabulary
import Wire

/// The vectors of a request in the shape of its dialect.
enum EmbeddingAnswer {
    /// The body of an answer.
    static func body(_ request: EmbeddingRequest) -> [UInt8] {
        let vectors = request.texts.map { EmbeddingVector(of: $0, size: request.size) }
        return request.prompt.dialect == .gemini
            ? gemini(request, vectors) : openAI(request, vectors)
    }

    /// What it costs: its input, all of it fresh.
    static func usage(_ request: EmbeddingRequest) -> TokenUsage {
        var usage = TokenUsage()
        usage.freshInput = request.prompt.text.tokens
        return usage
    }

    private static func openAI(
        _ request: EmbeddingRequest, _ vectors: [EmbeddingVector]
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("object")
        writer.string("list")
        writer.key("data")
        writer.beginArray()
        for (index, vector) in vectors.enumerated() {
            writer.beginObject()
            writer.key("object")
            writer.string("embedding")
            writer.key("index")
            writer.integer(Int64(index))
            writer.key("embedding")
            if request.isBase64 { writer.string(vector.base64) } else { writer.raw(vector.json) }
            writer.endObject()
        }
        writer.endArray()
        writer.key("model")
        writer.string(request.prompt.model)
        if request.prompt.script.fault != .noUsage {
            writer.key("usage")
            writer.beginObject()
            for key in ["prompt_tokens", "total_tokens"] {
                writer.key(key)
                writer.integer(request.prompt.text.tokens)
            }
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }

    private static func gemini(
        _ request: EmbeddingRequest, _ vectors: [EmbeddingVector]
    ) -> [UInt8] {
        var writer = JSONWriter()
        func write(_ vector: EmbeddingVector) {
            writer.beginObject()
            writer.key("values")
            writer.raw(vector.json)
            writer.endObject()
        }
        writer.beginObject()
        if request.isSingle {
            writer.key("embedding")
            vectors.prefix(1).forEach(write)
        } else {
            writer.key("embeddings")
            writer.beginArray()
            vectors.forEach(write)
            writer.endArray()
        }
        if request.prompt.script.fault != .noUsage {
            writer.key("usageMetadata")
            writer.beginObject()
            for key in ["promptTokenCount", "totalTokenCount"] {
                writer.key(key)
                writer.integer(request.prompt.text.tokens)
            }
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }
}
