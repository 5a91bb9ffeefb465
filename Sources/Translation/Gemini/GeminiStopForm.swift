/// Gemini's `finishReason` (facts/protocols 5.1).
enum GeminiStopForm {
    /// Reads the word. A turn of calls ends with STOP (PT-21).
    static func reason(_ word: String, hasCall: Bool) -> StopReason {
        switch word {
        case "STOP": hasCall ? .toolCall : .finished
        case "MAX_TOKENS": .outputLimit
        case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "IMAGE_OTHER":
            .filtered
        case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS":
            .malformedCall
        default: hasCall ? .toolCall : .other
        }
    }

    /// The word.
    static func word(_ reason: StopReason) -> String {
        switch reason {
        case .finished, .stopSequence, .toolCall, .paused: "STOP"
        case .outputLimit, .contextFull: "MAX_TOKENS"
        case .filtered, .refused, .promptBlocked: "SAFETY"
        case .malformedCall: "MALFORMED_FUNCTION_CALL"
        case .other: "OTHER"
        }
    }
}
