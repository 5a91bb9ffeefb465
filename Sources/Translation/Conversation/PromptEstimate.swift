extension Conversation {
    /// A count of tokens that the prompt surely has, where the provider reports none: a token for
    /// each six bytes of text, which no text of words falls below; pictures and documents don't
    /// count. `nil` without text.
    package var promptEstimate: Int64? {
        var bytes = 0
        func add(_ parts: [Part]) {
            for part in parts {
                switch part.content {
                case .text(let text): bytes += text.utf8.count
                case .toolCall(let call): bytes += call.name.utf8.count + call.input.utf8.count
                case .toolResult(let result): add(result.parts)
                default: break
                }
            }
        }
        for block in system { bytes += block.text.utf8.count }
        for turn in turns { add(turn.parts) }
        return bytes < 6 ? nil : Int64(bytes / 6)
    }
}
