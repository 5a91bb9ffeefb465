import Vocabulary

/// A piece of a turn.
package struct Part: Equatable, Sendable {
    /// What it is.
    package enum Content: Equatable, Sendable {
        /// Words for the other side.
        case text(String)
        /// A picture.
        case image(Media)
        /// A PDF, a text file or another document.
        case document(Media)
        /// Sound.
        case audio(Media)
        /// Moving pictures (Gemini).
        case video(Media)
        /// The model calls a tool. In `.assistant` turns only.
        case toolCall(ToolCall)
        /// What a tool returned. In `.user` turns only.
        case toolResult(ToolResult)
        /// The model's reasoning. In `.assistant` turns only.
        case reasoning(Reasoning)
        /// The model declines. In `.assistant` turns only.
        case refusal(String)
        /// Something only its dialect knows: a hosted tool's call or result, a compaction, a
        /// container upload, ….
        case hosted(HostedItem)
    }

    /// What it is.
    package var content: Content
    /// The prompt up to and including this part may be cached.
    package var cacheMark: CacheMark?
    /// A proof that sits on a part which isn't reasoning (Gemini's `thoughtSignature` on texts and
    /// calls). Proofs of reasoning are in `Reasoning`.
    package var proof: OpaqueProof?
    /// Where its words come from.
    package var citations: [Citation] = []
    /// Responses' id of the item it came in; presentation only, never used for pairing.
    package var itemID: String?
    /// Responses' `phase` of an assistant's message (`commentary`, `final_answer`), which must be
    /// sent back.
    package var phase: String?

    /// A part.
    package init(_ content: Content, cacheMark: CacheMark? = nil) {
        self.content = content
        self.cacheMark = cacheMark
    }

    /// A part of text.
    package static func text(_ text: String) -> Part { Part(.text(text)) }

    /// Its text, if it is one.
    package var text: String? { if case .text(let text) = content { text } else { nil } }
}

/// Something only its own dialect knows.
package struct HostedItem: Equatable, Sendable {
    /// Its `type` there, or the name of its member.
    package var kind: String
    /// All of it, verbatim JSON.
    package var json: [UInt8]
    /// Whose it is.
    package var dialect: Dialect

    /// An item.
    package init(kind: String, json: [UInt8], dialect: Dialect) {
        self.kind = kind
        self.json = json
        self.dialect = dialect
    }
}
