import Vocabulary
import Wire

/// How one dialect is read into, and written from, what all dialects share.
///
/// Each method is pure. Reading dialect X and writing dialect Y is all that is needed for X→Y.
///
/// Names of tools: writers of requests fit them (`RequestDraft.toolName`); readers of answers give
/// them as the provider says them, and `Homeward` puts the client's own back between reader and
/// writer, for all dialects alike. It also unwraps free-form tools. Ids need no way back: what the
/// client sends next time is fitted to the same again.
package protocol DialectTranslation: Sendable {
    /// Reads a client's request.
    ///
    /// - Parameters:
    ///   - head: What the request says outside of its body.
    /// - Throws: `.malformedField` or `.missingField`, naming the field. Unknown fields never
    ///   throw.
    static func conversation(
        _ document: JSONDocument, head: RequestHeadFacts
    ) throws(TranslationFault) -> Conversation

    /// Writes a request for a provider of this dialect.
    ///
    /// - Throws: `.unsupportedField`, `.unpairedTool`, `.missingField` or `.malformedField`, naming
    ///   the field in the client's dialect; nothing may then be sent.
    static func request(
        _ conversation: Conversation, to target: TranslationTarget
    ) throws(TranslationFault) -> TranslatedRequest

    /// Reads a provider's whole answer of status 200.
    ///
    /// - Throws: `.malformedReply`, or `.providerFailed` for an error in a 200.
    static func reply(
        _ document: JSONDocument, context: ReplyContext
    ) throws(TranslationFault) -> Reply

    /// What a provider's whole answer says of itself, its usage above all, whatever else is wrong with it.
    static func account(of document: JSONDocument) -> AnswerAccount

    /// Writes a whole answer for a client of this dialect.
    static func body(of reply: Reply, context: ReplyContext) -> [UInt8]

    /// Reads one stream of a provider.
    static func streamReader(context: ReplyContext) -> any TranslationStreamReader

    /// Writes one stream for a client.
    static func streamWriter(context: ReplyContext) -> any TranslationStreamWriter

    /// Reads a provider's error of a status that isn't 2xx, or of none inside a stream; anything at
    /// all may be in the body.
    static func fault(status: Int?, body: [UInt8]) -> ProviderFault
}

/// Reads the events of a provider's stream: a state machine whose input and output are values.
package protocol TranslationStreamReader: Sendable {
    /// Takes an event and appends what it says; events without data say nothing, unknown ones
    /// neither.
    ///
    /// After `.error` or `.end` only `.usage` of late chunks could follow, and isn't given.
    mutating func read(_ event: ServerSentEvent, into events: inout [StreamEvent])

    /// The provider's answer is over: appends `.end` or `.error(.broken)` unless one of them was
    /// given.
    mutating func finish(into events: inout [StreamEvent])
}

/// Writes the events of a client's stream: a state machine whose input and output are values.
///
/// It takes only what `StreamEvent` promises; anything else is our bug, and ignored rather than
/// sent.
package protocol TranslationStreamWriter: Sendable {
    /// Appends the bytes that an event becomes, which may be none (held back) or several events.
    mutating func write(_ event: StreamEvent, into bytes: inout [UInt8])
}

/// All dialects.
package enum Dialects {
    /// How a dialect is read and written.
    package static func rules(for dialect: Dialect) -> any DialectTranslation.Type {
        switch dialect {
        case .openAIChat: ChatTranslation.self
        case .openAIResponses: ResponsesTranslation.self
        case .anthropic: MessagesTranslation.self
        case .gemini: GeminiTranslation.self
        }
    }
}
