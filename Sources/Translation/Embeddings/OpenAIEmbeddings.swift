import Wire

/// `POST /v1/embeddings` (OpenAI's API description; facts/protocols 7).
enum OpenAIEmbeddings: EmbeddingForm {
    static func question(
        _ document: JSONDocument, model: String
    ) throws(TranslationFault) -> EmbeddingQuestion {
        let body = try FieldReader(document.root)
        var question = EmbeddingQuestion(model: model)
        guard let input = body["input"] else { throw body.missing("input") }
        if let text = input.string {
            question.texts = [text]
        } else if input.kind == .array, input.count > 0 {
            let texts = input.elements.compactMap(\.string)
            let isTokens = input.elements.allSatisfy { $0.kind == .number || $0.kind == .array }
            guard texts.count == input.count || isTokens else {
                throw body.wrong("input", "a text, a list of texts, or tokens")
            }
            question.texts = texts
            if isTokens { question.say(.tokenIDs, at: "input") }
        } else {
            throw body.wrong("input", "a text or a list that isn't empty")
        }
        question.dimensions = try body.count("dimensions", in: 1...(1 << 20))
        switch try body.text("encoding_format") {
        case nil, "float": break
        case "base64": question.wantsBase64 = true
        default: throw body.wrong("encoding_format", "float or base64")
        }
        if let user = try body.text("user"), !user.isEmpty { question.say(.endUser, at: "user") }
        let known = ["model", "input", "dimensions", "encoding_format", "user"]
        for (name, value) in body.node.members where !known.contains(name) && !value.isNull {
            question.say(.unknown, at: name)
        }
        return question
    }

    static func body(of question: EmbeddingQuestion, model: String) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("model", model)
        json.member("input", question.texts)
        json.member("encoding_format", "float")
        if let dimensions = question.dimensions { json.member("dimensions", dimensions) }
        json.endObject()
        return json.bytes
    }

    static func reply(_ document: JSONDocument) throws(TranslationFault) -> EmbeddingReply {
        let root = document.root
        if let error = root["error"], !error.isNull {
            throw TranslationFault(provider: ChatFaults.fault(error, status: nil))
        }
        guard let data = root["data"], data.kind == .array else { throw .malformedReply("data") }
        var found: [(index: Int64, vector: EmbeddingVector)] = []
        var place: Int64 = 0
        for element in data.elements {
            let vector = try EmbeddingVector(element["embedding"])
            found.append((element["index"]?.int64 ?? place, vector))
            place += 1
        }
        return EmbeddingReply(
            vectors: found.sorted { $0.index < $1.index }.map(\.vector),
            tokens: root["usage"]?.usageCount("prompt_tokens"), model: root.text("model"))
    }

    static func body(
        of reply: EmbeddingReply, to question: EmbeddingQuestion, tokens: Int64
    ) throws(TranslationFault) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("object", "list")
        json.beginArray("data")
        var index: Int64 = 0
        for vector in reply.vectors {
            json.beginObject()
            json.member("object", "embedding")
            json.member("index", index)
            if question.wantsBase64 {
                json.member("embedding", try vector.base64())
            } else {
                json.member("embedding", json: try vector.list())
            }
            json.endObject()
            index += 1
        }
        json.endArray()
        json.member("model", reply.model ?? question.model)
        json.beginObject("usage")
        json.member("prompt_tokens", tokens)
        json.member("total_tokens", tokens)
        json.endObject()
        json.endObject()
        return json.bytes
    }
}
