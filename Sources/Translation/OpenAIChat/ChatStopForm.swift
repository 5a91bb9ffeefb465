/// Chat's `finish_reason` (facts/protocols 5.1).
enum ChatStopForm {
    /// Reads the word, with what else is known of the answer: a cut or a filter wins over calls,
    /// calls over a natural end (PT-20, PT-21).
    static func reason(_ word: String?, hasCall: Bool, hasRefusal: Bool) -> StopReason {
        switch word {
        case "length", "model_length", "max_tokens": .outputLimit
        case "content_filter": .filtered
        case "stop", "tool_calls", "function_call", "eos", "end_turn", "", nil:
            hasCall ? .toolCall : hasRefusal ? .refused : .finished
        default: hasCall ? .toolCall : .other
        }
    }

    /// The word.
    ///
    /// - Parameter hasRefusal: The client was given the refusal's own text.
    static func word(_ reason: StopReason, hasRefusal: Bool) -> String {
        switch reason {
        case .finished, .stopSequence, .paused, .malformedCall, .other: "stop"
        case .toolCall: "tool_calls"
        case .outputLimit, .contextFull: "length"
        case .filtered, .promptBlocked: "content_filter"
        case .refused: hasRefusal ? "stop" : "content_filter"
        }
    }
}
