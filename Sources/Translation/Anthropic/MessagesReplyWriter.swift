import Vocabulary
import Wire

/// Writes a whole answer of Messages (facts/protocols 4.3).
enum MessagesReplyWriter {
    /// The body.
    static func body(of reply: Reply, context: ReplyContext) -> [UInt8] {
        let choice = reply.choices.first ?? Reply.Choice(parts: [], stop: .other)
        var json = JSONWriter(reservingBytes: 1_024)
        json.beginObject()
        json.member("id", "msg_\(context.seed)")
        json.member("type", "message")
        json.member("role", "assistant")
        json.member("model", reply.model ?? context.model)
        json.beginArray("content")
        for part in choice.parts {
            if let proof = part.proof {
                write(Reasoning([], proof: proof), context, to: &json)
            }
            write(part, choice.stop, context, to: &json)
        }
        json.endArray()
        json.member(
            "stop_reason", MessagesStopForm.word(choice.stop, sequence: choice.stopSequence))
        json.key("stop_sequence")
        if let sequence = choice.stopSequence { json.string(sequence) } else { json.null() }
        json.key("usage")
        MessagesUsageForm.write(
            reply.usage, promptEstimate: context.promptEstimate, to: &json)
        json.endObject()
        return json.bytes
    }

    private static func write(
        _ part: Part, _ stop: StopReason, _ context: ReplyContext, to json: inout JSONWriter
    ) {
        switch part.content {
        case .text(let text), .refusal(let text):
            guard !text.isEmpty else { return }
            json.beginObject()
            json.member("type", "text")
            json.member("text", text)
            let citations = part.citations.compactMap(MessagesCitationForm.json)
            if !citations.isEmpty {
                json.beginArray("citations")
                for citation in citations { json.raw(citation) }
                json.endArray()
            }
            json.endObject()
        case .reasoning(let reasoning):
            write(reasoning, context, to: &json)
        case .toolCall(let call):
            guard let input = input(of: call, stop) else { return }
            json.beginObject()
            json.member("type", "tool_use")
            json.member("id", call.id)
            json.member("name", call.name)
            json.member("input", json: input)
            json.endObject()
        case .hosted(let item):
            if item.dialect == .anthropic { json.raw(item.json) }
        case .image, .document, .audio, .video, .toolResult: break
        }
    }

    private static func write(
        _ reasoning: Reasoning, _ context: ReplyContext, to json: inout JSONWriter
    ) {
        guard let display = context.display else { return }
        let text = display == .omitted ? "" : reasoning.joinedText
        guard !text.isEmpty || reasoning.proof != nil else { return }
        json.beginObject()
        json.member("type", "thinking")
        json.member("thinking", text)
        json.member("signature", reasoning.proof.map(ProofTag.tagged) ?? ProofTag.unproven)
        json.endObject()
    }

    /// The input as an object; `nil` for a call that was cut (PT-20). What the model wrote wrong is
    /// told as such.
    private static func input(of call: ToolCall, _ stop: StopReason) -> [UInt8]? {
        let text = Array(call.input.utf8)
        guard !call.input.isBlank else { return Array("{}".utf8) }
        // a model may write anything
        if let document = try? JSONDocument(parsing: text), document.root.kind == .object {
            return text
        }
        guard !stop.isCut else { return nil }
        var json = JSONWriter()
        json.beginObject()
        json.member("_invalid_json", call.input)
        json.endObject()
        return json.bytes
    }
}
