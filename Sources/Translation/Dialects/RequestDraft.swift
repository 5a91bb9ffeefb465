import Vocabulary
import Wire

/// What all writers of requests do alike: pairing, names and ids, proofs, custom tools, efforts,
/// and the table of losses.
///
/// A writer makes one, writes the body from `conversation` with its help, and returns
/// `finished(_:)`.
package struct RequestDraft: Sendable {
    /// The conversation, its calls and results paired, results right behind their calls and first
    /// in their turn.
    package let conversation: Conversation
    /// Where it goes.
    package let target: TranslationTarget
    /// What is lost.
    package var losses: Losses
    /// What is left for the answer.
    package private(set) var context: ReplyContext
    private var ids: IdentifierMap

    /// Prepares a conversation for a target.
    ///
    /// - Throws: `.unpairedTool`, `.malformedField` for a choice of tools that aren't offered, or no room for an answer.
    package init(
        _ conversation: Conversation, to target: TranslationTarget
    ) throws(TranslationFault) {
        var conversation = conversation
        if conversation.turns.contains(where: {
            $0.parts.contains { $0.isToolCall || $0.isToolResult }
        }) {
            Pairing.named(&conversation)
            if conversation.serverState.previousResponse == nil {
                try Pairing.check(conversation)
                conversation.turns = Pairing.gathered(conversation.turns)
            }
        }
        if target.dialect == .gemini {
            Self.settleProofs(&conversation)
        } else if conversation.source == .gemini {
            Self.joinPieces(&conversation)
        }
        try Self.check(conversation)
        self.conversation = conversation
        self.target = target
        losses = Losses(from: conversation.source, to: target.dialect, policy: target.policy)
        ids = IdentifierMap(target.traits.toolIDs)
        var context = ReplyContext(conversation, target: target)
        var names: [String] = []
        for tool in conversation.tools {
            if case .hosted = tool.kind { continue }
            let joined = Self.joined(tool.name, namespace: tool.namespace)
            names.append(joined)
            if let namespace = tool.namespace {
                context.namespaces[joined] = (namespace, tool.name)
            }
            if case .custom = tool.kind, !Self.takesCustomTools(target) {
                context.wrappedTools.insert(joined)
            }
        }
        context.names = IdentifierMap(target.traits.toolNames, names: names)
        self.context = context
    }

    /// What no provider takes, or means something else to each.
    private static func check(_ conversation: Conversation) throws(TranslationFault) {
        func refuse(
            _ field: ConversationField, _ sentence: String, as own: String? = nil
        ) -> TranslationFault {
            let name = own ?? VerdictTable.name(of: field, in: conversation.source)
            return TranslationFault(.malformedField, field: name, "\(name) \(sentence)")
        }
        // Anthropic's way to warm a cache, which no other provider has.
        if conversation.outputTokensMax == 0 {
            throw refuse(
                .outputTokensMax, "must be at least 1 for a provider of another protocol.",
                as: conversation.outputTokensName)
        }
        let chosen: [String]
        let field: ConversationField
        switch conversation.toolChoice {
        case .required: (chosen, field) = ([], .toolChoiceRequired)
        case .named(let name, _): (chosen, field) = ([name], .toolChoiceNamed)
        case .subset(let names, _): (chosen, field) = (names, .toolChoiceSubset)
        case .validated(let names): (chosen, field) = (names, .toolChoiceValidated)
        case .auto, .never, .hosted, nil: return
        }
        if conversation.tools.isEmpty, conversation.toolChoice?.isForced == true {
            throw refuse(
                field, "asks for a call, but there are no tools. Offer some, or leave it out.")
        }
        for name in chosen {
            let isOffered = conversation.tools.contains {
                $0.name == name || joined($0.name, namespace: $0.namespace) == name
            }
            guard isOffered else {
                throw refuse(field, "names a tool that isn't offered. Offer it, or name another.")
            }
        }
    }

    /// Joins what the model said in pieces: Gemini's clients send each part of a stream back as it
    /// came, a signature on the last. The others know one block of reasoning, and no blank texts.
    private static func joinPieces(_ conversation: inout Conversation) {
        for turn in conversation.turns.indices where conversation.turns[turn].role == .assistant {
            var parts: [Part] = []
            for part in conversation.turns[turn].parts {
                guard let last = parts.indices.last, parts[last].proof == nil else {
                    parts.append(part)
                    continue
                }
                switch (parts[last].content, part.content) {
                case (.text(let said), .text(let more)) where said.isBlank || more.isBlank:
                    parts[last].content = .text(said + more)
                    parts[last].proof = part.proof
                case (.reasoning(let said), .reasoning(let more))
                where said.proof == nil && !said.texts.isEmpty:
                    parts[last].content = .reasoning(
                        Reasoning(
                            [said.joinedText + more.joinedText], form: said.form, proof: more.proof)
                    )
                default: parts.append(part)
                }
            }
            conversation.turns[turn].parts = parts
        }
    }

    /// Puts Gemini's proofs back on the parts they sat on: other dialects carried them in a block
    /// of reasoning without text right before.
    private static func settleProofs(_ conversation: inout Conversation) {
        for turn in conversation.turns.indices where conversation.turns[turn].role == .assistant {
            var parts: [Part] = []
            var waiting: OpaqueProof?
            for var part in conversation.turns[turn].parts {
                if case .reasoning(let reasoning) = part.content, reasoning.joinedText.isEmpty,
                    let proof = reasoning.proof, proof.form == .thoughtSignature
                {
                    waiting = proof
                    continue
                }
                if part.proof == nil, let proof = waiting {
                    part.proof = proof
                    waiting = nil
                }
                parts.append(part)
            }
            // Behind the last words it belonged to them.
            if let proof = waiting {
                if let last = parts.indices.last, parts[last].text != nil, parts[last].proof == nil
                {
                    parts[last].proof = proof
                } else {
                    var part = Part.text("")
                    part.proof = proof
                    parts.append(part)
                }
            }
            conversation.turns[turn].parts = parts
        }
    }

    /// The body with what it lost and what its answer needs.
    package func finished(_ body: [UInt8]) -> TranslatedRequest {
        TranslatedRequest(body: body, losses: losses.entries, context: context)
    }

    /// Are free-form tools sent as they are, or wrapped as functions?
    package var takesCustomTools: Bool { Self.takesCustomTools(target) }

    /// A tool's name as the target accepts it. Namespaces stay apart only in Responses; elsewhere
    /// they become part of the name.
    package mutating func toolName(_ name: String, namespace: String? = nil) -> String {
        var names = context.names
        let own = Self.joined(name, namespace: namespace)
        let known = names.fitted(own)
        if known != own || names.rule.accepts(own) { return known }
        let fitted = names.fit(own)
        context.names = names
        return fitted
    }

    /// A call's id as the target accepts it.
    package mutating func toolID(_ id: String) -> String { ids.fit(id) }

    /// A proof, if the target made it; else it is told as lost.
    ///
    /// - Throws: `.unsupportedField` where policy says so.
    package mutating func usable(_ proof: OpaqueProof?) throws(TranslationFault) -> OpaqueProof? {
        guard let proof else { return nil }
        guard proof.provenance.fits(target.provenance),
            Self.forms(of: target.dialect).contains(proof.form)
        else {
            try losses.tellOtherwise(.reasoningProof)
            return nil
        }
        return proof
    }

    /// The effort the model knows that comes nearest; ties go up. `nil` if it knows none.
    package func nearestEffort(
        to wish: ReasoningControls.Effort
    ) -> ReasoningControls.Effort? {
        let all = ReasoningControls.Effort.allCases
        func place(_ effort: ReasoningControls.Effort) -> Int { all.firstIndex(of: effort) ?? 0 }
        return target.traits.efforts.min { left, right in
            let (first, second) = (abs(place(left) - place(wish)), abs(place(right) - place(wish)))
            return first == second ? left > right : first < second
        }
    }

    /// The effort the client wishes, however it said it; `nil` if it said nothing.
    package var wishedEffort: ReasoningControls.Effort? {
        let reasoning = conversation.reasoning
        if reasoning.mode == .disabled { return ReasoningControls.Effort.none }
        if let effort = reasoning.effort { return effort }
        return reasoning.budgetTokens.map(Self.effort(ofBudget:))
    }

    /// The budget that stands for an effort (facts/protocols 5.6).
    package static func budget(of effort: ReasoningControls.Effort, max: Int64) -> Int64 {
        let budget: Int64 =
            switch effort {
            case .none: 0
            case .minimal: 1_024
            case .low: 4_096
            case .medium: 8_192
            case .high: 24_576
            case .xhigh, .max: max
            }
        return min(budget, max)
    }

    /// The effort that stands for a budget.
    package static func effort(ofBudget tokens: Int64) -> ReasoningControls.Effort {
        switch tokens {
        case ...0: .none
        case ...4_096: .low
        case ...8_192: .medium
        case ...24_576: .high
        default: .xhigh
        }
    }

    private static func joined(_ name: String, namespace: String?) -> String {
        namespace.map { "\($0)__\(name)" } ?? name
    }

    private static func takesCustomTools(_ target: TranslationTarget) -> Bool {
        switch target.dialect {
        case .openAIChat, .openAIResponses: target.traits.takesCustomTools
        case .anthropic, .gemini: false
        }
    }

    private static func forms(of dialect: Dialect) -> [OpaqueProof.Form] {
        switch dialect {
        case .openAIChat: OpaqueProof.Form.allCases
        case .openAIResponses: [.encrypted]
        case .anthropic: [.signature, .redacted]
        case .gemini: [.thoughtSignature]
        }
    }
}

extension RequestDraft {
    /// Tells what of the provider's own storage a request of another dialect can't have.
    ///
    /// - Throws: `.unsupportedField` naming the field.
    package mutating func tellServerState() throws(TranslationFault) {
        let state = conversation.serverState
        if state.mayStore == true, target.dialect == .anthropic || target.dialect == .gemini {
            try losses.tell(.store)
        }
        if state.previousResponse != nil { try losses.tell(.previousResponse) }
        if state.conversation != nil { try losses.tell(.storedConversation) }
        if state.isBackground == true { try losses.tell(.background) }
        if state.prompt != nil { try losses.tell(.storedPrompt) }
        if state.container != nil { try losses.tell(.container) }
    }
}

extension RequestDraft {
    /// A call's input as the JSON object that some dialects want: a free-form text is wrapped,
    /// nothing is `{}`.
    ///
    /// - Throws: `.unsupportedField` if the model wrote something that isn't an object; a silent
    ///   `{}` would lie.
    package mutating func objectInput(of call: ToolCall) throws(TranslationFault) -> [UInt8] {
        guard call.kind == .function else { return Array(CustomToolWrap.wrapped(call.input).utf8) }
        let text = Array(call.input.utf8)
        guard !call.input.isBlank else { return Array("{}".utf8) }
        // a model may write anything
        if let document = try? JSONDocument(parsing: text), document.root.kind == .object {
            return text
        }
        try losses.tellOtherwise(.toolArguments)
        return Array("{}".utf8)
    }

    /// The description of a free-form tool that goes as a function; its grammar is told in it.
    ///
    /// - Throws: `.unsupportedField` where policy says so.
    package mutating func wrappedDescription(
        _ tool: Tool, format: [UInt8]?
    ) throws(TranslationFault) -> String? {
        // it was part of a sound body
        guard let format, let document = try? JSONDocument(parsing: format),
            let definition = document.root["definition"]?.string
        else { return tool.description }
        try losses.tell(.customToolFormat)
        let syntax = document.root["syntax"]?.string ?? "grammar"
        return (tool.description.map { $0 + "\n\n" } ?? "")
            + "The input must follow this \(syntax):\n\(definition)"
    }

    /// An instruction in the middle of a conversation as a user's text, marked as what it is.
    package static func marked(_ text: String) -> String {
        "<system-instruction>\n\(text)\n</system-instruction>"
    }
}
