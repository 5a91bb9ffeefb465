import Vocabulary
import Wire

/// OpenAI Chat Completions.
package enum ChatTranslation: DialectTranslation {
    package static func conversation(
        _ document: JSONDocument, head: RequestHeadFacts
    ) throws(TranslationFault) -> Conversation {
        try ChatRequestReader.conversation(document)
    }

    package static func request(
        _ conversation: Conversation, to target: TranslationTarget
    ) throws(TranslationFault) -> TranslatedRequest {
        try ChatRequestWriter.request(conversation, to: target)
    }

    package static func reply(
        _ document: JSONDocument, context: ReplyContext
    ) throws(TranslationFault) -> Reply {
        try ChatReplyReader.reply(document, context: context)
    }

    package static func account(of document: JSONDocument) -> AnswerAccount {
        let root = document.root
        var usage = ChatUsageForm()
        usage.take(root["usage"])
        return AnswerAccount(
            id: root.text("id"), model: root.text("model"), tier: root.text("service_tier"),
            usage.reported)
    }

    package static func body(of reply: Reply, context: ReplyContext) -> [UInt8] {
        ChatReplyWriter.body(of: reply, context: context)
    }

    package static func streamReader(context: ReplyContext) -> any TranslationStreamReader {
        ChatStreamReader(context: context)
    }

    package static func streamWriter(context: ReplyContext) -> any TranslationStreamWriter {
        ChatStreamWriter(context: context)
    }

    package static func fault(status: Int?, body: [UInt8]) -> ProviderFault {
        ChatFaults.fault(status: status, body: body)
    }
}
