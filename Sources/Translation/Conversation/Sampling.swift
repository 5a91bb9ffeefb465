/// How tokens are drawn. Numbers keep their text.
package struct Sampling: Equatable, Sendable {
    /// How adventurous: 0 to 2, Anthropic to 1.
    package var temperature: NumberText?
    /// The mass of probability that is drawn from.
    package var topP: NumberText?
    /// How many tokens are drawn from.
    package var topK: NumberText?
    /// What a token's presence costs it.
    package var presencePenalty: NumberText?
    /// What a token's frequency costs it.
    package var frequencyPenalty: NumberText?
    /// Where drawing starts.
    package var seed: NumberText?

    /// Nothing said.
    package init() {}
}

/// Whether probabilities of tokens are wanted.
package struct LogprobControls: Equatable, Sendable {
    /// Those of the tokens that were drawn.
    package var isOn: Bool
    /// And of so many others at each place.
    package var alternatives: Int64?

    /// A wish.
    package init(isOn: Bool, alternatives: Int64? = nil) {
        self.isOn = isOn
        self.alternatives = alternatives
    }
}

/// A JSON number as it was written.
package struct NumberText: Equatable, Sendable {
    /// Sound JSON number text.
    package let text: String

    /// A number's text, which a parser has accepted.
    package init(_ text: String) { self.text = text }

    /// A whole number.
    package init(_ number: Int64) { text = String(number) }

    /// Its value; rounded, for comparisons only.
    package var value: Double { Double(text) ?? 0 }

    /// The bytes for a writer.
    package var json: [UInt8] { Array(text.utf8) }
}
