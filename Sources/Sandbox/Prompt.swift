import Vocabulary
import Wire

/// The part of a request that the sandbox acts on, whichever dialect it came in.
struct Prompt: Sendable {
    /// The dialect it came in and is answered in.
    let dialect: Dialect
    /// The model name with its options, as it is echoed in the answer.
    let model: String
    /// What the model name asks for.
    let script: ModelScript
    /// The whole request, where an answer echoes parts of it.
    var request: JSONNode?
    /// The organisation that asks; seals are made for it.
    var organisation = ""
    /// Whether the answer is a stream of events.
    var isStream = false
    /// Whether a Gemini stream is one JSON array instead of events.
    var isArray = false
    /// Whether a Chat stream ends with a usage chunk.
    var wantsUsageChunk = false
    /// The text of all messages and of the system prompt.
    var text = PromptText()
    /// The text of all messages alone, as far as a stored response takes it along.
    var conversation = PromptText()
    /// The text of the last user message.
    var lastUserText = ""
    /// Whether the last message brings the result of a tool.
    var endsWithToolResult = false
    /// The functions that the model may call.
    var tools: [ToolOffer] = []
    /// Whether it must, may or mustn't call them.
    var choice = ToolChoice.automatic
    /// Whether one answer may call several.
    var allowsParallelTools = true
    /// The most output tokens, reasoning included.
    var outputTokensMax: Int?
    /// How many answers are wanted side by side.
    var choiceCount = 1
    /// Texts that end the answer before they are said.
    var stops: [String] = []
    /// What is shown of reasoning.
    var thinking = ThinkingDisplay.hidden
    /// Whether reasoning comes encrypted too (Responses).
    var wantsEncryptedReasoning = false
    /// Whether the response is kept (Responses).
    var isStored = false
    /// What the text of the answer must look like.
    var shape = OutputShape.text

    /// A prompt with nothing in it but the model.
    init(dialect: Dialect, model: String, script: ModelScript) {
        self.dialect = dialect
        self.model = model
        self.script = script
    }

    /// Whether fields that the provider doesn't know are refused; the script may say otherwise.
    var refusesUnknownFields: Bool {
        if let isStrict = script.isStrict { return isStrict }
        return dialect == .openAIResponses || dialect == .gemini
    }

    /// Leaves only the tools that may be called.
    mutating func keepTools(_ names: Set<String>) {
        tools.removeAll { !names.contains($0.name) }
    }
}

/// What an answer shows of its reasoning.
enum ThinkingDisplay: Equatable, Sendable {
    /// Nothing.
    case hidden
    /// That there was some, without its text.
    case empty
    /// Its text.
    case shown
    /// A block that only the provider can read.
    case redacted
}

/// A function the model may call.
struct ToolOffer: Sendable {
    /// The name of the function.
    let name: String
    /// The JSON Schema of its arguments, where there is one.
    let schema: JSONNode?
    /// Whether it takes free text instead of arguments.
    var isCustom = false
}

/// Whether the model calls a tool.
enum ToolChoice: Equatable, Sendable {
    /// It may.
    case automatic
    /// It mustn't.
    case none
    /// It must call one at least.
    case required
    /// It must call this one.
    case named(String)
}

/// What the text of an answer must look like.
enum OutputShape: Sendable {
    /// Plain text.
    case text
    /// Some JSON object.
    case anyJSON
    /// JSON that this schema accepts.
    case schema(JSONNode)
}

/// The running count and digest of a request's text.
///
/// Input tokens are the UTF-8 bytes of all texts of the messages and of the system prompt, divided
/// by four and rounded up, at least one. The digest decides the words of the answer, so the same
/// text gets the same answer whatever the model's options, the headers and the other fields are.
struct PromptText: Equatable, Sendable {
    /// UTF-8 bytes so far.
    private(set) var bytes: Int64 = 0
    /// FNV-1a, 64 bits, of those bytes.
    private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Takes one more text in.
    mutating func add(_ text: String) {
        var digest = digest
        var count: Int64 = 0
        for byte in text.utf8 {
            digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3
            count += 1
        }
        self.digest = digest
        bytes += count
    }

    /// The tokens of this text.
    var tokens: Int64 { max(1, (bytes + 3) / 4) }
}
