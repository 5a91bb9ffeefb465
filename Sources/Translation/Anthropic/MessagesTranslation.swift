import Vocabulary
import Wire

/// Anthropic Messages.
package enum MessagesTranslation: DialectTranslation {
    package static func conversation(
        _ document: JSONDocument, head: RequestHeadFacts
    ) throws(TranslationFault) -> Conversation {
        try MessagesRequestReader.conversation(document)
    }

    package static func request(
        _ conversation: Conversation, to target: TranslationTarget
    ) throws(TranslationFault) -> TranslatedRequest {
        try MessagesRequestWriter.request(conversation, to: target)
    }

    package static func reply(
        _ document: JSONDocument, context: ReplyContext
    ) throws(TranslationFault) -> Reply {
        try MessagesReplyReader.reply(document, context: context)
    }

    package static func account(of document: JSONDocument) -> AnswerAccount {
        let root = document.root
        var usage = MessagesUsageForm()
        usage.take(root["usage"])
        return AnswerAccount(
            id: root.text("id"), model: root.text("model"), tier: usage.tier, usage.reported)
    }

    package static func body(of reply: Reply, context: ReplyContext) -> [UInt8] {
        MessagesReplyWriter.body(of: reply, context: context)
    }

    package static func streamReader(context: ReplyContext) -> any TranslationStreamReader {
        MessagesStreamReader(context: context)
    }

    package static func streamWriter(context: ReplyContext) -> any TranslationStreamWriter {
        MessagesStreamWriter(context: context)
    }

    package static func fault(status: Int?, body: [UInt8]) -> ProviderFault {
        MessagesFaults.fault(status: status, body: body)
    }
}
