import Vocabulary

/// What the sandbox answers to a prompt, before it is put into a dialect's words.
///
/// Every piece of thinking, text and tool arguments is one output token, and so is each tool call;
/// with the reasoning tokens of the script, which stand for text never shown, that makes the usage.
struct Answer: Sendable {
    /// The model name as the client wrote it.
    let model: String
    /// Sixteen hexadecimal digits that the ids of the answer end with; the same request has the
    /// same ones.
    let digits: String
    /// Thinking that is shown, before everything else.
    var thinking: AnswerText?
    /// Visible text.
    var text: AnswerText?
    /// Calls of tools, after the text.
    var toolCalls: [ToolCall] = []
    /// Why it ends.
    var stop = StopReason.natural
    /// What it costs when it is given to the end.
    var usage = TokenUsage()
    /// Whether the client is told the usage at all.
    var showsUsage = true
}

/// One call of a tool.
struct ToolCall: Sendable {
    /// The name of the function.
    let name: String
    /// The whole arguments, JSON.
    let arguments: [UInt8]
    /// The arguments in fragments, fewer than all when the output limit cut them.
    let fragments: AnswerText
    /// Whether the limit cut them.
    let isCut: Bool
}

/// Why an answer ends.
enum StopReason: Sendable {
    /// Everything was said.
    case natural
    /// The limit on output tokens cut it.
    case outputLimit
    /// It waits for the results of tools.
    case toolCall
}
