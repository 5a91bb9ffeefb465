import Vocabulary

/// What names or ids a dialect accepts.
package struct IdentifierRule: Equatable, Sendable {
    /// How many characters at least.
    package var charactersMin = 1
    /// How many characters.
    package var charactersMax: Int
    /// May there be `_` and `-`?
    package var takesMarks = true
    /// Which other characters beside ASCII letters, digits, `_` and `-`.
    package var others: String
    /// Must it begin with a letter or `_`?
    package var mustBeginWithLetter: Bool
    /// What a made-up one begins with.
    package var prefix: String

    /// A rule.
    package init(
        charactersMax: Int, others: String = "", mustBeginWithLetter: Bool = false, prefix: String
    ) {
        self.charactersMax = charactersMax
        self.others = others
        self.mustBeginWithLetter = mustBeginWithLetter
        self.prefix = prefix
    }

    /// Is it acceptable as it is?
    package func accepts(_ text: String) -> Bool {
        guard let first = text.utf8.first, (charactersMin...charactersMax).contains(text.utf8.count)
        else { return false }
        if mustBeginWithLetter, !Self.isLetter(first), first != UInt8(ascii: "_") { return false }
        return text.utf8.allSatisfy { isAllowed($0) }
    }

    /// A text that is acceptable, the same for the same text: as much of it as fits, and a hash of
    /// all of it (facts/protocols PT-26, PT-27).
    package func fitted(_ text: String, hashing salt: UInt64 = 0) -> String {
        guard salt != 0 || !accepts(text) else { return text }
        let hash = StableHash.text(text, salt: salt)
        guard takesMarks else { return String(hash.prefix(charactersMax)) }
        var fitted = prefix
        let room = charactersMax - hash.utf8.count - 1
        for byte in text.utf8 where fitted.utf8.count < room {
            fitted.unicodeScalars.append(
                Unicode.Scalar(isAllowed(byte) ? byte : UInt8(ascii: "_")))
        }
        return fitted + "_" + hash
    }

    private func isAllowed(_ byte: UInt8) -> Bool {
        Self.isLetter(byte) || (0x30...0x39).contains(byte)
            || takesMarks && (byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-"))
            || others.utf8.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    /// What ids of calls a dialect's clients accept.
    package static func toolID(in dialect: Dialect) -> IdentifierRule {
        switch dialect {
        case .openAIChat, .openAIResponses: .openAIToolID
        case .anthropic: .anthropicToolID
        case .gemini: .geminiToolID
        }
    }

    /// Mistral: nine letters and digits.
    package static let nineDigits: IdentifierRule = {
        var rule = IdentifierRule(charactersMax: 9, prefix: "")
        rule.charactersMin = 9
        rule.takesMarks = false
        return rule
    }()
    /// OpenAI: 64 letters, digits, `_`, `-`.
    package static let openAIToolName = IdentifierRule(charactersMax: 64, prefix: "")
    /// OpenAI: 64 of them.
    package static let openAIToolID = IdentifierRule(
        charactersMax: 64, others: ".:|", prefix: "call_")
    /// Anthropic: 64 is what all models take; newer ones take 128.
    package static let anthropicToolName = IdentifierRule(charactersMax: 64, prefix: "")
    /// Anthropic: `^[a-zA-Z0-9_-]+$`.
    package static let anthropicToolID = IdentifierRule(charactersMax: 64, prefix: "toolu_")
    /// Gemini: 128, beginning with a letter or `_`.
    package static let geminiToolName = IdentifierRule(
        charactersMax: 128, others: ".:", mustBeginWithLetter: true, prefix: "_")
    /// Gemini: any.
    package static let geminiToolID = IdentifierRule(
        charactersMax: 128, others: ".:|/", prefix: "call_")
}
