import Vocabulary
import Wire

/// Reads a whole chat completion (facts/protocols 4.1).
enum ChatReplyReader {
    /// Reads an answer.
    ///
    /// - Throws: `.malformedReply`, or `.providerFailed` for an error.
    static func reply(_ document: JSONDocument, context: ReplyContext) throws(TranslationFault)
        -> Reply
    {
        let root = document.root
        if let error = root["error"], !error.isNull {
            throw TranslationFault(provider: ChatFaults.fault(error, status: nil))
        }
        guard let list = root["choices"], list.kind == .array else {
            throw .malformedReply("choices")
        }
        var choices: [Reply.Choice] = []
        for element in list.elements {
            guard let message = element["message"], message.kind == .object else {
                throw .malformedReply("choices")
            }
            var choice = try self.choice(message, element, context)
            choice.index = element["index"]?.int64.flatMap { Int(exactly: $0) } ?? choices.count
            choices.append(choice)
        }
        guard !choices.isEmpty else { throw .malformedReply("choices") }
        choices.sort { $0.index < $1.index }
        var reply = Reply(choices: choices)
        reply.providerID = root.text("id")
        reply.model = root.text("model")
        reply.createdSeconds = root["created"]?.int64
        reply.tier = root.text("service_tier")
        reply.fingerprint = root.text("system_fingerprint")
        var usage = ChatUsageForm()
        usage.take(root["usage"])
        reply.usage = usage.reported
        return reply
    }

    private static func choice(
        _ message: JSONNode, _ element: JSONNode, _ context: ReplyContext
    ) throws(TranslationFault) -> Reply.Choice {
        var parts: [Part] = []
        let proof = ChatReasoningForm.providerProof(message, context)
        if let text = ChatReasoningForm.text(message) {
            parts.append(Part(.reasoning(Reasoning([text], proof: proof))))
        } else if let proof {
            parts.append(Part(.reasoning(Reasoning([], proof: proof))))
        }
        try readContent(message, into: &parts)
        let refusal = message.text("refusal").flatMap { $0.isEmpty ? nil : $0 }
        if let refusal { parts.append(Part(.refusal(refusal))) }
        if let pictures = message["images"], pictures.kind == .array {
            for picture in pictures.elements {
                let json = Array(picture.bytes)
                parts.append(
                    Part(
                        .hosted(
                            HostedItem(kind: "image_url", json: json, dialect: .openAIChat))))
            }
        }
        let calls = self.calls(message, context)
        parts += calls
        var choice = Reply.Choice(
            parts: parts,
            stop: ChatStopForm.reason(
                element.text("finish_reason"), hasCall: !calls.isEmpty, hasRefusal: refusal != nil))
        if let logprobs = element["logprobs"], logprobs.kind == .object {
            choice.logprobs = Array(logprobs.bytes)
        }
        return choice
    }

    /// A text, or the list of texts and thoughts that some servers send.
    private static func readContent(
        _ message: JSONNode, into parts: inout [Part]
    ) throws(TranslationFault) {
        guard let content = message["content"], !content.isNull else { return }
        if let text = content.string {
            guard !text.isEmpty else { return }
            var part = Part.text(text)
            if let annotations = message["annotations"], annotations.kind == .array {
                part.citations = annotations.elements.compactMap(ChatCitationForm.citation)
            }
            parts.append(part)
            return
        }
        guard content.kind == .array else { throw .malformedReply("choices.message.content") }
        for piece in content.elements {
            if let text = piece.text("text"), !text.isEmpty {
                // A stream can't tell where one ends and the next begins.
                if let last = parts.last?.text {
                    parts[parts.count - 1].content = .text(last + text)
                } else {
                    parts.append(.text(text))
                }
            } else if let thoughts = piece["thinking"] {
                let text =
                    thoughts.string ?? thoughts.elements.compactMap { $0.text("text") }.joined()
                if !text.isEmpty { parts.append(Part(.reasoning(Reasoning([text])))) }
            } else if let text = piece.text("refusal"), !text.isEmpty {
                parts.append(Part(.refusal(text)))
            }
        }
    }

    /// The calls that have a name; one without an id gets one.
    private static func calls(_ message: JSONNode, _ context: ReplyContext) -> [Part] {
        var parts: [Part] = []
        func add(_ node: JSONNode, id: String?) {
            let custom = node["custom"]
            let body = custom ?? node["function"] ?? node
            guard let name = body.text("name"), !name.isEmpty else { return }
            let id = id.flatMap { $0.isEmpty ? nil : $0 } ?? "call_\(context.seed)\(parts.count)"
            var call = ToolCall(id: id, name: name, input: "")
            if custom != nil {
                call.kind = .custom
                call.input = body.text("input") ?? ""
            } else {
                call.input = ChatToolForm.input(body["arguments"])
            }
            var part = Part(.toolCall(call))
            part.proof = ChatReasoningForm.providerCallProof(node, context)
            parts.append(part)
        }
        if let list = message["tool_calls"], list.kind == .array {
            for call in list.elements { add(call, id: call.text("id")) }
        }
        if parts.isEmpty, let call = message["function_call"], call.kind == .object {
            add(call, id: nil)
        }
        return parts
    }
}
