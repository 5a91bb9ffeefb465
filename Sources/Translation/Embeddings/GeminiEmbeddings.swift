import Wire

/// `:embedContent` and `:batchEmbedContents` (Gemini's API description; facts/protocols 4.4), names in either spelling.
enum GeminiEmbeddings: EmbeddingForm {
    static func question(
        _ document: JSONDocument, model: String
    ) throws(TranslationFault) -> EmbeddingQuestion {
        let body = try FieldReader(document.root)
        var question = EmbeddingQuestion(model: model)
        guard let requests = try body.list("requests") else {
            question.isSingle = true
            try read(body, first: true, into: &question)
            return question
        }
        guard requests.count > 0 else { throw body.wrong("requests", "a list that isn't empty") }
        question.note(body.unknownFields(beside: ["requests"]))
        let place = FieldPlace("requests")
        var index = 0
        for element in requests.elements {
            let request = try FieldReader(element, at: place.element(index))
            try read(request, first: index == 0, into: &question)
            index += 1
        }
        return question
    }

    private static func read(
        _ request: FieldReader, first: Bool, into question: inout EmbeddingQuestion
    ) throws(TranslationFault) {
        guard let content = try request.object("content") else { throw request.missing("content") }
        guard let parts = try content.list("parts") else { throw content.missing("parts") }
        var text = ""
        let place = content.place.member("parts")
        for (index, node) in parts.elements.enumerated() {
            let part = try FieldReader(node, at: place.element(index))
            if let words = try part.text("text") {
                text += words
                question.note(part.unknownFields(beside: ["text"]))
            } else {
                question.say(.media, at: place.element(index).text)
            }
        }
        if parts.count > 1 { question.say(.severalParts, at: place.text) }
        question.texts.append(text)
        question.note(content.unknownFields(beside: ["role", "parts"]))
        question.note(request.unknownFields(beside: known.union(["model", "content", config])))
        var dimensions = try readSettings(request, into: &question)
        if let settings = try request.object(request.spelling(config)) {
            question.note(settings.unknownFields(beside: known))
            dimensions = try readSettings(settings, into: &question) ?? dimensions
        }
        guard first || dimensions == question.dimensions else {
            throw TranslationFault(
                .unsupportedField,
                field: request.place.member("outputDimensionality").text,
                "outputDimensionality must be the same in all requests for this model. Send one request for each."
            )
        }
        question.dimensions = dimensions
    }

    private static let config = "embedContentConfig"
    private static let known: Set<String> = ["taskType", "title", "outputDimensionality"]

    private static func readSettings(
        _ body: FieldReader, into question: inout EmbeddingQuestion
    ) throws(TranslationFault) -> Int64? {
        let task = body.spelling("taskType")
        if let word = try body.text(task), word != "TASK_TYPE_UNSPECIFIED" {
            question.say(.taskType, at: body.place.member(task).text)
        }
        if let title = try body.text("title"), !title.isEmpty {
            question.say(.title, at: body.place.member("title").text)
        }
        return try body.count(body.spelling("outputDimensionality"), in: 1...(1 << 20))
    }

    static func body(of question: EmbeddingQuestion, model: String) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.beginArray("requests")
        for text in question.texts {
            json.beginObject()
            json.member("model", "models/\(model)")
            json.beginObject("content")
            json.beginArray("parts")
            json.beginObject()
            json.member("text", text)
            json.endObject()
            json.endArray()
            json.endObject()
            if let dimensions = question.dimensions {
                json.member("outputDimensionality", dimensions)
            }
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    static func reply(_ document: JSONDocument) throws(TranslationFault) -> EmbeddingReply {
        let root = document.root
        if let error = GeminiFaults.error(in: root) {
            throw TranslationFault(provider: GeminiFaults.fault(error, status: nil))
        }
        let usage = root.either("usageMetadata")
        var vectors: [EmbeddingVector] = []
        if let single = root["embedding"] {
            vectors = [try EmbeddingVector(single["values"])]
        } else if let list = root["embeddings"], list.kind == .array {
            for element in list.elements { vectors.append(try EmbeddingVector(element["values"])) }
        } else {
            throw .malformedReply("embeddings")
        }
        return EmbeddingReply(
            vectors: vectors,
            tokens: usage?.usageCount("promptTokenCount") ?? usage?.usageCount("totalTokenCount"),
            model: nil)
    }

    static func body(
        of reply: EmbeddingReply, to question: EmbeddingQuestion, tokens: Int64
    ) throws(TranslationFault) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        if !question.isSingle { json.beginArray("embeddings") }
        for vector in reply.vectors {
            if question.isSingle { json.key("embedding") }
            json.beginObject()
            json.member("values", json: try vector.list())
            json.endObject()
        }
        if !question.isSingle { json.endArray() }
        json.beginObject("usageMetadata")
        json.member("promptTokenCount", tokens)
        json.member("totalTokenCount", tokens)
        json.endObject()
        json.endObject()
        return json.bytes
    }
}

extension EmbeddingQuestion {
    fileprivate mutating func note(_ fields: [UnknownField]) {
        for field in fields { say(.unknown, at: field.path) }
    }
}
