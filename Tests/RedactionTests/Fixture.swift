import Vault
import Vocabulary
import Wire

@testable import Redaction

/// What tests of whole requests share.
enum Fixture {
    /// A client's key for placeholders.
    static func key(_ byte: UInt8 = 1) throws -> Secret {
        var bytes = [UInt8](repeating: byte, count: 32)
        return try Secret(moving: &bytes)
    }

    /// E-mail addresses, cards and the word "falcon" come back; secrets are masked, keys are blocked.
    static let policy = RedactionPolicy(
        standard: .allow,
        detectors: ["email": .tokenise, "card": .tokenise, "secret": .mask, "private-key": .block],
        words: ["falcon", "he said \"no\"\nand \\ left", "😀 smile"],
        patterns: [.init(name: "ticket", pattern: "ACME-[0-9]{5}", action: .tokenise)])

    static func redactor(_ policy: RedactionPolicy = policy) throws -> Redactor {
        try Redactor(policy: policy)
    }

    static func redact(
        _ json: String, _ dialect: Dialect = .openAIChat, _ policy: RedactionPolicy = policy,
        key: UInt8 = 1
    ) throws -> (text: String, redacted: Redacted) {
        let document = try JSONDocument(parsing: Array(json.utf8))
        let redacted = try Redactor(policy: policy).redact(
            document, dialect: dialect, key: Fixture.key(key))
        return (String(decoding: redacted.body ?? document.bytes, as: UTF8.self), redacted)
    }

    /// A fault that something throws.
    static func fault(_ body: () throws -> Void) -> RedactionFault? {
        do { try body() } catch { return error as? RedactionFault }
        return nil
    }

    /// A JSON string.
    static func quoted(_ text: String) -> String {
        String(decoding: JSONText.quoted(text), as: UTF8.self)
    }
}
