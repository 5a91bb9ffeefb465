import Vocabulary
import Wire

/// OpenAIChat (not translated yet: every request is refused).
package enum ChatTranslation: DialectTranslation {
    package static func conversation(
        _ document: JSONDocument, head: RequestHeadFacts
    ) throws(TranslationFault) -> Conversation {
        throw TranslationFault(.unsupportedField, field: "", "This protocol isn't translated.")
    }

    package static func request(
        _ conversation: Conversation, to target: TranslationTarget
    ) throws(TranslationFault) -> TranslatedRequest {
        throw TranslationFault(.unsupportedField, field: "", "This protocol isn't translated.")
    }

    package static func reply(
        _ document: JSONDocument, context: ReplyContext
    ) throws(TranslationFault) -> Reply {
        throw .malformedReply("")
    }

    package static func body(of reply: Reply, context: ReplyContext) -> [UInt8] { [] }

    package static func streamReader(context: ReplyContext) -> any TranslationStreamReader {
        UnreadStream()
    }

    package static func streamWriter(context: ReplyContext) -> any TranslationStreamWriter {
        UnreadStream()
    }

    package static func fault(status: Int, body: [UInt8]) -> ProviderFault {
        ProviderFault(.malformed, "", status: status)
    }

    package static func envelope(
        of fault: ProviderFault, message: String, call: String?
    ) -> (status: Int, body: [UInt8]) { (502, []) }

    private struct UnreadStream: TranslationStreamReader, TranslationStreamWriter {
        mutating func read(_ event: ServerSentEvent, into events: inout [StreamEvent]) {}
        mutating func finish(into events: inout [StreamEvent]) { events.append(.error(.broken)) }
        mutating func write(_ event: StreamEvent, into bytes: inout [UInt8]) {}
    }
}
