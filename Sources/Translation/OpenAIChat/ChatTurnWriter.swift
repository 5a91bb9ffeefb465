import Vocabulary
import Wire

/// The `messages` of a Chat request.
extension ChatRequestWriter {
    /// Writes instructions and turns.
    ///
    /// - Throws: Faults of parts that can't be carried; `.missingField` if there is nothing to say.
    mutating func writeMessages() throws(TranslationFault) {
        json.beginArray("messages")
        let written = json.bytes.count
        try writeSystem()
        let turns = draft.conversation.turns
        for (index, turn) in turns.enumerated() {
            switch turn.role {
            case .system: try writeInstruction(turn)
            case .user: try writeUser(turn)
            case .assistant:
                if index == turns.count - 1 { try tellPrefill() }
                try writeAssistant(turn)
            }
        }
        guard json.bytes.count > written else {
            throw .nothingSaid(in: draft.conversation.source)
        }
        json.endArray()
    }

    private mutating func tellPrefill() throws(TranslationFault) {
        // Only Anthropic's and Gemini's clients mean it as a beginning to go on with.
        guard [.anthropic, .gemini].contains(draft.conversation.source) else { return }
        try draft.losses.tell(.prefill)
    }

    /// Neighbouring blocks of one authority are one message, parts of it where that matters.
    private mutating func writeSystem() throws(TranslationFault) {
        let blocks = draft.conversation.system.filter { !$0.text.isBlank }
        var start = blocks.startIndex
        while start < blocks.endIndex {
            let authority = blocks[start].authority
            let end = blocks[start...].firstIndex { $0.authority != authority } ?? blocks.endIndex
            json.beginObject()
            json.member("role", role(of: authority))
            let parts = blocks[start..<end].map { block -> Part in
                Part(.text(block.text), cacheMark: block.cacheMark)
            }
            try writeTexts(parts)
            json.endObject()
            start = end
        }
    }

    private mutating func writeInstruction(_ turn: Turn) throws(TranslationFault) {
        let parts = turn.parts.filter { !($0.text?.isBlank ?? true) }
        guard !parts.isEmpty else { return }
        json.beginObject()
        json.member("role", role(of: turn.authority))
        json.member("name", ifAny: turn.name)
        try writeTexts(parts)
        json.endObject()
    }

    private func role(of authority: SystemBlock.Authority) -> String {
        authority == .developer && draft.target.traits.takesDeveloperRole ? "developer" : "system"
    }

    /// `content` of texts: one string, or a list where there are marks or several.
    private mutating func writeTexts(_ parts: [Part]) throws(TranslationFault) {
        let texts = parts.compactMap(\.text)
        let hasMarks = draft.target.traits.takesCacheMarks && parts.contains { $0.cacheMark != nil }
        if !hasMarks, texts.count == 1 || !draft.target.traits.isFullyCompatible {
            for part in parts { try tellMark(part.cacheMark) }
            json.member("content", texts.joined(separator: "\n\n"))
            return
        }
        json.beginArray("content")
        for part in parts { try write(part) }
        json.endArray()
    }

    private mutating func writeUser(_ turn: Turn) throws(TranslationFault) {
        var media: [Part] = []
        for part in turn.parts {
            if case .toolResult(let result) = part.content {
                media += try write(result, part.cacheMark)
            }
        }
        let parts =
            media
            + turn.parts.filter { part in !part.isToolResult && !(part.text?.isBlank ?? false) }
        guard !parts.isEmpty else { return }
        json.beginObject()
        json.member("role", "user")
        json.member("name", ifAny: turn.name)
        if parts.allSatisfy({ $0.text != nil }) {
            try writeTexts(parts)
        } else {
            json.beginArray("content")
            for part in parts { try write(part) }
            json.endArray()
        }
        json.endObject()
    }

    /// A tool's message; it takes texts only.
    ///
    /// - Returns: What goes into a user's message after all results (PT-61).
    private mutating func write(
        _ result: ToolResult, _ mark: CacheMark?
    ) throws(TranslationFault) -> [Part] {
        var texts: [String] = []
        var media: [Part] = []
        for part in result.parts {
            if let text = part.text {
                if !text.isBlank { texts.append(text) }
                try tellMark(part.cacheMark)
            } else {
                media.append(part)
            }
        }
        if !media.isEmpty {
            let name = result.name.map { " of \($0)" } ?? ""
            texts.append("(\(media.count) attached in the next user message)")
            media.insert(
                .text("Attached to the result\(name) (call \(draft.toolID(result.callID))):"), at: 0
            )
        }
        if result.isError == true {
            try draft.losses.tell(.toolResultError)
            texts.insert("Error:", at: 0)
        }
        try tellMark(mark)
        json.beginObject()
        json.member("role", "tool")
        json.member("tool_call_id", draft.toolID(result.callID))
        json.member("content", texts.joined(separator: "\n"))
        json.endObject()
        return media
    }

    private mutating func writeAssistant(_ said: Turn) throws(TranslationFault) {
        let turn = try AnsweredPicture.told(said, &draft.losses)
        var pictures: [[UInt8]] = []
        let texts = turn.parts.filter { !($0.text?.isBlank ?? true) }
        let calls = turn.parts.filter(\.isToolCall)
        let reasoning = try reasoning(of: turn)
        var refusals: [String] = []
        for part in turn.parts {
            switch part.content {
            case .refusal(let text): refusals.append(text)
            case .hosted(let item) where item.dialect == .openAIChat && item.kind == "image_url":
                pictures.append(item.json)
            case .hosted(let item): try draft.losses.tell(.hostedItem, at: item.kind)
            case .image: try draft.losses.tellOtherwise(.imageBytes)
            case .document: try draft.losses.tellOtherwise(.documentBytes)
            case .audio: try draft.losses.tellOtherwise(.audioInput)
            case .video: try draft.losses.tell(.video)
            case .text, .reasoning, .toolCall, .toolResult: break
            }
            if part.proof != nil { try draft.losses.tellOtherwise(.reasoningProof) }
            if !part.citations.isEmpty { try draft.losses.tell(.citation) }
            if part.phase != nil { try draft.losses.tell(.messagePhase) }
        }
        guard !texts.isEmpty || !calls.isEmpty || !refusals.isEmpty || !pictures.isEmpty else {
            return
        }
        json.beginObject()
        json.member("role", "assistant")
        json.member("name", ifAny: turn.name)
        if texts.isEmpty { json.nullMember("content") } else { try writeTexts(texts) }
        if !refusals.isEmpty { json.member("refusal", refusals.joined()) }
        json.member("reasoning_content", ifAny: reasoning)
        if !pictures.isEmpty {
            json.beginArray("images")
            for picture in pictures { json.raw(picture) }
            json.endArray()
        }
        if !calls.isEmpty {
            json.beginArray("tool_calls")
            for part in calls {
                if case .toolCall(let call) = part.content { write(call) }
                try tellMark(part.cacheMark)
            }
            json.endArray()
        }
        json.endObject()
    }

    /// The reasoning that goes back to providers which want it (PT-48); the proofs of others stay
    /// behind.
    private mutating func reasoning(of turn: Turn) throws(TranslationFault) -> String? {
        var texts: [String] = []
        for part in turn.parts {
            guard case .reasoning(let reasoning) = part.content else { continue }
            if draft.target.traits.wantsReasoningContent, !reasoning.joinedText.isEmpty {
                texts.append(reasoning.joinedText)
            } else if !reasoning.joinedText.isEmpty {
                try draft.losses.tellOtherwise(.reasoningText)
            }
            if reasoning.proof != nil { try draft.losses.tellOtherwise(.reasoningProof) }
        }
        return texts.isEmpty ? nil : texts.joined(separator: "\n\n")
    }

    private mutating func write(_ call: ToolCall) {
        let name = draft.toolName(call.name, namespace: call.namespace)
        json.beginObject()
        json.member("id", draft.toolID(call.id))
        if call.kind == .custom, draft.takesCustomTools {
            json.member("type", "custom")
            json.beginObject("custom")
            json.member("name", name)
            json.member("input", call.input)
        } else {
            json.member("type", "function")
            json.beginObject("function")
            json.member("name", name)
            let input = call.kind == .custom ? CustomToolWrap.wrapped(call.input) : call.input
            json.member("arguments", input.isBlank ? "{}" : input)
        }
        json.endObject()
        json.endObject()
    }

    /// A mark where this model takes none.
    mutating func tellMark(_ mark: CacheMark?) throws(TranslationFault) {
        if mark != nil { try draft.losses.tellOtherwise(.cacheMark) }
    }
}
