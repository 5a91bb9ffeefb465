import Vocabulary
import Wire

/// Reads the messages of a Chat request one by one into the normal form of `Conversation`.
struct ChatMessageReader {
    /// What was read so far.
    private(set) var conversation: Conversation
    /// The last turn holds results of tools from messages of their own, and the next ones belong to
    /// it.
    private var isGatheringResults = false

    /// Goes on from a conversation.
    init(_ conversation: Conversation) { self.conversation = conversation }

    /// Reads one message.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    mutating func read(_ message: FieldReader) throws(TranslationFault) {
        let role = try message.requiredText("role")
        let isResult = role == "tool" || role == "function"
        defer { isGatheringResults = isResult }
        switch role {
        case "system", "developer":
            try readInstruction(message, authority: role == "system" ? .system : .developer)
        case "user":
            var turn = Turn(.user, try parts(of: message))
            turn.name = try message.text("name")
            conversation.turns.append(turn)
        case "assistant":
            try readAssistant(message)
        case "tool", "function":
            try readResult(message, isOld: role == "function")
        default:
            throw message.wrong("role", "developer, system, user, assistant or tool")
        }
        noteUnknown(message)
    }

    private mutating func readInstruction(
        _ message: FieldReader, authority: SystemBlock.Authority
    ) throws(TranslationFault) {
        let parts = try parts(of: message)
        var texts: [(text: String, mark: CacheMark?)] = []
        for part in parts {
            guard let text = part.text else {
                throw message.wrong("content", "a text, or a list of texts")
            }
            texts.append((text, part.cacheMark))
        }
        if conversation.turns.isEmpty {
            for (text, mark) in texts {
                conversation.system.append(SystemBlock(text, authority: authority, cacheMark: mark))
            }
        } else {
            var turn = Turn(.system, parts)
            turn.authority = authority
            turn.name = try message.text("name")
            conversation.turns.append(turn)
        }
    }

    private mutating func readAssistant(_ message: FieldReader) throws(TranslationFault) {
        var parts: [Part] = []
        if let reasoning = try ChatReasoningForm.reasoning(message) { parts.append(reasoning) }
        parts += try self.parts(of: message)
        if let refusal = try message.text("refusal") { parts.append(Part(.refusal(refusal))) }
        if let pictures = message["images"], pictures.kind == .array {
            for picture in pictures.elements {
                let json = Array(picture.bytes)
                let item = HostedItem(kind: "image_url", json: json, dialect: .openAIChat)
                parts.append(Part(.hosted(item)))
            }
        }
        if let audio = message.json("audio") {
            parts.append(
                Part(.hosted(HostedItem(kind: "audio", json: audio, dialect: .openAIChat))))
        }
        if let calls = try message.list("tool_calls") {
            var index = 0
            for element in calls.elements {
                let place = message.place.member("tool_calls").element(index)
                parts.append(try ChatToolForm.call(try FieldReader(element, at: place)))
                index += 1
            }
        } else if let call = try message.object("function_call") {
            parts.append(
                Part(
                    .toolCall(
                        ToolCall(
                            id: "", name: try call.requiredText("name"),
                            input: try call.text("arguments") ?? ""))))
        }
        let name = try message.text("name")
        if let last = conversation.turns.indices.last, conversation.turns[last].role == .assistant {
            conversation.turns[last].parts += parts
            if conversation.turns[last].name == nil { conversation.turns[last].name = name }
        } else {
            var turn = Turn(.assistant, parts)
            turn.name = name
            conversation.turns.append(turn)
        }
    }

    private mutating func readResult(_ message: FieldReader, isOld: Bool) throws(TranslationFault) {
        let result = ToolResult(
            callID: isOld ? "" : try message.requiredText("tool_call_id"),
            name: try isOld ? message.requiredText("name") : message.text("name"),
            parts: try parts(of: message))
        let part = Part(.toolResult(result), cacheMark: Self.mark(message))
        if isGatheringResults, let last = conversation.turns.indices.last {
            conversation.turns[last].parts.append(part)
        } else {
            conversation.turns.append(Turn(.user, [part]))
        }
    }

    /// The content: a text, a list of parts, or nothing.
    private func parts(of message: FieldReader) throws(TranslationFault) -> [Part] {
        guard let content = message["content"] else { return [] }
        if let text = content.string {
            var part = Part.text(text)
            part.cacheMark = Self.mark(message)
            return [part]
        }
        guard content.kind == .array else {
            throw message.wrong("content", "a text or a list of parts")
        }
        var parts: [Part] = []
        parts.reserveCapacity(content.count)
        let place = message.place.member("content")
        var index = 0
        for element in content.elements {
            let reader = try FieldReader(element, at: place.element(index))
            parts.append(try ChatPartForm.part(reader))
            index += 1
        }
        // A mark on a part wins over one on its message (facts/protocols 6.3).
        if let mark = Self.mark(message), let last = parts.indices.last,
            parts.allSatisfy({ $0.cacheMark == nil })
        {
            parts[last].cacheMark = mark
        }
        return parts
    }

    /// OpenAI's mark, or Anthropic's as many clients write it.
    static func mark(_ object: FieldReader) -> CacheMark? {
        if object["prompt_cache_breakpoint"] != nil { return CacheMark() }
        guard let mark = object["cache_control"] else { return nil }
        return CacheMark(lifetime: mark["ttl"]?.string)
    }

    private mutating func noteUnknown(_ message: FieldReader) {
        let isAnswer = message["role"]?.string == "assistant"
        for (name, value) in message.node.members where !Self.known.contains(name) && !value.isNull
        {
            if isAnswer, name == "images", value.kind == .array { continue }
            conversation.unknown.append(
                UnknownField(
                    path: message.place.member(name).text, json: Array(value.bytes),
                    dialect: .openAIChat))
        }
    }

    private static let known: Set<String> = [
        "role", "content", "name", "refusal", "audio", "tool_calls", "function_call",
        "tool_call_id",
        "reasoning_content", "reasoning", "reasoning_details", "prompt_cache_breakpoint",
        "cache_control", "annotations",
    ]
}
