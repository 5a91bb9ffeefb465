import Wire

/// A request for vectors on its way to a provider of the other shape, and the way back.
package struct TranslatedEmbedding: Sendable {
    /// The body for the provider.
    package let body: [UInt8]
    /// What was lost or changed, for `bursar-dropped`.
    package let losses: [EmbeddingLoss]
    private let question: EmbeddingQuestion
    private let source: EmbeddingShape
    private let target: EmbeddingShape

    /// Translates a client's request.
    ///
    /// - Parameters:
    ///   - model: The model as the client calls it.
    ///   - sent: The provider's name for it.
    /// - Throws: `.malformedField`, `.missingField` or `.unsupportedField`, naming the field; nothing may then be sent.
    package init(
        _ document: JSONDocument, from source: EmbeddingShape, to target: EmbeddingShape,
        model: String, sent: String, policy: LossPolicy = .auto
    ) throws(TranslationFault) {
        question = try source.rules.question(document, model: model)
        losses = try question.losses(to: target, policy: policy)
        body = target.rules.body(of: question, model: sent)
        self.source = source
        self.target = target
    }

    /// A provider's whole answer.
    package struct Answer: Sendable {
        /// Its bytes in the client's shape.
        package let body: [UInt8]
        /// What the provider counted; `nil` if it didn't, and `body` then has an estimate.
        package let tokens: Int64?
        /// The model that answered, if the provider says it.
        package let model: String?
    }

    /// Translates a provider's whole answer of status 200.
    ///
    /// - Throws: `.malformedReply`, also for more or fewer vectors than texts; `.providerFailed`.
    package func answer(_ document: JSONDocument) throws(TranslationFault) -> Answer {
        let reply = try target.rules.reply(document)
        guard reply.vectors.count == question.texts.count else { throw .malformedReply("data") }
        let tokens = reply.tokens ?? TokenEstimate.tokens(of: question.texts)
        return Answer(
            body: try source.rules.body(of: reply, to: question, tokens: tokens),
            tokens: reply.tokens, model: reply.model)
    }
}
