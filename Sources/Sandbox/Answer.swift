import Vocabulary

/// What the sandbox answers to a prompt, before it is put into a dialect's words.
///
/// Every piece of thinking, text and tool arguments is one output token, and so is each tool call;
/// with the reasoning tokens of the script, which stand for text never shown, that makes the usage.
struct Answer: Sendable {
    /// The model name as the client wrote it.
    let model: String
    /// Hexadecimal digits that the ids of the answer end with; sixteen that the same request has
    /// again, and more where the answer is kept and must be told from others.
    var digits: String
    /// Thinking, before everything else; without pieces when only its existence is shown.
    var thinking: AnswerText?
    /// Visible text; the refusal when the model refuses.
    var text: AnswerText?
    /// Calls of tools, after the text.
    var toolCalls: [ToolCall] = []
    /// Why it ends.
    var stop = StopReason.natural
    /// What it costs when it is given to the end.
    var usage = TokenUsage()
    /// Input tokens said to be of tools' use, among the fresh ones.
    var toolUseTokens: Int64 = 0
    /// Whether the client is told the usage at all.
    var showsUsage = true
    /// How many answers are given side by side; they differ in their words alone.
    var choiceCount = 1

    /// The most answers side by side.
    static let choicesMax = 8

    /// One of the answers given side by side.
    func choice(_ index: Int) -> Answer {
        var answer = self
        answer.thinking = thinking?.variant(index)
        answer.text = text?.variant(index)
        return answer
    }
}

/// One call of a tool.
struct ToolCall: Sendable {
    /// The name of the function.
    let name: String
    /// The whole arguments, JSON; the input of a custom tool, escaped as inside a JSON string.
    let arguments: [UInt8]
    /// The arguments in fragments, fewer than all when the output limit cut them.
    let fragments: AnswerText
    /// Whether the limit cut them.
    let isCut: Bool
    /// Whether it is a custom tool, which takes text.
    let isCustom: Bool
}

/// Why an answer ends.
enum StopReason: Equatable, Sendable {
    /// Everything was said.
    case natural
    /// The limit on output tokens cut it.
    case outputLimit
    /// It waits for the results of tools.
    case toolCall
    /// This text would have come next, and the client wanted to stop there.
    case stopSequence(String)
    /// The model won't.
    case refused
    /// A filter stopped it.
    case filtered
    /// A filter stopped the prompt: there is no answer.
    case blocked
}
