import Vocabulary
import Wire

/// Reads a whole answer of Messages (facts/protocols 4.3).
enum MessagesReplyReader {
    /// Reads an answer.
    ///
    /// - Throws: `.malformedReply`, or `.providerFailed` for an error.
    static func reply(_ document: JSONDocument, context: ReplyContext) throws(TranslationFault)
        -> Reply
    {
        let root = document.root
        if root["type"]?.isString(equalTo: "error") == true {
            throw TranslationFault(provider: MessagesFaults.fault(root, status: nil))
        }
        guard root["type"]?.isString(equalTo: "message") == true, let content = root["content"],
            content.kind == .array
        else { throw .malformedReply("") }
        var parts: [Part] = []
        var blocks = MessagesBlockReader()
        for element in content.elements {
            do throws(TranslationFault) {
                parts.append(own(try blocks.part(FieldReader(element)), context))
            } catch {
                throw .malformedReply("content")
            }
        }
        let reason = root.text("stop_reason").map(MessagesStopForm.reason)
        if reason?.isCut == true { Self.cutLastCall(of: &parts) }
        let hasCall = parts.contains(where: \.isToolCall)
        let stop = reason ?? (hasCall ? .toolCall : .finished)
        if let words = MessagesStopForm.explanation(root, of: stop) {
            parts.append(Part(.refusal(words)))
        }
        let choice = Reply.Choice(
            parts: parts, stop: stop, stopSequence: root.text("stop_sequence"))
        var reply = Reply(choices: [choice])
        reply.providerID = root.text("id")
        reply.model = root.text("model")
        var usage = MessagesUsageForm()
        usage.take(root["usage"])
        reply.usage = usage.reported
        reply.tier = usage.tier
        return reply
    }

    /// An answer that was cut shows the call at its end without input: nobody may take it for a
    /// call without arguments (PT-20).
    private static func cutLastCall(of parts: inout [Part]) {
        guard let last = parts.indices.last, case .toolCall(var call) = parts[last].content,
            call.input.filter({ !$0.isWhitespace }) == "{}"
        else { return }
        call.input = ""
        parts[last].content = .toolCall(call)
    }

    /// A provider's proofs are its own, whatever they look like.
    private static func own(_ part: Part, _ context: ReplyContext) -> Part {
        guard case .reasoning(var reasoning) = part.content, reasoning.proof != nil else {
            return part
        }
        reasoning.proof?.provenance = context.provenance
        var part = part
        part.content = .reasoning(reasoning)
        return part
    }
}
