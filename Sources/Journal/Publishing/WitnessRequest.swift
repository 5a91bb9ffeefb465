import GRDB
import Storage
import Vault

/// What is sent to a witness and what it answers (C2SP tlog-witness, `add-checkpoint`).
package enum WitnessRequest {
    /// The body: the size that the witness saw last, what shows that this log only grew since, and the checkpoint.
    package static func body(
        _ signed: SignedCheckpoint, old: Int64, in database: Database
    ) throws -> [UInt8] {
        let size = signed.checkpoint.size
        guard old >= 0, old <= size else {
            throw JournalFault(
                .witness, "The witness has seen \(old) entries, and the log has only \(size).")
        }
        let proof = try TreeView(size: size, of: StoredTree(database)).consistency(from: old)
        let lines = proof.map { Base64.text($0.bytes) + "\n" }.joined()
        return Array("old \(old)\n\(lines)\n\(signed.note.description)".utf8)
    }

    /// What a witness's answer means.
    package enum Answer: Sendable {
        /// Its cosignatures, all right.
        case cosigned([SignedNote.Signature])
        /// It saw another size last; ask again with that one.
        case sawAnother(Int64)
        /// It doesn't sign.
        case refused(String)
    }

    /// Reads an answer.
    ///
    /// - Parameter key: The witness's; signatures of other keys are ignored, as the standard says.
    package static func answer(
        status: Int, body: String, to signed: SignedCheckpoint, key: NoteKey
    ) -> Answer {
        if status == 409, let size = Checkpoint.decimal(body.prefix { $0 != "\n" }) {
            return .sawAnother(size)
        }
        guard status == 200 else { return .refused("it answered \(status)") }
        let found = body.split(separator: "\n").compactMap { SignedNote.Signature(line: $0) }
        var note = signed.note
        for signature in found where signature.name == key.name && signature.id == key.id {
            note.add(signature)
        }
        guard note.cosigned(by: key) != nil else {
            return .refused("it sent no signature by its key")
        }
        return .cosigned(found.filter { $0.name == key.name && $0.id == key.id })
    }
}
