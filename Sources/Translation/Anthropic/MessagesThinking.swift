import Vocabulary
import Wire

/// How a request asks an Anthropic model to think, and how much output that leaves (facts/protocols
/// 5.6, PT-47, PT-52).
struct MessagesThinking {
    /// What `thinking` says.
    enum Form: Equatable {
        /// Nothing.
        case unsaid
        /// `disabled`
        case disabled
        /// `enabled` with a budget.
        case budget(Int64)
        /// `adaptive`
        case adaptive
    }

    /// What `thinking` says.
    private(set) var form = Form.unsaid
    /// What `output_config.effort` says.
    private(set) var effort: ReasoningControls.Effort?
    /// What `max_tokens` says.
    private(set) var outputTokensMax: Int64
    private var isOmitted = false

    /// Does the model think before it answers?
    var isOn: Bool { form == .adaptive || budget != nil }

    private var budget: Int64? { if case .budget(let tokens) = form { tokens } else { nil } }

    /// Decides for a request, and tells what is lost.
    ///
    /// - Throws: `.unsupportedField` where policy says so.
    init(_ draft: inout RequestDraft) throws(TranslationFault) {
        let traits = draft.target.traits
        let conversation = draft.conversation
        outputTokensMax = 0
        outputTokensMax = try Self.outputTokensMax(&draft)
        isOmitted = conversation.reasoning.display == .omitted
        guard conversation.reasoning != ReasoningControls(),
            draft.wishedEffort != nil
                || conversation.reasoning.mode != nil
        else {
            if conversation.reasoning.unknownEffort != nil {
                try draft.losses.tellOtherwise(.reasoningEffort)
            }
            return
        }
        let wish = draft.wishedEffort
        switch traits.thinking {
        case .budget: try chooseBudget(wish, &draft)
        case .adaptive: try chooseEffort(wish, &draft)
        case .none, .effort, .geminiBudget, .geminiLevel:
            if wish != ReasoningControls.Effort.none {
                try draft.losses.tellOtherwise(.reasoningEffort)
            }
        }
        // A forced call and thinking exclude each other; the call decides what the answer is.
        if isOn, conversation.toolChoice?.isForced == true {
            form = .disabled
            effort = nil
            try draft.losses.tellOtherwise(.reasoningEffort)
        }
    }

    private static func outputTokensMax(
        _ draft: inout RequestDraft
    ) throws(TranslationFault) -> Int64 {
        let most = draft.target.traits.outputTokensMax
        guard let wish = draft.conversation.outputTokensMax else {
            if most == nil { try draft.losses.tellOtherwise(.outputTokensMax) }
            return most ?? MessagesRequestWriter.outputTokensAssumed
        }
        guard let most, wish > most else { return wish }
        try draft.losses.tellOtherwise(.outputTokensMax)
        return most
    }

    private mutating func chooseBudget(
        _ wish: ReasoningControls.Effort?, _ draft: inout RequestDraft
    ) throws(TranslationFault) {
        if wish == ReasoningControls.Effort.none {
            form = .disabled
            return
        }
        // Without the thinking of the turn that is going on, such models refuse to go on thinking
        // (PT-41).
        guard !Self.lacksThinking(draft) else {
            try draft.losses.tellOtherwise(.reasoningEffort)
            return
        }
        let asked =
            draft.conversation.reasoning.budgetTokens
            ?? RequestDraft.budget(of: wish ?? .medium, max: draft.target.traits.thinkingBudgetMax)
        let most = outputTokensMax - 1
        guard most >= 1_024 else {
            try draft.losses.tellOtherwise(.reasoningEffort)
            return
        }
        let budget = max(1_024, min(asked, most))
        if budget != asked, draft.conversation.reasoning.budgetTokens != nil {
            try draft.losses.tellOtherwise(.reasoningBudget)
        }
        form = .budget(budget)
    }

    private mutating func chooseEffort(
        _ wish: ReasoningControls.Effort?, _ draft: inout RequestDraft
    ) throws(TranslationFault) {
        if wish == ReasoningControls.Effort.none, draft.target.traits.mayNotThink {
            form = .disabled
            return
        }
        form = .adaptive
        guard let wish else { return }
        if draft.conversation.reasoning.budgetTokens != nil,
            draft.conversation.reasoning.effort == nil
        {
            try draft.losses.tellOtherwise(.reasoningBudget)
        }
        effort = draft.nearestEffort(to: wish)
    }

    /// Does the last assistant turn call tools without thinking that may be sent back?
    private static func lacksThinking(_ draft: RequestDraft) -> Bool {
        guard let last = draft.conversation.turns.last(where: { $0.role == .assistant }),
            draft.conversation.turns.last?.parts.contains(where: \.isToolResult) == true,
            let first = last.parts.first
        else { return false }
        guard case .reasoning(let reasoning) = first.content, let proof = reasoning.proof else {
            return true
        }
        return !proof.provenance.fits(draft.target.provenance)
    }

    /// Writes the member, if anything is said.
    func write(to json: inout JSONWriter) {
        guard form != .unsaid else { return }
        json.beginObject("thinking")
        switch form {
        case .unsaid: break
        case .disabled: json.member("type", "disabled")
        case .adaptive: json.member("type", "adaptive")
        case .budget(let tokens):
            json.member("type", "enabled")
            json.member("budget_tokens", tokens)
        }
        if isOn, isOmitted { json.member("display", "omitted") }
        json.endObject()
    }

    /// Writes the effort inside `output_config`.
    func writeEffort(to json: inout JSONWriter) {
        if let effort { json.member("effort", effort.rawValue) }
    }
}

extension ToolChoice {
    /// Must some tool be called?
    package var isForced: Bool {
        switch self {
        case .required, .named, .hosted: true
        case .subset(_, let isRequired): isRequired
        case .auto, .never, .validated: false
        }
    }
}
