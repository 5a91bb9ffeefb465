import Vocabulary

/// What all writers of requests do alike: pairing, names and ids, proofs, custom tools, efforts, and the table of losses.
///
/// A writer makes one, writes the body from `conversation` with its help, and returns `finished(_:)`.
package struct RequestDraft: Sendable {
    /// The conversation, its calls and results paired.
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
    /// - Throws: `.unpairedTool`.
    package init(
        _ conversation: Conversation, to target: TranslationTarget
    ) throws(TranslationFault) {
        var conversation = conversation
        if conversation.turns.contains(where: { $0.parts.contains { $0.isToolCall || $0.isToolResult } }) {
            Pairing.named(&conversation)
            if conversation.serverState.previousResponse == nil {
                try Pairing.check(conversation)
            }
        }
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

    /// The body with what it lost and what its answer needs.
    package func finished(_ body: [UInt8]) -> TranslatedRequest {
        TranslatedRequest(body: body, losses: losses.entries, context: context)
    }

    /// Are free-form tools sent as they are, or wrapped as functions?
    package var takesCustomTools: Bool { Self.takesCustomTools(target) }

    /// A tool's name as the target accepts it. Namespaces stay apart only in Responses; elsewhere they become part of the
    /// name.
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
        guard proof.provenance.fits(target.provenance), Self.forms(of: target.dialect).contains(proof.form)
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
