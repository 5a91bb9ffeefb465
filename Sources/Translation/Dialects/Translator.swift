import Vocabulary
import Wire

/// The whole way of a request and of a whole answer between two dialects.
package enum Translator {
    /// Turns a client's request into one for a provider.
    ///
    /// - Throws: What the reader of the one or the writer of the other dialect throws; nothing may
    ///   then be sent.
    package static func request(
        _ document: JSONDocument, from source: Dialect, head: RequestHeadFacts = RequestHeadFacts(),
        to target: TranslationTarget
    ) throws(TranslationFault) -> TranslatedRequest {
        try request(conversation(document, from: source, head: head), to: target)
    }

    /// Reads a client's request.
    ///
    /// - Throws: What the dialect's reader throws.
    package static func conversation(
        _ document: JSONDocument, from source: Dialect, head: RequestHeadFacts
    ) throws(TranslationFault) -> Conversation {
        try Dialects.rules(for: source).conversation(document, head: head)
    }

    /// Writes a conversation for a provider.
    ///
    /// - Throws: What the dialect's writer throws; nothing may then be sent.
    package static func request(
        _ conversation: Conversation, to target: TranslationTarget
    ) throws(TranslationFault) -> TranslatedRequest {
        try Dialects.rules(for: target.dialect).request(conversation, to: target)
    }

    /// Turns a provider's whole answer into the client's.
    ///
    /// - Returns: The answer as it was understood, with the client's own names of tools, and the
    ///   body for the client.
    /// - Throws: `.malformedReply`, or `.providerFailed` for an error inside a 200.
    package static func reply(
        _ document: JSONDocument, context: ReplyContext
    ) throws(TranslationFault) -> (reply: Reply, body: [UInt8]) {
        let reply = context.homeward(
            try Dialects.rules(for: context.target).reply(document, context: context))
        return (reply, Dialects.rules(for: context.source).body(of: reply, context: context))
    }
}
