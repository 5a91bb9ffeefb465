import Vocabulary
import Wire

/// The `messages` of a Messages request.
extension MessagesRequestWriter {
    /// Writes all turns.
    ///
    /// - Throws: Faults of parts that can't be carried; `.missingField` if there is nothing to say
    ///   (PT-37).
    mutating func writeTurns() throws(TranslationFault) {
        let turns = draft.conversation.turns
        json.beginArray("messages")
        var isOpen = false
        var count = 0
        for (index, said) in turns.enumerated() {
            let turn = try AnsweredPicture.told(said, &draft.losses)
            let isLast = index == turns.count - 1
            switch turn.role {
            case .system:
                guard turn.parts.contains(where: { !($0.text?.isBlank ?? true) }) else { continue }
                try writeInstruction(turn)
                count += 1
            case .assistant:
                if isLast { try tellPrefill() }
                guard hasContent(turn) else { continue }
                if turn.name != nil { try draft.losses.tell(.speakerName) }
                open(role: "assistant")
                for part in turn.parts { try write(part, isPrefill: isLast) }
                json.endArray()
                json.endObject()
                count += 1
            case .user:
                guard hasContent(turn) else { continue }
                if turn.name != nil { try draft.losses.tell(.speakerName) }
                if !isOpen { open(role: "user") }
                for part in turn.parts { try write(part, isPrefill: false) }
                // A user's words right after results belong to the same message (PT-31).
                isOpen =
                    turn.parts.contains(where: \.isToolResult) && !isLast
                    && turns[index + 1].role == .user && hasContent(turns[index + 1])
                if !isOpen {
                    json.endArray()
                    json.endObject()
                }
                count += 1
            }
        }
        json.endArray()
        guard count > 0 else {
            throw .nothingSaid(in: draft.conversation.source)
        }
    }

    private mutating func open(role: String) {
        json.beginObject()
        json.member("role", role)
        json.beginArray("content")
    }

    private mutating func tellPrefill() throws(TranslationFault) {
        guard !draft.target.traits.takesPrefill else { return }
        try draft.losses.tellOtherwise(.prefill)
    }

    private mutating func writeInstruction(_ turn: Turn) throws(TranslationFault) {
        let isNative = draft.target.traits.takesMidSystem
        if !isNative { try draft.losses.tellOtherwise(.midSystem) }
        open(role: isNative ? "system" : "user")
        for part in turn.parts {
            guard let text = part.text, !text.isBlank else { continue }
            json.beginObject()
            json.member("type", "text")
            json.member("text", isNative ? text : RequestDraft.marked(text))
            try writeMark(part.cacheMark)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }

    /// Is there a part that is written at all?
    private func hasContent(_ turn: Turn) -> Bool {
        turn.parts.contains { part in
            switch part.content {
            case .text(let text), .refusal(let text): !text.isBlank
            case .reasoning(let reasoning):
                reasoning.proof?.provenance.fits(draft.target.provenance) ?? false
            default: true
            }
        }
    }

    private mutating func write(_ part: Part, isPrefill: Bool) throws(TranslationFault) {
        if part.proof != nil { try draft.losses.tellOtherwise(.reasoningProof) }
        if part.citations.contains(where: { $0.dialect != .anthropic }) {
            try draft.losses.tell(.citation)
        }
        if part.phase != nil { try draft.losses.tell(.messagePhase) }
        switch part.content {
        case .text(let text):
            let text = isPrefill ? text.withoutTrailingSpace : text
            if !text.isBlank { try writeText(text, part.cacheMark) }
        case .refusal(let text):
            try draft.losses.tell(.refusal)
            if !text.isBlank { try writeText(text, part.cacheMark) }
        case .image(let media):
            try writeImage(media, part.cacheMark)
        case .document(let media):
            try writeDocument(media, part.cacheMark)
        case .audio(let media):
            if case .providerFile = media.source { try draft.losses.tell(.providerFile) }
            try draft.losses.tell(.audioInput)
        case .video: try draft.losses.tell(.video)
        case .hosted(let item): try draft.losses.tell(.hostedItem, at: item.kind)
        case .reasoning(let reasoning): try write(reasoning)
        case .toolCall(let call): try write(call, part.cacheMark)
        case .toolResult(let result): try write(result, part.cacheMark)
        }
    }

    private mutating func writeText(_ text: String, _ mark: CacheMark?) throws(TranslationFault) {
        json.beginObject()
        json.member("type", "text")
        json.member("text", text)
        try writeMark(mark)
        json.endObject()
    }

    private mutating func write(_ reasoning: Reasoning) throws(TranslationFault) {
        guard let proof = try draft.usable(reasoning.proof) else {
            if reasoning.proof == nil, !reasoning.texts.isEmpty {
                try draft.losses.tellOtherwise(.reasoningText)
            }
            return
        }
        json.beginObject()
        if proof.form == .redacted {
            json.member("type", "redacted_thinking")
            json.member("data", proof.text)
        } else {
            json.member("type", "thinking")
            json.member("thinking", reasoning.joinedText)
            json.member("signature", proof.text)
        }
        json.endObject()
    }

    private mutating func write(_ call: ToolCall, _ mark: CacheMark?) throws(TranslationFault) {
        json.beginObject()
        json.member("type", "tool_use")
        json.member("id", draft.toolID(call.id))
        json.member("name", draft.toolName(call.name, namespace: call.namespace))
        json.member("input", json: try draft.objectInput(of: call))
        try writeMark(mark)
        json.endObject()
    }

    private mutating func write(_ result: ToolResult, _ mark: CacheMark?) throws(TranslationFault) {
        json.beginObject()
        json.member("type", "tool_result")
        json.member("tool_use_id", draft.toolID(result.callID))
        let parts = result.parts.filter { !($0.text?.isBlank ?? false) }
        if parts.count == 1, let text = parts[0].text, parts[0].cacheMark == nil {
            json.member("content", text)
        } else if !parts.isEmpty {
            json.beginArray("content")
            for part in parts { try write(part, isPrefill: false) }
            json.endArray()
        }
        if let isError = result.isError, isError { json.member("is_error", true) }
        try writeMark(mark)
        json.endObject()
    }
}
