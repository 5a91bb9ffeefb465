/// How much a model should reason, and what of it is shown.
package struct ReasoningControls: Equatable, Sendable {
    /// How much, on the finest scale of the dialects.
    package enum Effort: String, CaseIterable, Comparable, Sendable {
        /// Not at all.
        case none
        /// As little as the model can.
        case minimal
        /// Little.
        case low
        /// A middle amount.
        case medium
        /// Much.
        case high
        /// Very much.
        case xhigh
        /// As much as the model can.
        case max

        package static func < (left: Effort, right: Effort) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// Whether the client turns reasoning on or off without saying how much.
    package enum Mode: Sendable {
        /// On with a budget (Anthropic `enabled`).
        case enabled
        /// On, the model decides how much (Anthropic `adaptive`, Gemini budget −1).
        case adaptive
        /// Off (Anthropic `disabled`, Gemini budget 0).
        case disabled
    }

    /// What of it is shown.
    package enum Display: Sendable {
        /// Nothing.
        case omitted
        /// A summary, of a length the provider chooses.
        case summarised
        /// A short summary (Responses).
        case concise
        /// A long summary (Responses).
        case detailed
    }

    /// On or off.
    package var mode: Mode?
    /// How much; `nil` where it isn't said, so the model's default.
    package var effort: Effort?
    /// An effort written in a word we don't know, as it was.
    package var unknownEffort: String?
    /// The most tokens of it.
    package var budgetTokens: Int64?
    /// What is shown.
    package var display: Display?
    /// Does the client want proofs it can send back (Responses' `reasoning.encrypted_content`)?
    package var wantsProofs: Bool?

    /// Nothing said.
    package init() {}
}
