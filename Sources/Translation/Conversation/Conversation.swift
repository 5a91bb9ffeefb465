import Vocabulary

/// A request in no dialect's form: what a client asks a model, whole and in order.
///
/// Readers fill in what the request says and nothing else: `nil` and empty lists mean "not said",
/// so that a writer can tell a wish from a default. Ids and names are the client's own; writers map
/// them (`IdentifierMap`).
///
/// The normal form that all readers make, and all writers may rely on:
/// - System and developer texts before the first turn are in `system`; later ones are turns of role
///   `.system`.
/// - What one side says without interruption is one turn; in an `.assistant` turn reasoning, texts
///   and tool calls stand in the order they were produced. Dialects with one item each (Responses)
///   have their neighbours gathered.
/// - Tool results are parts of `.user` turns. Results that follow each other (one message each in
///   Chat) are gathered in one turn; a user's text after them may be in the same turn (Anthropic)
///   or the next (Chat).
/// - Texts may be empty; it is the writers that leave out empty ones (facts/protocols PT-36).
package struct Conversation: Equatable, Sendable {
    /// The dialect it was read from.
    package var source: Dialect
    /// The model's name as the client wrote it, without a `models/` in front.
    package var model: String
    /// Leading system and developer texts, in order.
    package var system: [SystemBlock] = []
    /// What was said, in order.
    package var turns: [Turn] = []

    /// The tools that are offered, in order.
    package var tools: [Tool] = []
    /// Which tools may or must be called.
    package var toolChoice: ToolChoice?
    /// May several tools be called in one turn?
    package var mayCallInParallel: Bool?
    /// The most hosted tool calls in one answer.
    package var toolCallsMax: Int64?

    /// What form the answer's text must have.
    package var outputShape: OutputShape?
    /// How wordy an answer should be: `low`, `medium`, `high`.
    package var verbosity: String?
    /// How much the model should reason, and what of it is shown.
    package var reasoning = ReasoningControls()
    /// How tokens are drawn.
    package var sampling = Sampling()
    /// The most output tokens, reasoning included.
    package var outputTokensMax: Int64?
    /// What the client calls that, where its dialect has an older name for it too.
    package var outputTokensName: String?
    /// Texts that end the answer.
    package var stopSequences: [String] = []
    /// How many answers are wanted.
    package var choices: Int64?
    /// Whether probabilities of tokens are wanted.
    package var logprobs: LogprobControls?
    /// What kinds of output are wanted (`text`, `audio`, `image`), lower case.
    package var outputModalities: [String] = []

    /// Who the client's own user is.
    package var endUser = EndUser()
    /// Names and values the client wants kept with the call, in order.
    package var metadata: [MetadataEntry] = []
    /// The service tier, as written: `auto`, `default`, `flex`, `priority`, `standard_only`, ….
    package var tier: String?
    /// What the provider is to keep or to take up from its own storage.
    package var serverState = ServerState()
    /// What the client says of prompt caching beside marks on parts.
    package var cache = CacheControls()
    /// Whether and how the answer is streamed.
    package var stream = StreamControls()

    /// Fields with a meaning that only this dialect knows (`logit_bias`, `safetySettings`, …),
    /// verbatim.
    package var particular: [ParticularField] = []
    /// Fields that the reader doesn't know, verbatim, with where they stood.
    package var unknown: [UnknownField] = []
    /// Settings that Responses repeats in its answers, as the client wrote them: only that reader
    /// fills it.
    package var echo: [RawField] = []

    /// A conversation of which only the model is known.
    package init(source: Dialect, model: String) {
        self.source = source
        self.model = model
    }
}

/// A leading instruction.
package struct SystemBlock: Equatable, Sendable {
    /// Whose instruction it is; OpenAI tells them apart, the others don't.
    package enum Authority: Sendable {
        /// `system`, or a dialect that knows no other.
        case system
        /// `developer`
        case developer
    }

    /// The text.
    package var text: String
    /// Whose instruction it is.
    package var authority: Authority
    /// The prompt up to and including this block may be cached.
    package var cacheMark: CacheMark?

    /// A block.
    package init(_ text: String, authority: Authority = .system, cacheMark: CacheMark? = nil) {
        self.text = text
        self.authority = authority
        self.cacheMark = cacheMark
    }
}

/// A name and its value.
package struct MetadataEntry: Equatable, Sendable {
    /// The name.
    package var name: String
    /// The value.
    package var value: String

    /// An entry.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
