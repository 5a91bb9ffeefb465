/// The sandbox's proof that something opaque is its own: it stands for signatures of thinking,
/// redacted thinking and encrypted reasoning.
///
/// A seal binds what it is for, the organisation of the credential and a digest of what is sealed.
/// It is no cryptography; it tells an altered or foreign blob from one of the sandbox's.
struct Seal: Equatable, Sendable {
    /// What is sealed.
    let kind: Kind
    /// The digest of the sealed content.
    let content: UInt64
    /// The digest of the organisation it was made for.
    let organisation: UInt64

    /// What seals are for.
    enum Kind: String, Sendable {
        /// The signature of a thinking block (Anthropic).
        case thinking
        /// A redacted thinking block (Anthropic).
        case redacted
        /// The encrypted content of a reasoning item (OpenAI Responses).
        case reasoning
        /// The thought signature of a part (Gemini).
        case thought
    }

    /// A seal of some content.
    init(_ kind: Kind, content: String, organisation: String = "") {
        self.kind = kind
        self.content = Self.digest(content)
        self.organisation = Self.digest(organisation)
    }

    /// The seal of its bytes; `nil` for bytes that aren't ours or were altered.
    init?(bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: ":")
        guard parts.count == 5, parts[0] == Self.mark, let kind = Kind(rawValue: String(parts[1])),
            let content = UInt64(parts[2], radix: 16),
            let organisation = UInt64(parts[3], radix: 16)
        else { return nil }
        self.kind = kind
        self.content = content
        self.organisation = organisation
        guard self.bytes == bytes else { return nil }
    }

    /// The bytes it travels as.
    var bytes: [UInt8] {
        let start =
            "\(Self.mark):\(kind.rawValue):\(String(content, radix: 16)):"
            + "\(String(organisation, radix: 16)):"
        return Array((start + String(WordList.mixed(Self.digest(start)), radix: 16)).utf8)
    }

    /// The bytes as base64 text.
    var text: String { Base64Text.encoded(bytes) }

    private static let mark = "sandbox seal"

    private static func digest(_ text: String) -> UInt64 {
        var digest = PromptText()
        digest.add(text)
        return digest.digest
    }
}
