import Vocabulary
import Wire

/// Gemini generateContent.
package enum GeminiTranslation: DialectTranslation {
    package static func conversation(
        _ document: JSONDocument, head: RequestHeadFacts
    ) throws(TranslationFault) -> Conversation {
        try GeminiRequestReader.conversation(document, head: head)
    }

    package static func request(
        _ conversation: Conversation, to target: TranslationTarget
    ) throws(TranslationFault) -> TranslatedRequest {
        try GeminiRequestWriter.request(conversation, to: target)
    }

    package static func reply(
        _ document: JSONDocument, context: ReplyContext
    ) throws(TranslationFault) -> Reply {
        try GeminiReplyReader.reply(document, context: context)
    }

    package static func account(of document: JSONDocument) -> AnswerAccount {
        // A stream's chunks may come as a list: the last one's usage counts from the beginning.
        let chunks = document.root.kind == .array ? Array(document.root.elements) : [document.root]
        var usage = GeminiUsageForm()
        for chunk in chunks { usage.take(chunk["usageMetadata"]) }
        return AnswerAccount(
            id: chunks.last?.text("responseId"), model: chunks.last?.text("modelVersion"),
            tier: chunks.last?["usageMetadata"]?.text("serviceTier"), usage.reported)
    }

    package static func body(of reply: Reply, context: ReplyContext) -> [UInt8] {
        GeminiReplyWriter.body(of: reply, context: context)
    }

    package static func streamReader(context: ReplyContext) -> any TranslationStreamReader {
        GeminiStreamReader(context: context)
    }

    package static func streamWriter(context: ReplyContext) -> any TranslationStreamWriter {
        GeminiStreamWriter(context: context)
    }

    package static func fault(status: Int?, body: [UInt8]) -> ProviderFault {
        GeminiFaults.fault(status: status, body: body)
    }
}
