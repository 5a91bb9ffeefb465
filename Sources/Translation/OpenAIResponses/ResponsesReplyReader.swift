import Vocabulary
import Wire

/// Reads a whole response (facts/protocols 4.2).
struct ResponsesReplyReader {
    private let context: ReplyContext
    private var parts: [Part] = []
    private var logprobs: [ArraySlice<UInt8>] = []
    private var usage = ResponsesUsageForm()

    /// Reads an answer.
    ///
    /// - Throws: `.malformedReply`, or `.providerFailed` for an error.
    static func reply(_ document: JSONDocument, context: ReplyContext) throws(TranslationFault)
        -> Reply
    {
        let root = document.root
        if let fault = ResponsesFaults.fault(of: root) { throw TranslationFault(provider: fault) }
        guard let output = root["output"], output.kind == .array else {
            throw .malformedReply("output")
        }
        switch root.text("status") {
        case "queued", "in_progress": throw .malformedReply("status")
        default: break
        }
        var reader = ResponsesReplyReader(context: context)
        for item in output.elements { reader.take(item) }
        let hasCall = reader.parts.contains(where: \.isToolCall)
        let hasRefusal = reader.parts.contains {
            if case .refusal = $0.content { true } else { false }
        }
        var choice = Reply.Choice(
            parts: reader.parts,
            stop: ResponsesStopForm.reason(root, hasCall: hasCall, hasRefusal: hasRefusal))
        choice.logprobs = Self.logprobs(reader.logprobs)
        var reply = Reply(choices: [choice])
        reply.providerID = root.text("id")
        reply.model = root.text("model")
        reply.createdSeconds = root["created_at"]?.int64
        reply.tier = root.text("service_tier")
        reader.usage.take(root["usage"])
        reply.usage = reader.usage.reported
        return reply
    }

    private init(context: ReplyContext) { self.context = context }

    private mutating func take(_ item: JSONNode) {
        switch item.text("type") {
        case "message":
            guard let contents = item["content"] else { return }
            for content in contents.elements { take(content, of: item) }
        case "reasoning":
            let proof = Self.proof(item, context)
            let reasoning = ResponsesItemReader.reasoning(item, proof: proof)
            guard proof != nil || !reasoning.texts.isEmpty else { return }
            parts.append(Part(.reasoning(reasoning)))
        case "function_call", "custom_tool_call":
            guard let call = Self.call(item, context, number: parts.count) else { return }
            parts.append(Part(.toolCall(call)))
        case nil: break
        case let type?:
            if type == "web_search_call" { usage.searches += 1 }
            let hosted = HostedItem(
                kind: type, json: Array(item.bytes), dialect: .openAIResponses)
            parts.append(Part(.hosted(hosted)))
        }
    }

    private mutating func take(_ content: JSONNode, of item: JSONNode) {
        var part: Part
        if let text = content.text("text"), !text.isEmpty {
            part = .text(text)
            if let list = content["annotations"], list.kind == .array {
                part.citations = list.elements.map(ResponsesCitationForm.citation)
            }
            if let list = content["logprobs"], list.kind == .array, list.count > 0 {
                logprobs.append(list.bytes.dropFirst().dropLast())
            }
        } else if let refusal = content.text("refusal"), !refusal.isEmpty {
            part = Part(.refusal(refusal))
        } else {
            return
        }
        part.phase = item.text("phase")
        parts.append(part)
    }

    /// The proof of a reasoning item; it is the provider's own.
    static func proof(_ item: JSONNode, _ context: ReplyContext) -> OpaqueProof? {
        guard let text = item.text("encrypted_content"), !text.isEmpty, text != ProofTag.unproven
        else { return nil }
        return OpaqueProof(text, form: .encrypted, provenance: context.provenance)
    }

    /// A call; `nil` for one without a name. One without an id gets one.
    static func call(_ item: JSONNode, _ context: ReplyContext, number: Int) -> ToolCall? {
        guard let name = item.text("name"), !name.isEmpty else { return nil }
        let id = item.text("call_id").flatMap { $0.isEmpty ? nil : $0 }
        let isCustom = item.text("type") == "custom_tool_call"
        var call = ToolCall(
            id: id ?? "call_\(context.seed)\(number)", name: name,
            kind: isCustom ? .custom : .function,
            input: item.text(isCustom ? "input" : "arguments") ?? "")
        call.namespace = item.text("namespace")
        return call
    }

    /// Probabilities in Chat's form, whose entries are the same.
    static func logprobs(_ entries: [ArraySlice<UInt8>]) -> [UInt8]? {
        guard !entries.isEmpty else { return nil }
        return Array(#"{"content":["#.utf8) + Array(entries.joined(separator: [UInt8(ascii: ",")]))
            + Array("]}".utf8)
    }
}
