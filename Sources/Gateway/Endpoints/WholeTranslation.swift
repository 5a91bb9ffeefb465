import Keyring
import Translation
import Vocabulary
import Wire

/// How the whole answer of a route that never streams becomes the client's.
protocol WholeTranslation: Sendable {
    /// The answer's bytes for the client, and what it says.
    ///
    /// - Throws: `.malformedReply`, `.providerFailed`.
    func answer(
        _ document: JSONDocument
    ) throws(TranslationFault) -> (body: [UInt8], reading: ReplyReading)
}

/// Vectors in the other shape.
struct EmbeddedAnswer: WholeTranslation {
    let request: TranslatedEmbedding

    func answer(
        _ document: JSONDocument
    ) throws(TranslationFault) -> (body: [UInt8], reading: ReplyReading) {
        let answer = try request.answer(document)
        var reading = ReplyReading(tokensRead: answer.tokens, model: answer.model)
        reading.isEstimate = answer.tokens == nil
        return (answer.body, reading)
    }
}

/// A count of tokens in another dialect.
struct CountedAnswer: WholeTranslation {
    /// The client's dialect.
    let source: Dialect
    /// The provider's dialect.
    let target: Dialect

    func answer(
        _ document: JSONDocument
    ) throws(TranslationFault) -> (body: [UInt8], reading: ReplyReading) {
        let tokens = try TokenCounting.tokens(document, in: target)
        var reading = ReplyReading()
        reading.isComplete = true
        return (TokenCounting.body(tokens, in: source), reading)
    }
}

extension Passage {
    /// Stage 5 of a request for vectors in the provider's shape.
    ///
    /// - Throws: `.untranslatable`, naming the client's field.
    func embedding(_ permitted: PermittedRequest) throws(RoadFault) -> OutboundRequest {
        guard let source = EmbeddingShape(known.dialect),
            let shape = EmbeddingShape(permitted.target.upstream.dialect)
        else { throw Self.noEmbeddings(permitted.reading.model) }
        do {
            let translated = try TranslatedEmbedding(
                permitted.reading.document, from: source, to: shape,
                model: permitted.reading.model, sent: permitted.sent)
            return OutboundRequest(
                permitted: permitted, body: translated.body,
                carriage: .whole(EmbeddedAnswer(request: translated)),
                dropped: translated.losses.headerText)
        } catch {
            throw RoadFault(request: error)
        }
    }

    /// A provider that has no vectors to give.
    static func noEmbeddings(_ model: String) -> RoadFault {
        RoadFault(
            .untranslatable, .client,
            "The provider of \(model) has no embeddings. Ask for a model of another provider.",
            field: "model")
    }

    /// Stage 5 of a count that another dialect's provider is asked for, or nobody.
    ///
    /// - Throws: `.untranslatable`, naming the client's field.
    func counting(_ permitted: PermittedRequest) throws(RoadFault) -> OutboundRequest {
        let dialect = permitted.target.upstream.dialect
        guard permitted.reading.operation.isSent(to: dialect) else {
            return OutboundRequest(
                permitted: permitted, body: [], carriage: .estimated, dropped: nil)
        }
        let conversation = try countedConversation(permitted)
        do {
            let translated = try TokenCounting.request(conversation, to: target(of: permitted))
            return OutboundRequest(
                permitted: permitted, body: translated.body,
                carriage: .whole(CountedAnswer(source: known.dialect, target: dialect)),
                dropped: translated.losses.headerText)
        } catch {
            throw RoadFault(request: error)
        }
    }

    /// The conversation whose tokens are to be counted.
    ///
    /// - Throws: `.untranslatable`, naming the client's field.
    func countedConversation(_ permitted: PermittedRequest) throws(RoadFault) -> Conversation {
        do {
            return try TokenCounting.conversation(
                permitted.reading.document, in: known.dialect,
                head: RequestHeadFacts(model: known.received.route.pathFacts.model))
        } catch {
            throw RoadFault(request: error)
        }
    }
}

extension RoadFault {
    /// A client's request that can't be translated.
    init(request fault: TranslationFault) {
        self.init(.untranslatable, .client, fault.message, status: 400, field: fault.field)
    }
}
