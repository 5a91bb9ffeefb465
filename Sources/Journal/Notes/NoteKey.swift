import Vault
import Vocabulary

/// What the signatures of a log are checked with (C2SP signed-note): a name and an Ed25519 key.
package struct NoteKey: Hashable, Sendable, CustomStringConvertible {
    /// Signatures with an Ed25519 key have this mark.
    static let kind: UInt8 = 0x01
    /// Cosignatures of witnesses with an Ed25519 key, which sign a time too, have this one.
    static let cosignatureKind: UInt8 = 0x04

    /// Whose key it is; no blanks, no plus sign.
    package let name: String
    /// What it signs: notes (1) or cosignatures (4).
    package let kind: UInt8
    /// The 32 bytes of the public key.
    package let publicKey: [UInt8]

    package init(name: String, publicKey: [UInt8], kind: UInt8 = NoteKey.kind) {
        self.name = name
        self.kind = kind
        self.publicKey = publicKey
    }

    /// Reads a verifier key, `name+hash+base64`.
    ///
    /// - Throws: `.malformed` for another shape, a hash that isn't the key's, a kind that isn't Ed25519.
    package init(_ text: String) throws(JournalFault) {
        // Base64 may hold plus signs; a name and a hash can't.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, Self.isName(parts[0]), let bytes = Base64.bytes(parts[2]),
            let kind = bytes.first, kind == Self.kind || kind == Self.cosignatureKind,
            bytes.count == 1 + SigningKey.count
        else {
            throw JournalFault(
                .malformed, "The text is no verifier key of the kind NAME+HASH+KEY.")
        }
        self.init(name: String(parts[0]), publicKey: Array(bytes.dropFirst()), kind: kind)
        guard parts[1] == Hexadecimal.text(id) else {
            throw JournalFault(.malformed, "The verifier key's hash isn't that of its key.")
        }
    }

    /// May a log or a witness have this name?
    package static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= 200
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "+") }
    }

    /// The first 4 bytes of SHA-256 of name, line end, kind and key.
    package var id: [UInt8] {
        Array(Digest.sha256(Array(name.utf8) + [0x0a, kind] + publicKey).prefix(4))
    }

    /// The verifier key, `name+hash+base64`; what auditors are given.
    package var description: String {
        "\(name)+\(Hexadecimal.text(id))+\(Base64.text([kind] + publicKey))"
    }
}
