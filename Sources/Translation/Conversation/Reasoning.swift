import Vocabulary

/// What a model thought before it spoke: one block, never merged, trimmed or split (facts/protocols
/// PT-43).
package struct Reasoning: Equatable, Sendable {
    /// What its texts are.
    package enum Form: Sendable {
        /// The reasoning, or what a dialect shows in its place without saying which.
        case text
        /// A summary (Responses).
        case summary
    }

    /// The texts: one, several summary parts (Responses), or none where only the proof is shown.
    package var texts: [String]
    /// What the texts are.
    package var form: Form
    /// What the provider wants back to trust them; Anthropic's redacted thinking has no text and a
    /// proof of form `.redacted`.
    package var proof: OpaqueProof?

    /// A block of reasoning.
    package init(_ texts: [String], form: Form = .text, proof: OpaqueProof? = nil) {
        self.texts = texts
        self.form = form
        self.proof = proof
    }

    /// All texts in one, parted by a blank line (facts/protocols PT-50).
    package var joinedText: String {
        texts.count == 1 ? texts[0] : texts.joined(separator: "\n\n")
    }
}

/// Bytes by which a provider recognises its own reasoning; carried verbatim or not at all.
package struct OpaqueProof: Equatable, Sendable {
    /// What it is at its provider.
    package enum Form: String, CaseIterable, Sendable {
        /// Anthropic: `signature` of a thinking block.
        case signature
        /// Anthropic: `data` of a redacted thinking block.
        case redacted
        /// OpenAI Responses: `encrypted_content` of a reasoning item.
        case encrypted
        /// Gemini: `thoughtSignature` of a part.
        case thoughtSignature = "thought_signature"
    }

    /// The text as the provider gave it.
    package var text: String
    /// What it is.
    package var form: Form
    /// Who made it.
    package var provenance: Provenance

    /// A proof.
    package init(_ text: String, form: Form, provenance: Provenance) {
        self.text = text
        self.form = form
        self.provenance = provenance
    }
}

/// Who made something that only its maker understands.
package struct Provenance: Equatable, Sendable {
    /// The provider: `anthropic`, `openai`, `google`, or an upstream's name.
    package var vendor: String
    /// The family of models that accept it; `nil` if all of the vendor's do.
    package var modelFamily: String?
    /// What else it is bound to, such as an organisation or a key's id; `nil` if not known.
    package var binding: String?

    /// An origin.
    package init(vendor: String, modelFamily: String? = nil, binding: String? = nil) {
        self.vendor = vendor
        self.modelFamily = modelFamily
        self.binding = binding
    }

    /// Would the other one accept it? What isn't known on one side doesn't stand in the way.
    package func fits(_ other: Provenance) -> Bool {
        guard vendor == other.vendor else { return false }
        if let mine = modelFamily, let theirs = other.modelFamily, mine != theirs { return false }
        if let mine = binding, let theirs = other.binding, mine != theirs { return false }
        return true
    }
}
