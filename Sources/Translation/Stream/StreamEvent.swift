/// One step of a streamed answer in no dialect's form (facts/protocols 5.10).
///
/// What readers promise, writers rely on and `StreamChecker` in the tests asserts:
/// - `start` comes first and once; only `keepalive` and `error` may come before it, and the final `usage` that an error
///   says.
/// - Each block is opened once and closed once, with deltas only in between. Keys are unique in the
///   stream and count up from zero in the order of opening. Blocks may be open at the same time.
/// - A tool's block opens when its id and name are known, never before.
/// - At most one `stop` a choice, after all of its blocks are closed.
/// - `usage` carries all that is known so far and replaces what came before; one with `isFinal`
///   comes at most once, before `end`.
/// - Exactly one `end` or `error`, and nothing after it.
package enum StreamEvent: Equatable, Sendable {
    /// The answer begins.
    case start(StreamStart)
    /// A block opens.
    case blockStart(key: Int, StreamBlock)
    /// Text of a block: words, reasoning, a refusal, or a piece of a tool's input cut anywhere.
    case blockDelta(key: Int, String)
    /// A new text of a block of reasoning begins (Responses' summary parts); the first needs none.
    case blockBreak(key: Int)
    /// The proof of an open block, whatever its kind (Gemini's sit on texts and calls too); the
    /// last thing in it, at most once.
    case blockOpaque(key: Int, OpaqueProof)
    /// A citation of an open block of text.
    case annotation(key: Int, Citation)
    /// A block closes.
    case blockStop(key: Int)
    /// Probabilities of tokens of a choice, in Chat's form (`{"content":[…]}`), verbatim.
    case logprobs(choice: Int, [UInt8])
    /// What is used so far.
    case usage(ReportedUsage, isFinal: Bool)
    /// A choice is complete.
    case stop(choice: Int, StopReason, sequence: String?)
    /// The provider failed; the stream is over.
    case error(ProviderFault)
    /// The answer is complete.
    case end
    /// The provider shows that it lives.
    case keepalive

    /// Is it something the client has asked for, so that the answer can't be started anew?
    package var isContent: Bool {
        switch self {
        case .blockDelta, .blockOpaque, .annotation, .logprobs, .stop, .end: true
        case .blockStart(_, let block): block.isContent
        case .start, .blockBreak, .blockStop, .usage, .error, .keepalive: false
        }
    }
}

/// What is known when an answer begins.
package struct StreamStart: Equatable, Sendable {
    /// The provider's id of it.
    package var providerID: String?
    /// The model that answers.
    package var model: String?
    /// When it was begun, in seconds since 1970.
    package var createdSeconds: Int64?
    /// The service tier that serves.
    package var tier: String?

    /// A beginning.
    package init(
        providerID: String? = nil, model: String? = nil, createdSeconds: Int64? = nil,
        tier: String? = nil
    ) {
        self.providerID = providerID
        self.model = model
        self.createdSeconds = createdSeconds
        self.tier = tier
    }
}

/// A block that opens.
package struct StreamBlock: Equatable, Sendable {
    /// What it is.
    package enum Kind: Equatable, Sendable {
        /// Words.
        case text
        /// Reasoning.
        case reasoning(Reasoning.Form)
        /// A tool is called; id and name are known, its `input` comes in deltas and is empty here.
        case tool(ToolCall)
        /// The model declines.
        case refusal
        /// Something only its dialect knows, whole.
        case hosted(HostedItem)

        /// Reasoning of either form.
        package static var reasoning: Kind { .reasoning(.text) }
    }

    /// What it is.
    package var kind: Kind
    /// Which of several answers it belongs to, from zero.
    package var choice: Int
    /// A proof on a block that isn't reasoning (Gemini on texts and calls), where the reader knows
    /// it at the start; no `blockOpaque` follows then.
    package var proof: OpaqueProof?
    /// Responses' `phase` of a message.
    package var phase: String?

    /// A block.
    package init(_ kind: Kind, choice: Int = 0) {
        self.kind = kind
        self.choice = choice
    }

    /// Does its opening alone say something?
    package var isContent: Bool {
        switch kind {
        case .text, .reasoning, .refusal: false
        case .tool, .hosted: true
        }
    }
}
