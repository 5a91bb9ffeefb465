import Vocabulary
import Wire

/// Reads the input items of a Responses request one by one into the normal form of `Conversation`.
///
/// Neighbours that one side said are gathered in one turn; a message between a call and its output
/// is moved behind the output later, by `Pairing.gathered(_:)`.
struct ResponsesItemReader {
    /// What was read so far.
    private(set) var conversation: Conversation
    /// The last turn holds outputs of tools, and the next ones belong to it.
    private var isGatheringResults = false

    /// Goes on from a conversation.
    init(_ conversation: Conversation) { self.conversation = conversation }

    /// Reads one item.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    mutating func read(_ item: FieldReader) throws(TranslationFault) {
        let type = try item.text("type") ?? "message"
        let isResult = type == "function_call_output" || type == "custom_tool_call_output"
        defer { isGatheringResults = isResult }
        switch type {
        case "message":
            try readMessage(item)
        case "function_call", "custom_tool_call":
            add(assistant: [try Self.call(item)])
        case "function_call_output", "custom_tool_call_output":
            try readResult(item, isCustom: type == "custom_tool_call_output")
        case "reasoning":
            add(assistant: [try Self.reasoning(item)])
        default:
            let part = Part(
                .hosted(
                    HostedItem(kind: type, json: Array(item.node.bytes), dialect: .openAIResponses))
            )
            if type.hasSuffix("_output") || type == "mcp_approval_response" {
                conversation.turns.append(Turn(.user, [part]))
            } else {
                add(assistant: [part])
            }
            return
        }
        noteUnknown(item)
    }

    private mutating func readMessage(_ item: FieldReader) throws(TranslationFault) {
        let role = try item.requiredText("role")
        var parts = try parts(of: item, "content")
        switch role {
        case "user":
            conversation.turns.append(Turn(.user, parts))
        case "assistant":
            let id = try item.text("id")
            let phase = try item.text("phase")
            for index in parts.indices {
                parts[index].itemID = id
                parts[index].phase = phase
            }
            add(assistant: parts)
        case "system", "developer":
            try addInstruction(parts, authority: role == "system" ? .system : .developer, item)
        default:
            throw item.wrong("role", "user, assistant, system or developer")
        }
    }

    private mutating func addInstruction(
        _ parts: [Part], authority: SystemBlock.Authority, _ item: FieldReader
    ) throws(TranslationFault) {
        guard parts.allSatisfy({ $0.text != nil }) else {
            throw item.wrong("content", "a text, or a list of texts")
        }
        if conversation.turns.isEmpty {
            for part in parts {
                conversation.system.append(
                    SystemBlock(part.text ?? "", authority: authority, cacheMark: part.cacheMark))
            }
        } else {
            var turn = Turn(.system, parts)
            turn.authority = authority
            conversation.turns.append(turn)
        }
    }

    private mutating func add(assistant parts: [Part]) {
        if let last = conversation.turns.indices.last, conversation.turns[last].role == .assistant {
            conversation.turns[last].parts += parts
        } else {
            conversation.turns.append(Turn(.assistant, parts))
        }
    }

    private mutating func readResult(
        _ item: FieldReader, isCustom: Bool
    ) throws(TranslationFault) {
        let result = ToolResult(
            callID: try item.requiredText("call_id"), kind: isCustom ? .custom : .function,
            parts: try parts(of: item, "output"))
        var part = Part(.toolResult(result), cacheMark: ResponsesPartForm.mark(item))
        part.itemID = try item.text("id")
        if isGatheringResults, let last = conversation.turns.indices.last {
            conversation.turns[last].parts.append(part)
        } else {
            conversation.turns.append(Turn(.user, [part]))
        }
    }

    /// A text, a list of parts, or nothing.
    private func parts(of item: FieldReader, _ key: String) throws(TranslationFault) -> [Part] {
        guard let content = item[key] else { return [] }
        if let text = content.string { return [.text(text)] }
        guard content.kind == .array else { throw item.wrong(key, "a text or a list of parts") }
        var parts: [Part] = []
        parts.reserveCapacity(content.count)
        let place = item.place.member(key)
        var index = 0
        for element in content.elements {
            parts.append(
                try ResponsesPartForm.part(try FieldReader(element, at: place.element(index))))
            index += 1
        }
        return parts
    }

    /// Reads a call; `call_id` pairs it, its item id is presentation (PT-33).
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func call(_ item: FieldReader) throws(TranslationFault) -> Part {
        let isCustom = try item.text("type") == "custom_tool_call"
        var call = ToolCall(
            id: try item.requiredText("call_id"), name: try item.requiredText("name"),
            kind: isCustom ? .custom : .function,
            input: try item.text(isCustom ? "input" : "arguments") ?? "")
        call.namespace = try item.text("namespace")
        var part = Part(.toolCall(call), cacheMark: ResponsesPartForm.mark(item))
        part.itemID = try item.text("id")
        return part
    }

    /// Reads a reasoning item: its summary, or else its content; never both, since one repeats the
    /// other.
    ///
    /// - Throws: `.malformedField`.
    static func reasoning(_ item: FieldReader) throws(TranslationFault) -> Part {
        var part = Part(.reasoning(reasoning(item.node, proof: nil)))
        part.itemID = try item.text("id")
        if let text = try item.text("encrypted_content"), !text.isEmpty,
            case .reasoning(var reasoning) = part.content
        {
            reasoning.proof = ProofTag.read(text, form: .encrypted, vendor: "openai")
            part.content = .reasoning(reasoning)
        }
        return part
    }

    /// The texts of a reasoning item.
    static func reasoning(_ item: JSONNode, proof: OpaqueProof?) -> Reasoning {
        for (key, form) in [("summary", Reasoning.Form.summary), ("content", .text)] {
            guard let list = item[key], list.kind == .array else { continue }
            let texts = list.elements.compactMap { $0.text("text") }.filter { !$0.isEmpty }
            if !texts.isEmpty { return Reasoning(texts, form: form, proof: proof) }
        }
        return Reasoning([], form: .summary, proof: proof)
    }

    private mutating func noteUnknown(_ item: FieldReader) {
        for (name, value) in item.node.members where !Self.known.contains(name) && !value.isNull {
            conversation.unknown.append(
                UnknownField(
                    path: item.place.member(name).text, json: Array(value.bytes),
                    dialect: .openAIResponses))
        }
    }

    private static let known: Set<String> = [
        "type", "role", "content", "id", "status", "phase", "call_id", "name", "arguments", "input",
        "output", "namespace", "summary", "encrypted_content", "prompt_cache_breakpoint",
    ]
}
