/// Why an answer ended (facts/protocols 5.1).
///
/// When several hold, readers choose in this order: error, filter or refusal, output limit, tool
/// call, stop.
package enum StopReason: String, CaseIterable, Sendable {
    /// The model was done.
    case finished
    /// A stop sequence came.
    case stopSequence = "stop_sequence"
    /// The model waits for the results of tools.
    case toolCall = "tool_call"
    /// The output limit was reached; what stands there may be incomplete.
    case outputLimit = "output_limit"
    /// The model's context is full.
    case contextFull = "context_full"
    /// A filter stopped the output.
    case filtered
    /// The model declined.
    case refused
    /// The prompt was blocked; there is no output.
    case promptBlocked = "prompt_blocked"
    /// A hosted tool paused (Anthropic `pause_turn`).
    case paused
    /// The model wrote a tool call that can't be used.
    case malformedCall = "malformed_call"
    /// Something else, or a word we don't know.
    case other

    /// Is the answer cut, so that a tool call at its end can't be trusted?
    package var isCut: Bool { self == .outputLimit || self == .contextFull }
}
