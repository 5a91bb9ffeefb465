import Vocabulary
import Wire

/// Reasoning in Chat, which has no official place for it: `reasoning_content` (or `reasoning`) for
/// its text, `reasoning_details` for its proof, `extra_content` for proofs on calls.
enum ChatReasoningForm {
    /// Reads the reasoning of a message; `nil` if it has none.
    ///
    /// - Throws: `.malformedField`.
    static func reasoning(_ message: FieldReader) throws(TranslationFault) -> Part? {
        let text = text(message.node)
        let proof = proof(message.node)
        guard text != nil || proof != nil else { return nil }
        return Part(.reasoning(Reasoning(text.map { [$0] } ?? [], proof: proof)))
    }

    /// The text; empty counts as none.
    static func text(_ message: JSONNode) -> String? {
        for key in ["reasoning_content", "reasoning"] {
            if let text = message[key]?.string, !text.isEmpty { return text }
        }
        return nil
    }

    /// The first proof that is tagged as ours.
    static func proof(_ message: JSONNode) -> OpaqueProof? {
        guard let details = message["reasoning_details"], details.kind == .array else { return nil }
        for detail in details.elements {
            for key in ["signature", "data"] {
                if let text = detail[key]?.string, let proof = ProofTag.proof(text) { return proof }
            }
        }
        return nil
    }

    /// The proof on a call, tagged as ours.
    static func callProof(_ call: JSONNode) -> OpaqueProof? {
        (call["extra_content"]?["google"]?["thought_signature"]?.string).flatMap(ProofTag.proof)
    }

    /// The proof a compatible provider gives with its reasoning; its own, so it isn't tagged.
    static func providerProof(_ message: JSONNode, _ context: ReplyContext) -> OpaqueProof? {
        guard let details = message["reasoning_details"], details.kind == .array else { return nil }
        for detail in details.elements {
            if let text = detail.text("signature"), !text.isEmpty {
                return OpaqueProof(text, form: .signature, provenance: context.provenance)
            }
            if let text = detail.text("data"), !text.isEmpty {
                return OpaqueProof(text, form: .encrypted, provenance: context.provenance)
            }
        }
        return nil
    }

    /// The proof a compatible provider gives with a call.
    static func providerCallProof(_ call: JSONNode, _ context: ReplyContext) -> OpaqueProof? {
        guard let text = call["extra_content"]?["google"]?.text("thought_signature"), !text.isEmpty
        else { return nil }
        return OpaqueProof(text, form: .thoughtSignature, provenance: context.provenance)
    }

    /// Writes `reasoning_details` with one proof; a stream's has its place among those of its answer.
    static func write(
        _ proof: OpaqueProof, at index: Int64? = nil, to json: inout JSONWriter
    ) {
        json.key("reasoning_details")
        json.beginArray()
        json.beginObject()
        if let index { json.member("index", index) }
        json.key("type")
        json.string("reasoning.encrypted")
        json.key("data")
        json.string(ProofTag.tagged(proof))
        json.endObject()
        json.endArray()
    }

    /// Writes `extra_content` with the proof of a call.
    static func writeCallProof(_ proof: OpaqueProof, to json: inout JSONWriter) {
        json.key("extra_content")
        json.beginObject()
        json.key("google")
        json.beginObject()
        json.key("thought_signature")
        json.string(ProofTag.tagged(proof))
        json.endObject()
        json.endObject()
    }
}
