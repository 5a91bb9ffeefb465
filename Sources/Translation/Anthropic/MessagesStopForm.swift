import Wire

/// Messages' `stop_reason` (facts/protocols 5.1).
enum MessagesStopForm {
    /// Reads the word.
    static func reason(_ word: String) -> StopReason {
        switch word {
        case "end_turn": .finished
        case "max_tokens": .outputLimit
        case "stop_sequence": .stopSequence
        case "tool_use": .toolCall
        case "pause_turn": .paused
        case "refusal": .refused
        case "model_context_window_exceeded": .contextFull
        default: .other
        }
    }

    /// What the provider says of a refusal (`stop_details`); its words are the answer's, where other dialects have
    /// refusals.
    static func explanation(_ node: JSONNode, of reason: StopReason) -> String? {
        guard reason == .refused else { return nil }
        return node["stop_details"]?.text("explanation").flatMap { $0.isBlank ? nil : $0 }
    }

    /// The word. Without its sequence a stop sequence is a natural end.
    static func word(_ reason: StopReason, sequence: String?) -> String {
        switch reason {
        case .finished, .malformedCall, .other: "end_turn"
        case .stopSequence: sequence == nil ? "end_turn" : "stop_sequence"
        case .toolCall: "tool_use"
        case .outputLimit: "max_tokens"
        case .contextFull: "model_context_window_exceeded"
        case .filtered, .refused, .promptBlocked: "refusal"
        case .paused: "pause_turn"
        }
    }
}
