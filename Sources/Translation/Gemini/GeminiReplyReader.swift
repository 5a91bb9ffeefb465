import Vocabulary
import Wire

/// Reads a whole answer of generateContent, as a stream of one chunk (facts/protocols 4.4).
enum GeminiReplyReader {
    /// Reads an answer.
    ///
    /// - Throws: `.malformedReply`, or `.providerFailed` for an error.
    static func reply(_ document: JSONDocument, context: ReplyContext) throws(TranslationFault)
        -> Reply
    {
        if let error = GeminiFaults.error(in: document.root) {
            throw TranslationFault(provider: GeminiFaults.fault(error, status: nil))
        }
        var answer = GeminiAnswerReader(context)
        var events: [StreamEvent] = []
        if document.root.kind == .array {
            for element in document.root.elements { answer.take(element, into: &events) }
        } else {
            answer.take(document.root, into: &events)
        }
        answer.finish(into: &events)
        var collector = ReplyCollector()
        for event in events { collector.take(event) }
        guard collector.fault == nil else { throw .malformedReply("candidates") }
        return collector.reply
    }
}
