extension Reply.Choice {
    /// The events that a stream of this answer would have between its start and its stop, one delta
    /// a text.
    ///
    /// - Parameter key: The first free key of a block; afterwards the next.
    func replay(_ key: inout Int) -> [StreamEvent] {
        var events: [StreamEvent] = []
        if let logprobs { events.append(.logprobs(choice: index, logprobs)) }
        for part in parts {
            guard let kind = StreamBlock.Kind(part.content) else { continue }
            append(part, as: kind, key, to: &events)
            key += 1
        }
        return events
    }

    private func append(
        _ part: Part, as kind: StreamBlock.Kind, _ key: Int, to events: inout [StreamEvent]
    ) {
        var block = StreamBlock(kind, choice: index)
        block.phase = part.phase
        // The proof of a call is known before it; a text's stands at its end.
        if part.isToolCall { block.proof = part.proof }
        var texts: [String] = []
        var proof = part.isToolCall ? nil : part.proof
        switch part.content {
        case .text(let text), .refusal(let text): texts = [text]
        case .reasoning(let reasoning):
            texts = reasoning.texts
            proof = reasoning.proof ?? proof
        case .toolCall(let call): texts = [call.input]
        default: break
        }
        events.append(.blockStart(key: key, block))
        var isFirst = true
        for text in texts where !text.isEmpty {
            if !isFirst { events.append(.blockBreak(key: key)) }
            isFirst = false
            events.append(.blockDelta(key: key, text))
        }
        for citation in part.citations { events.append(.annotation(key: key, citation)) }
        if let proof { events.append(.blockOpaque(key: key, proof)) }
        events.append(.blockStop(key: key))
    }
}

extension StreamBlock.Kind {
    /// The kind of block that a part becomes; `nil` for one that no answer has.
    fileprivate init?(_ content: Part.Content) {
        switch content {
        case .text: self = .text
        case .refusal: self = .refusal
        case .reasoning(let reasoning): self = .reasoning(reasoning.form)
        case .toolCall(var call):
            call.input = ""
            self = .tool(call)
        case .hosted(let item): self = .hosted(item)
        case .image, .document, .audio, .video, .toolResult: return nil
        }
    }
}
