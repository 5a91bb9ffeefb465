import Vocabulary
import Wire

/// OpenAI Responses.
package enum ResponsesTranslation: DialectTranslation {
    package static func conversation(
        _ document: JSONDocument, head: RequestHeadFacts
    ) throws(TranslationFault) -> Conversation {
        try ResponsesRequestReader.conversation(document)
    }

    package static func request(
        _ conversation: Conversation, to target: TranslationTarget
    ) throws(TranslationFault) -> TranslatedRequest {
        try ResponsesRequestWriter.request(conversation, to: target)
    }

    package static func reply(
        _ document: JSONDocument, context: ReplyContext
    ) throws(TranslationFault) -> Reply {
        try ResponsesReplyReader.reply(document, context: context)
    }

    package static func account(of document: JSONDocument) -> AnswerAccount {
        let root = document.root
        var usage = ResponsesUsageForm()
        usage.take(root["usage"])
        for item in root["output"]?.elements.map(\.self) ?? []
        where item["type"]?.isString(equalTo: "web_search_call") == true {
            usage.searches += 1
        }
        return AnswerAccount(
            id: root.text("id"), model: root.text("model"), tier: root.text("service_tier"),
            usage.reported)
    }

    package static func body(of reply: Reply, context: ReplyContext) -> [UInt8] {
        ResponsesReplyWriter.body(of: reply, context: context)
    }

    package static func streamReader(context: ReplyContext) -> any TranslationStreamReader {
        ResponsesStreamReader(context: context)
    }

    package static func streamWriter(context: ReplyContext) -> any TranslationStreamWriter {
        ResponsesStreamWriter(context: context)
    }

    package static func fault(status: Int?, body: [UInt8]) -> ProviderFault {
        ResponsesFaults.fault(status: status, body: body)
    }
}
