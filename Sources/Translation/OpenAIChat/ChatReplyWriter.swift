import Vocabulary
import Wire

/// Writes a whole chat completion (facts/protocols 4.1).
enum ChatReplyWriter {
    /// The body.
    static func body(of reply: Reply, context: ReplyContext) -> [UInt8] {
        var json = JSONWriter(reservingBytes: 1_024)
        json.beginObject()
        json.member("id", "chatcmpl-\(context.seed)")
        json.member("object", "chat.completion")
        json.member("created", reply.createdSeconds ?? context.createdSeconds)
        json.member("model", reply.model ?? context.model)
        json.beginArray("choices")
        for choice in reply.choices { write(choice, to: &json) }
        json.endArray()
        if let usage = reply.usage {
            json.key("usage")
            ChatUsageForm.write(usage, to: &json)
        }
        json.member("service_tier", ifAny: ChatTierForm.word(reply.tier))
        json.member("system_fingerprint", ifAny: reply.fingerprint)
        json.endObject()
        return json.bytes
    }

    private static func write(_ choice: Reply.Choice, to json: inout JSONWriter) {
        json.beginObject()
        json.member("index", Int64(choice.index))
        json.beginObject("message")
        json.member("role", "assistant")
        let texts = choice.parts.compactMap { part in part.text.flatMap { $0.isEmpty ? nil : $0 } }
        let calls = choice.parts.filter(\.isToolCall)
        json.key("content")
        if !texts.isEmpty {
            json.string(texts.joined())
        } else if calls.isEmpty && refusal(choice) == nil {
            json.string("")
        } else {
            json.null()
        }
        json.key("refusal")
        if let refusal = refusal(choice) { json.string(refusal) } else { json.null() }
        writeReasoning(choice, to: &json)
        writeAnnotations(choice, to: &json)
        let pictures = choice.parts.compactMap { part -> String? in
            if case .hosted(let item) = part.content { ChatPictureForm.url(item) } else { nil }
        }
        if !pictures.isEmpty { ChatPictureForm.write(pictures, to: &json) }
        if !calls.isEmpty {
            json.beginArray("tool_calls")
            for (place, call) in calls.enumerated() {
                // One that was cut before its arguments is no call without any (PT-20).
                let isCut = choice.stop.isCut && place == calls.count - 1
                write(call: call, isCut: isCut, to: &json)
            }
            json.endArray()
        }
        json.endObject()
        json.key("logprobs")
        if let logprobs = choice.logprobs { json.raw(logprobs) } else { json.null() }
        json.member(
            "finish_reason", ChatStopForm.word(choice.stop, hasRefusal: refusal(choice) != nil))
        json.endObject()
    }

    private static func refusal(_ choice: Reply.Choice) -> String? {
        let texts = choice.parts.compactMap { part -> String? in
            if case .refusal(let text) = part.content { text } else { nil }
        }
        return texts.isEmpty ? nil : texts.joined()
    }

    private static func writeReasoning(_ choice: Reply.Choice, to json: inout JSONWriter) {
        var texts: [String] = []
        var proof: OpaqueProof?
        for part in choice.parts {
            guard case .reasoning(let reasoning) = part.content else { continue }
            if !reasoning.joinedText.isEmpty { texts.append(reasoning.joinedText) }
            proof = reasoning.proof ?? proof
        }
        if !texts.isEmpty { json.member("reasoning_content", texts.joined(separator: "\n\n")) }
        if let proof { ChatReasoningForm.write(proof, to: &json) }
    }

    private static func writeAnnotations(_ choice: Reply.Choice, to json: inout JSONWriter) {
        var before = 0
        var annotations: [[UInt8]] = []
        for part in choice.parts {
            guard let text = part.text else { continue }
            let end = before + text.unicodeScalars.count
            for citation in part.citations {
                if let json = ChatCitationForm.json(citation, in: before..<end) {
                    annotations.append(json)
                }
            }
            before = end
        }
        guard !annotations.isEmpty else { return }
        json.beginArray("annotations")
        for annotation in annotations { json.raw(annotation) }
        json.endArray()
    }

    private static func write(call part: Part, isCut: Bool, to json: inout JSONWriter) {
        guard case .toolCall(let call) = part.content else { return }
        json.beginObject()
        json.member("id", call.id)
        switch call.kind {
        case .function:
            json.member("type", "function")
            json.beginObject("function")
            json.member("name", call.name)
            json.member("arguments", call.input.isBlank && !isCut ? "{}" : call.input)
        case .custom:
            json.member("type", "custom")
            json.beginObject("custom")
            json.member("name", call.name)
            json.member("input", call.input)
        }
        json.endObject()
        if let proof = part.proof { ChatReasoningForm.writeCallProof(proof, to: &json) }
        json.endObject()
    }
}

/// Chat's `service_tier` in answers, a closed list in the SDKs.
enum ChatTierForm {
    /// The word; `nil` for one that isn't OpenAI's.
    static func word(_ tier: String?) -> String? {
        switch tier {
        case "standard": "default"
        case "auto", "default", "flex", "scale", "priority", "fast": tier
        default: nil
        }
    }
}
