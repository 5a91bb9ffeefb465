import Vocabulary

/// A whole answer in no dialect's form.
package struct Reply: Equatable, Sendable {
    /// The provider's id of it; a writer of another dialect makes its own (`ReplyContext.seed`).
    package var providerID: String?
    /// The model that answered, as the provider names it.
    package var model: String?
    /// When it was made, in seconds since 1970, where the dialect says it.
    package var createdSeconds: Int64?
    /// The answers: one, or several where several were asked for, by `index`.
    package var choices: [Choice]
    /// What was used; `nil` where nothing was reported.
    package var usage: ReportedUsage?
    /// The service tier that served, as written.
    package var tier: String?
    /// OpenAI's `system_fingerprint`.
    package var fingerprint: String?
    /// Fields that the reader doesn't know.
    package var unknown: [UnknownField] = []

    /// One of the answers.
    package struct Choice: Equatable, Sendable {
        /// Its place, from zero.
        package var index: Int
        /// Reasoning, texts, refusals, calls, in order.
        package var parts: [Part]
        /// Why it ended.
        package var stop: StopReason
        /// Which stop sequence ended it, where the dialect says it.
        package var stopSequence: String?
        /// Probabilities of tokens in OpenAI Chat's form (`{"content":[…],"refusal":[…]}`),
        /// verbatim.
        package var logprobs: [UInt8]?

        /// An answer.
        package init(
            index: Int = 0, parts: [Part], stop: StopReason, stopSequence: String? = nil
        ) {
            self.index = index
            self.parts = parts
            self.stop = stop
            self.stopSequence = stopSequence
        }
    }

    /// An answer.
    package init(choices: [Choice]) { self.choices = choices }
}

/// Where words come from.
package struct Citation: Equatable, Sendable {
    /// The source's address.
    package var url: String?
    /// The source's title.
    package var title: String?
    /// The words that are cited.
    package var citedText: String?
    /// Where in the part's text it applies, in characters, as OpenAI counts.
    package var range: Range<Int>?
    /// All of it, verbatim.
    package var json: [UInt8]
    /// In which dialect's form.
    package var dialect: Dialect

    /// Where it applies, for dialects that have to say it: in what its provider names, else in the whole block that Anthropic
    /// put it on; else nobody knows, and it stands behind the block like a note's number.
    ///
    /// - Parameter block: Where the block stands in the text that places count from.
    func place(in block: Range<Int>) -> Range<Int> {
        if let range {
            return block.lowerBound + range.lowerBound..<block.lowerBound + range.upperBound
        }
        return dialect == .anthropic ? block : block.upperBound..<block.upperBound
    }

    /// A citation.
    package init(json: [UInt8], dialect: Dialect) {
        self.json = json
        self.dialect = dialect
    }
}
