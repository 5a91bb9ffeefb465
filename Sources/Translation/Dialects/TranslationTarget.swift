import Vocabulary

/// What a request says outside of its body.
package struct RequestHeadFacts: Equatable, Sendable {
    /// The model, where the path has it (Gemini), without `models/`.
    package var model: String?
    /// Whether an answer is to be streamed, where the path has it (Gemini).
    package var isStream: Bool?

    /// Nothing said.
    package init(model: String? = nil, isStream: Bool? = nil) {
        self.model = model
        self.isStream = isStream
    }
}

/// Where a request goes.
package struct TranslationTarget: Sendable {
    /// The provider's dialect.
    package var dialect: Dialect
    /// The model's name at the provider.
    package var model: String
    /// What the model takes.
    package var traits: ModelTraits
    /// The operator's policy on fields that can't be carried.
    package var policy: LossPolicy
    /// What proofs are bound to there (a key's id, an organisation); `nil` if nothing is known.
    package var binding: String?
    /// What ids that we make up begin from: unique for the call, 1 to 40 letters and digits.
    package var seed: String
    /// When the call came, in seconds since 1970.
    package var nowSeconds: Int64

    /// A target.
    package init(
        dialect: Dialect, model: String, traits: ModelTraits, policy: LossPolicy = .auto,
        binding: String? = nil, seed: String, nowSeconds: Int64
    ) {
        self.dialect = dialect
        self.model = model
        self.traits = traits
        self.policy = policy
        self.binding = binding
        self.seed = seed
        self.nowSeconds = nowSeconds
    }

    /// What proofs made there are marked with.
    package var provenance: Provenance {
        Provenance(vendor: traits.vendor, modelFamily: traits.family, binding: binding)
    }
}

/// A request for a provider.
package struct TranslatedRequest: Sendable {
    /// The body.
    package var body: [UInt8]
    /// What was lost or changed, for `bursar-dropped` and the books.
    package var losses: [Loss]
    /// What is needed to translate the answer back.
    package var context: ReplyContext

    /// A request.
    package init(body: [UInt8], losses: [Loss], context: ReplyContext) {
        self.body = body
        self.losses = losses
        self.context = context
    }
}

/// What a request leaves behind for the translation of its answer.
package struct ReplyContext: Sendable {
    /// The client's dialect.
    package var source: Dialect
    /// The provider's dialect.
    package var target: Dialect
    /// The model the client asked for.
    package var model: String
    /// Does the client want a stream?
    package var isStream: Bool
    /// Did the client ask for usage in its stream (Chat)?
    package var wantsStreamUsage: Bool
    /// What the client wants to see of reasoning; `nil` if it doesn't say. Anthropic's and Gemini's
    /// clients see reasoning only if this is set and not `.omitted` (their scripts take the first
    /// block for text); Chat's always, as an extension; Responses' as items whose summary is empty
    /// unless this is set.
    package var display: ReasoningControls.Display?
    /// Does the client want proofs (Responses' `include`)?
    package var wantsProofs: Bool
    /// Does the client want probabilities of tokens?
    package var wantsLogprobs: Bool
    /// The names of tools as the provider knows them.
    package var names: IdentifierMap
    /// The client's names of custom tools that went as functions with one text, `input`.
    package var wrappedTools: Set<String>
    /// The namespaces of tools by the client's joined name (`namespace` + `__` + name), for
    /// Responses' clients.
    package var namespaces: [String: (namespace: String, name: String)]
    /// The ids of calls in the conversation: those of an answer are others (some servers begin anew
    /// with each answer, and Anthropic takes no id twice).
    package var callIDs: Set<String>
    /// What the provider's proofs are marked with.
    package var provenance: Provenance
    /// Does the provider want its reasoning back, without any proof (PT-48)?
    package var keepsReasoning: Bool
    /// What made-up ids begin from: unique for the call, letters and digits.
    package var seed: String
    /// When the call came, in seconds since 1970.
    package var createdSeconds: Int64
    /// The client's settings, for Responses' answers (`Conversation.echo`).
    package var echo: [RawField]
    /// A prompt's size in tokens as estimated, for an Anthropic client of a provider that reports
    /// nothing; `nil` for 0. A `message_start`, which comes before the provider's count, says 0:
    /// clients add it to, or compare it with, what comes later, in which most may be cached
    /// (facts/protocols PT-03).
    package var promptEstimate: Int64?

    /// What a conversation's answer needs.
    package init(_ conversation: Conversation, target: TranslationTarget) {
        source = conversation.source
        self.target = target.dialect
        model = conversation.model
        isStream = conversation.stream.isOn
        wantsStreamUsage = conversation.stream.wantsUsage ?? false
        display = conversation.reasoning.display
        wantsProofs = conversation.reasoning.wantsProofs ?? false
        wantsLogprobs = conversation.logprobs?.isOn ?? false
        names = IdentifierMap(target.traits.toolNames)
        wrappedTools = []
        namespaces = [:]
        callIDs = Set(conversation.turns.lazy.flatMap(\.toolCalls).map(\.id))
        provenance = target.provenance
        keepsReasoning = target.traits.wantsReasoningContent
        seed = target.seed
        createdSeconds = target.nowSeconds
        echo = conversation.echo
        promptEstimate = conversation.source == .anthropic ? conversation.promptEstimate : nil
    }

    /// A tool call as the client knows it: its own name, an id its dialect accepts and no other call
    /// has, and a wrapped custom tool's text taken out of its object.
    ///
    /// - Parameter taken: The ids of other calls; this one's is added.
    package func homeward(_ call: ToolCall, besides taken: inout Set<String>) -> ToolCall {
        var call = call
        let rule = IdentifierRule.toolID(in: source)
        let given = call.id
        call.id = rule.fitted(given)
        var salt: UInt64 = 0
        while !taken.insert(call.id).inserted {
            salt += 1
            call.id = rule.fitted(given, hashing: salt)
        }
        call.name = names.own(call.name)
        if wrappedTools.contains(call.name) {
            call.kind = .custom
            call.input = CustomToolWrap.unwrapped(call.input)
        }
        if let (namespace, name) = namespaces[call.name] {
            call.namespace = namespace
            call.name = name
        }
        return call
    }
}
