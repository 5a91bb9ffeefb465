import Vocabulary
import Wire

/// The `contents` of a generateContent request: neighbours of one role are one content (PT-38).
extension GeminiRequestWriter {
    /// Writes all turns.
    ///
    /// - Throws: Faults of parts that can't be carried; `.missingField` if there is nothing to say
    ///   (PT-37).
    mutating func writeContents() throws(TranslationFault) {
        let turns = conversation.turns
        json.beginArray("contents")
        var openRole: String?
        var isEmpty = true
        for (index, turn) in turns.enumerated() {
            if turn.name != nil { try draft.losses.tell(.speakerName) }
            if turn.role == .assistant, index == turns.count - 1, !traits.takesPrefill {
                try draft.losses.tellOtherwise(.prefill)
            }
            let parts = try parts(of: turn)
            guard !parts.isEmpty else { continue }
            let role = turn.role == .assistant ? "model" : "user"
            if role != openRole {
                if openRole != nil { endContent() }
                openRole = role
                json.beginObject()
                json.member("role", role)
                json.beginArray("parts")
            }
            for part in parts { json.raw(part) }
            isEmpty = false
        }
        if openRole != nil { endContent() }
        json.endArray()
        guard !isEmpty else {
            throw .nothingSaid(in: conversation.source)
        }
    }

    private mutating func endContent() {
        json.endArray()
        json.endObject()
    }

    private mutating func parts(of said: Turn) throws(TranslationFault) -> [[UInt8]] {
        let takesImages = traits.takesImages
        let turn = try AnsweredPicture.told(said, &draft.losses) { part in
            takesImages && AnsweredPicture.hasBytes(part)
        }
        var written: [[UInt8]] = []
        if turn.role == .system {
            try draft.losses.tell(.midSystem)
            for part in turn.parts {
                guard let text = part.text, !text.isBlank else { continue }
                written.append(Self.text(RequestDraft.marked(text)))
            }
            return written
        }
        var behind: [[UInt8]] = []
        var isFirstCall = true
        for part in turn.parts {
            switch part.content {
            case .toolCall(let call):
                written.append(try self.call(call, part, isFirst: isFirstCall))
                isFirstCall = false
            case .toolResult(let result):
                written.append(try self.result(result, behind: &behind))
            default:
                // What a result brought along stands behind all results, before the user's own
                // words.
                written += behind
                behind = []
                if let json = try self.json(of: part) { written.append(json) }
            }
            if part.cacheMark != nil { try draft.losses.tell(.cacheMark) }
        }
        return written + behind
    }

    /// A part that is neither call nor result; `nil` for one that says nothing.
    private mutating func json(of part: Part) throws(TranslationFault) -> [UInt8]? {
        if !part.citations.isEmpty, part.citations.contains(where: { $0.dialect != .gemini }) {
            try draft.losses.tell(.citation)
        }
        if part.phase != nil { try draft.losses.tell(.messagePhase) }
        let proof = try draft.usable(part.proof)
        switch part.content {
        case .text(let text):
            guard !text.isBlank || proof != nil else { return nil }
            return Self.text(text, proof: proof)
        case .refusal(let text):
            try draft.losses.tell(.refusal)
            return text.isBlank ? nil : Self.text(text, proof: proof)
        case .reasoning(let reasoning):
            let proof = try draft.usable(reasoning.proof)
            guard proof != nil || (isOwn && !reasoning.texts.isEmpty) else {
                if reasoning.proof == nil, !reasoning.texts.isEmpty {
                    try draft.losses.tellOtherwise(.reasoningText)
                }
                return nil
            }
            return Self.text(reasoning.joinedText, isThought: true, proof: proof)
        case .image(let media): return try image(media)
        case .document(let media): return try document(media)
        case .audio(let media): return try sound(media, .audioInput, .audioURL)
        case .video(let media): return try sound(media, .video, .video)
        case .hosted(let item):
            if item.dialect != .gemini, let (type, base64) = item.picture {
                return try image(Media(.bytes(mediaType: type, base64: base64)))
            }
            guard isOwn, item.dialect == .gemini else {
                try draft.losses.tell(.hostedItem, at: item.kind)
                return nil
            }
            return item.json
        case .toolCall, .toolResult: return nil
        }
    }

    private static func text(
        _ text: String, isThought: Bool = false, proof: OpaqueProof? = nil
    ) -> [UInt8] {
        var json = JSONWriter(reservingBytes: text.utf8.count + 32)
        json.beginObject()
        json.member("text", text)
        if isThought { json.member("thought", true) }
        json.member("thoughtSignature", ifAny: proof?.text)
        json.endObject()
        return json.bytes
    }

    /// A call. Models of the third generation want a signature on the first call of each turn;
    /// where the history comes from elsewhere the provider documents a text that stands for one
    /// (PT-45).
    private mutating func call(
        _ call: ToolCall, _ part: Part, isFirst: Bool
    ) throws(TranslationFault) -> [UInt8] {
        if call.namespace != nil { try draft.losses.tell(.toolNamespace) }
        let name = draft.toolName(call.name, namespace: call.namespace)
        callNames[call.id] = name
        let proof = try draft.usable(part.proof)
        var json = JSONWriter(reservingBytes: call.input.utf8.count + 96)
        json.beginObject()
        json.beginObject("functionCall")
        json.member("id", draft.toolID(call.id))
        json.member("name", name)
        json.member("args", json: try draft.objectInput(of: call))
        json.endObject()
        if let proof {
            json.member("thoughtSignature", proof.text)
        } else if isFirst, traits.thinking == .geminiLevel {
            json.member("thoughtSignature", ProofTag.noGeminiSignature)
        }
        json.endObject()
        return json.bytes
    }

    /// A result: the object it was at Gemini, or its texts as `output`, or as `error` if the tool
    /// failed.
    private mutating func result(
        _ result: ToolResult, behind: inout [[UInt8]]
    ) throws(TranslationFault) -> [UInt8] {
        let own = result.name ?? ""
        var media: [[UInt8]] = []
        for part in result.parts where part.text == nil {
            if let json = try self.json(of: part) { media.append(json) }
        }
        // Older models take no parts in a response; there they stand behind it (PT-61).
        let isInside =
            traits.thinking == .geminiLevel && media.allSatisfy { !$0.starts(with: Self.textStart) }
        var json = JSONWriter()
        json.beginObject()
        json.beginObject("functionResponse")
        json.member("id", draft.toolID(result.callID))
        json.member("name", callNames[result.callID] ?? draft.toolName(own))
        if isOwn, let object = result.object {
            json.member("response", json: object)
        } else {
            json.beginObject("response")
            json.member(result.isError == true ? "error" : "output", result.joinedText)
            json.endObject()
        }
        if isInside, !media.isEmpty {
            json.beginArray("parts")
            for part in media { json.raw(part) }
            json.endArray()
        } else {
            behind += media
        }
        json.endObject()
        json.endObject()
        return json.bytes
    }

    private static let textStart = Array(#"{"text""#.utf8)
}
