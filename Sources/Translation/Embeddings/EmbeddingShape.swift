import Vocabulary
import Wire

/// The shapes in which vectors of texts are asked for; Anthropic has none.
package enum EmbeddingShape: String, CaseIterable, Sendable {
    /// `POST /v1/embeddings`, the same beside both of OpenAI's dialects.
    case openAI = "openai"
    /// `:embedContent` and `:batchEmbedContents`.
    case gemini

    /// The shape that goes with a dialect.
    package init?(_ dialect: Dialect) {
        switch dialect {
        case .openAIChat, .openAIResponses: self = .openAI
        case .gemini: self = .gemini
        case .anthropic: return nil
        }
    }

    /// Reads a provider's answer of status 200, for the books only.
    ///
    /// - Throws: `.malformedReply`, `.providerFailed`.
    package func reply(_ document: JSONDocument) throws(TranslationFault) -> EmbeddingReply {
        try rules.reply(document)
    }

    /// How it is read and written.
    var rules: any EmbeddingForm.Type {
        switch self {
        case .openAI: OpenAIEmbeddings.self
        case .gemini: GeminiEmbeddings.self
        }
    }
}

/// How one shape is read and written.
protocol EmbeddingForm {
    /// Reads a client's request.
    ///
    /// - Parameter model: The model that the road has read, wherever it stood.
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func question(
        _ document: JSONDocument, model: String
    ) throws(TranslationFault) -> EmbeddingQuestion

    /// Writes a request for a provider; Gemini's is always a batch.
    static func body(of question: EmbeddingQuestion, model: String) -> [UInt8]

    /// Reads a provider's answer of status 200.
    ///
    /// - Throws: `.malformedReply`, `.providerFailed`.
    static func reply(_ document: JSONDocument) throws(TranslationFault) -> EmbeddingReply

    /// Writes an answer for a client.
    ///
    /// - Throws: `.malformedReply` for numbers that are none.
    static func body(
        of reply: EmbeddingReply, to question: EmbeddingQuestion, tokens: Int64
    ) throws(TranslationFault) -> [UInt8]
}

/// Texts whose vectors are wanted, in no shape's form.
package struct EmbeddingQuestion: Equatable, Sendable {
    /// A field beside texts and dimensions, and where it stood.
    struct Said: Equatable, Sendable {
        let field: EmbeddingField
        let place: String
    }

    /// The model's name as the client wrote it.
    package let model: String
    /// The texts, in order.
    package var texts: [String] = []
    /// How many numbers a vector is to have; `nil` for the model's own.
    package var dimensions: Int64?
    /// Are vectors wanted in base64 instead of lists?
    package var wantsBase64 = false
    /// Is the answer one vector rather than a list?
    package var isSingle = false
    /// What may get lost.
    var said: [Said] = []

    init(model: String) { self.model = model }

    mutating func say(_ field: EmbeddingField, at place: String) {
        said.append(Said(field: field, place: place))
    }

    /// What isn't carried over to another shape.
    ///
    /// - Throws: `.unsupportedField` naming the field.
    func losses(
        to target: EmbeddingShape, policy: LossPolicy
    ) throws(TranslationFault) -> [EmbeddingLoss] {
        var losses: [EmbeddingLoss] = []
        for said in said {
            var verdict = EmbeddingTable.rule(for: said.field, to: target).verdict
            switch (policy, verdict) {
            case (.refuse, .drop): verdict = .refuse
            case (.drop, .refuse) where said.field.mayDrop: verdict = .drop
            default: break
            }
            switch verdict {
            case .map: continue
            case .refuse:
                throw TranslationFault(
                    .unsupportedField, field: said.place,
                    "\(said.place) can't be carried over to the provider's embeddings (\(target.rawValue)). "
                        + "Leave it out, or ask for a model that takes it.")
            case .drop, .approximate:
                let loss = EmbeddingLoss(field: said.field, name: said.place, verdict: verdict)
                if !losses.contains(loss) { losses.append(loss) }
            }
        }
        return losses
    }
}

/// Vectors as a provider gave them.
package struct EmbeddingReply: Equatable, Sendable {
    /// In the order of the texts.
    var vectors: [EmbeddingVector]
    /// How many tokens the texts had; `nil` if the provider doesn't say.
    package var tokens: Int64?
    /// The model that answered, if the provider says it.
    package var model: String?
}
