import Vocabulary
import Wire

/// The `instructions` and `input` of a Responses request.
extension ResponsesRequestWriter {
    /// Writes both.
    ///
    /// - Throws: Faults of parts that can't be carried; `.missingField` if there is nothing to say
    ///   (PT-37).
    mutating func writeInput() throws(TranslationFault) {
        let blocks = conversation.system.filter { !$0.text.isBlank }
        let isPlain = blocks.count == 1 && blocks[0].cacheMark == nil
        if isPlain { json.member("instructions", blocks[0].text) }
        json.beginArray("input")
        if !isPlain {
            for block in blocks {
                begin(role: role(block.authority))
                try writeContent([Part(.text(block.text), cacheMark: block.cacheMark)])
            }
        }
        var count = 0
        let turns = conversation.turns
        for turn in turns { count += try write(turn) }
        json.endArray()
        let state = conversation.serverState
        let isStored =
            state.previousResponse != nil || state.conversation != nil || state.prompt != nil
        guard count > 0 || isStored else {
            throw .nothingSaid(in: conversation.source)
        }
    }

    /// Writes the items of a turn.
    ///
    /// - Returns: How many were written.
    private mutating func write(_ said: Turn) throws(TranslationFault) -> Int {
        let turn = try AnsweredPicture.told(said, &draft.losses)
        if turn.name != nil { try draft.losses.tell(.speakerName) }
        var count = 0
        var index = 0
        while index < turn.parts.count {
            let part = turn.parts[index]
            if Self.isContent(part) {
                let end =
                    turn.parts[index...].firstIndex { !Self.belongs($0, with: part) }
                    ?? turn.parts.count
                count += try writeMessage(turn, Array(turn.parts[index..<end]))
                index = end
            } else {
                count += try writeItem(part)
                index += 1
            }
        }
        return count
    }

    /// Is it part of a message, and not an item by itself?
    private static func isContent(_ part: Part) -> Bool {
        switch part.content {
        case .text, .image, .document, .audio, .video, .refusal: true
        case .toolCall, .toolResult, .reasoning, .hosted: false
        }
    }

    private static func belongs(_ part: Part, with first: Part) -> Bool {
        isContent(part) && part.itemID == first.itemID && part.phase == first.phase
    }

    private mutating func writeMessage(_ turn: Turn, _ parts: [Part]) throws(TranslationFault)
        -> Int
    {
        let parts = parts.filter { !($0.text?.isBlank ?? false) }
        guard let first = parts.first else { return 0 }
        switch turn.role {
        case .user: begin(role: "user")
        case .system: begin(role: role(turn.authority))
        case .assistant:
            begin(role: "assistant")
            json.member("phase", ifAny: first.phase)
            if isOwn { json.member("id", ifAny: first.itemID) }
            try writeAnswered(parts)
            return 1
        }
        try writeContent(parts)
        return 1
    }

    private func role(_ authority: SystemBlock.Authority) -> String {
        authority == .developer && traits.takesDeveloperRole ? "developer" : "system"
    }

    private mutating func begin(role: String) {
        json.beginObject()
        json.member("type", "message")
        json.member("role", role)
    }

    /// The content of what the other side says, and the end of its message.
    private mutating func writeContent(_ parts: [Part]) throws(TranslationFault) {
        if parts.count == 1, let text = parts[0].text, parts[0].cacheMark == nil {
            json.member("content", text)
        } else {
            json.beginArray("content")
            for part in parts { try writeInputPart(part) }
            json.endArray()
        }
        json.endObject()
    }

    /// The content of what the model said, and the end of its message.
    private mutating func writeAnswered(_ parts: [Part]) throws(TranslationFault) {
        json.beginArray("content")
        for part in parts {
            if part.proof != nil { try draft.losses.tellOtherwise(.reasoningProof) }
            switch part.content {
            case .text(let text):
                json.beginObject()
                json.member("type", "output_text")
                json.member("text", text)
                json.beginArray("annotations")
                for citation in part.citations {
                    if isOwn { json.raw(citation.json) } else { try draft.losses.tell(.citation) }
                }
                json.endArray()
                try writeMark(part.cacheMark)
                json.endObject()
            case .refusal(let text):
                json.beginObject()
                json.member("type", "refusal")
                json.member("refusal", text)
                json.endObject()
            case .image, .document, .audio, .video:
                // A model's own pictures can't be told as its own.
                try draft.losses.tellOtherwise(.hostedItem, at: "assistant")
            case .toolCall, .toolResult, .reasoning, .hosted: break
            }
        }
        json.endArray()
        json.endObject()
    }

    private mutating func writeItem(_ part: Part) throws(TranslationFault) -> Int {
        switch part.content {
        case .toolCall(let call):
            if part.proof != nil { try draft.losses.tellOtherwise(.reasoningProof) }
            try write(call, of: part)
        case .toolResult(let result): try write(result, of: part)
        case .reasoning(let reasoning): return try write(reasoning, of: part)
        case .hosted(let item):
            guard isOwn, item.dialect == .openAIResponses else {
                try draft.losses.tell(.hostedItem, at: item.kind)
                return 0
            }
            json.raw(item.json)
        case .text, .image, .document, .audio, .video, .refusal: return 0
        }
        return 1
    }

    private mutating func write(_ call: ToolCall, of part: Part) throws(TranslationFault) {
        let isCustom = call.kind == .custom && draft.takesCustomTools
        json.beginObject()
        json.member("type", isCustom ? "custom_tool_call" : "function_call")
        if isOwn { json.member("id", ifAny: part.itemID) }
        json.member("call_id", draft.toolID(call.id))
        if let namespace = call.namespace {
            json.member("namespace", namespace)
            json.member("name", call.name)
        } else {
            json.member("name", draft.toolName(call.name))
        }
        if isCustom {
            json.member("input", call.input)
        } else if call.kind == .custom {
            json.member("arguments", CustomToolWrap.wrapped(call.input))
        } else {
            json.member("arguments", call.input.isBlank ? "{}" : call.input)
        }
        json.endObject()
    }

    private mutating func write(_ result: ToolResult, of part: Part) throws(TranslationFault) {
        let isCustom = result.kind == .custom && draft.takesCustomTools
        json.beginObject()
        json.member("type", isCustom ? "custom_tool_call_output" : "function_call_output")
        if isOwn { json.member("id", ifAny: part.itemID) }
        json.member("call_id", draft.toolID(result.callID))
        var parts = result.parts
        if result.isError == true {
            try draft.losses.tell(.toolResultError)
            parts.insert(.text("Error:"), at: 0)
        }
        if parts.allSatisfy({ $0.text != nil && $0.cacheMark == nil }) {
            json.member("output", parts.compactMap(\.text).joined(separator: "\n"))
        } else {
            json.beginArray("output")
            for part in parts where !(part.text?.isBlank ?? false) { try writeInputPart(part) }
            json.endArray()
        }
        json.endObject()
        if part.cacheMark != nil { try draft.losses.tellOtherwise(.cacheMark) }
    }

    /// Reasoning goes back whole and with its own proof, or not at all (PT-42, PT-46).
    private mutating func write(
        _ reasoning: Reasoning, of part: Part
    ) throws(TranslationFault) -> Int {
        let proof = try draft.usable(reasoning.proof)
        guard proof != nil || (isOwn && reasoning.proof == nil && part.itemID != nil) else {
            if reasoning.proof == nil, !reasoning.texts.isEmpty {
                try draft.losses.tellOtherwise(.reasoningText)
            }
            return 0
        }
        json.beginObject()
        json.member("type", "reasoning")
        if isOwn { json.member("id", ifAny: part.itemID) }
        json.beginArray("summary")
        if reasoning.form == .summary || !isOwn {
            for text in reasoning.texts { write(text, as: "summary_text") }
        }
        json.endArray()
        if reasoning.form == .text, isOwn, !reasoning.texts.isEmpty {
            json.beginArray("content")
            for text in reasoning.texts { write(text, as: "reasoning_text") }
            json.endArray()
        }
        json.member("encrypted_content", ifAny: proof?.text)
        json.endObject()
        return 1
    }

    private mutating func write(_ text: String, as type: String) {
        json.beginObject()
        json.member("type", type)
        json.member("text", text)
        json.endObject()
    }
}

extension TranslationFault {
    /// A conversation of nothing but instructions, which no provider takes.
    static func nothingSaid(in source: Dialect) -> TranslationFault {
        TranslationFault(
            .missingField, field: source.turnsField,
            "\(source.turnsField) must hold something beside instructions.")
    }
}

extension Dialect {
    /// What requests call the conversation's turns.
    package var turnsField: String {
        switch self {
        case .openAIChat, .anthropic: "messages"
        case .openAIResponses: "input"
        case .gemini: "contents"
        }
    }
}
