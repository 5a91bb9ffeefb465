/// Writes down in a proof who made it, so that a client can carry it in a dialect of another vendor
/// and it comes home (facts/protocols PT-42).
///
/// A tagged proof is standard base64 of `bursar.1.vendor|family|binding|form|text`; it always
/// begins with `marker`, because the first nine bytes fill twelve digits exactly. A text that isn't
/// tagged is the reading dialect's own.
package enum ProofTag {
    /// What every tagged proof begins with, and no provider's does.
    package static let marker = "YnVyc2FyLjEu"

    /// Stands where a client's dialect has a proof and the provider gave none, so that the block is
    /// known for a foreign one when the conversation moves to that dialect's own provider.
    package static let unproven = "YnVyc2FyLjEudW5wcm92ZW4u"

    /// What Google documents to stand for the signature of a call from elsewhere.
    package static let noGeminiSignature = "skip_thought_signature_validator"

    /// The proof for a client whose dialect isn't its maker's.
    package static func tagged(_ proof: OpaqueProof) -> String {
        let origin = proof.provenance
        let fields = [
            origin.vendor, origin.modelFamily ?? "", origin.binding ?? "", proof.form.rawValue,
        ].map { $0.replacing("|", with: "_") }
        return Base64.text(
            Array(("bursar.1." + fields.joined(separator: "|") + "|" + proof.text).utf8))
    }

    /// The proof behind a tagged text; `nil` if it isn't one.
    package static func proof(_ text: String) -> OpaqueProof? {
        guard text.hasPrefix(marker), let bytes = Base64.bytes(text) else { return nil }
        let fields = bytes.dropFirst(9).split(
            separator: UInt8(ascii: "|"), maxSplits: 4, omittingEmptySubsequences: false
        ).map { String(decoding: $0, as: UTF8.self) }
        guard fields.count == 5, let form = OpaqueProof.Form(rawValue: fields[3]) else {
            return nil
        }
        return OpaqueProof(
            fields[4], form: form,
            provenance: Provenance(
                vendor: fields[0], modelFamily: fields[1].isEmpty ? nil : fields[1],
                binding: fields[2].isEmpty ? nil : fields[2]))
    }

    /// Reads a proof as a client sends it: tagged, or of the dialect's own vendor; `nil` for what
    /// stands in place of none.
    package static func read(
        _ text: String, form: OpaqueProof.Form, vendor: String
    ) -> OpaqueProof? {
        guard text != unproven else { return nil }
        return proof(text) ?? OpaqueProof(text, form: form, provenance: Provenance(vendor: vendor))
    }
}
