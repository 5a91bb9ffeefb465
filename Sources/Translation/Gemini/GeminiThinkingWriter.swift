import Vocabulary
import Wire

/// The `thinkingConfig` of a generateContent request (facts/protocols 5.6).
extension GeminiRequestWriter {
    /// Writes it, if there is anything to say.
    ///
    /// - Throws: `.unsupportedField` where policy says so.
    mutating func writeThinking(to config: inout JSONWriter) throws(TranslationFault) {
        let reasoning = conversation.reasoning
        let isWished =
            draft.wishedEffort != nil || reasoning.mode != nil || reasoning.unknownEffort != nil
        guard traits.thinking != .none else {
            if isWished, draft.wishedEffort != ReasoningControls.Effort.none {
                try draft.losses.tellOtherwise(.reasoningEffort)
            }
            return
        }
        if reasoning.unknownEffort != nil { try draft.losses.tellOtherwise(.reasoningEffort) }
        var budget: Int64?
        var level: ReasoningControls.Effort?
        if traits.thinking == .geminiBudget {
            budget = self.budget()
        } else {
            level = try self.level()
        }
        let isShown = reasoning.display.map { $0 != .omitted }
        guard budget != nil || level != nil || isShown != nil else { return }
        config.beginObject("thinkingConfig")
        if let budget { config.member("thinkingBudget", budget) }
        if let level { config.member("thinkingLevel", level.rawValue.uppercased()) }
        if let isShown { config.member("includeThoughts", isShown) }
        config.endObject()
    }

    /// A budget: the client's own within the model's bounds, or one that stands for its effort; −1
    /// lets the model choose.
    private func budget() -> Int64? {
        let reasoning = conversation.reasoning
        let least: Int64 = traits.mayNotThink ? 0 : 128
        if reasoning.mode == .disabled { return least }
        if let tokens = reasoning.budgetTokens {
            return min(max(tokens, least), traits.thinkingBudgetMax)
        }
        if let effort = reasoning.effort {
            return max(RequestDraft.budget(of: effort, max: traits.thinkingBudgetMax), least)
        }
        return reasoning.mode == nil ? nil : -1
    }

    /// A level: the nearest the model has; none lets the model choose.
    private mutating func level() throws(TranslationFault) -> ReasoningControls.Effort? {
        let reasoning = conversation.reasoning
        guard let wish = draft.wishedEffort else { return nil }
        if reasoning.mode == .disabled {
            if traits.efforts.min() != nil { return traits.efforts.min() }
        }
        if reasoning.effort == nil { try draft.losses.tellOtherwise(.reasoningBudget) }
        return draft.nearestEffort(to: wish)
    }
}
