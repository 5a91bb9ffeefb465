import Foundation
import GRDB
import Storage
import Vault
import Vocabulary

/// A checkpoint that was signed, with its note.
package struct SignedCheckpoint: Hashable, Sendable {
    /// The note: the checkpoint and its signatures.
    package let note: SignedNote
    /// What it says.
    package let checkpoint: Checkpoint
    /// What its signature is checked with.
    package let key: NoteKey
    /// When it was signed.
    package let at: Timestamp
}

/// The signed checkpoints of the data file.
package enum CheckpointStore {
    /// Signs the log as it was when this transaction began, and keeps what was signed.
    ///
    /// The first time, the key is noted in the log.
    ///
    /// - Throws: `JournalFault.inconsistent` when the log was signed by another key so far; `.unsigned`.
    package static func sign(
        with key: SigningKey, at now: Timestamp, in transaction: Transaction
    ) throws -> SignedCheckpoint {
        let journal = try transaction.journal
        let known = try JournalIdentity.find(in: transaction.database)?.publicKey
        guard known == nil || known == key.publicKey else {
            throw JournalFault(
                .inconsistent,
                "The log was signed by another key so far; bring its service key back, from your copy."
            )
        }
        if known == nil {
            try transaction.execute(
                "UPDATE journal SET public_key = ?", [key.publicKey.data])
            try journal.note(
                JournalEvent(
                    kind: "journal.key", actor: JournalEvent.house,
                    detail: "\"public_key\":\"\(Hexadecimal.text(key.publicKey))\""),
                at: now, in: transaction)
        }
        let checkpoint = Checkpoint(
            origin: journal.identity.origin, size: journal.committedSize,
            root: journal.committedRoot)
        let signed = SignedCheckpoint(
            note: try SignedNote(
                signing: checkpoint.text, name: journal.identity.origin, with: key),
            checkpoint: checkpoint,
            key: NoteKey(name: journal.identity.origin, publicKey: key.publicKey), at: now)
        try keep(signed.note, of: checkpoint, at: now, in: transaction)
        return signed
    }

    /// Keeps a note; of the same size again: only cosignatures are added.
    package static func keep(
        _ note: SignedNote, of checkpoint: Checkpoint, at now: Timestamp,
        in transaction: Transaction
    ) throws {
        var merged = note
        if let known = try String.fetchOne(
            transaction.database, sql: "SELECT note FROM checkpoint WHERE size = ?",
            arguments: [checkpoint.size])
        {
            for signature in try SignedNote(known).signatures { merged.add(signature) }
        }
        try transaction.execute(
            """
            INSERT INTO checkpoint (size, root, note, signed_at_ms) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET note = excluded.note
            """,
            [
                checkpoint.size, checkpoint.root.bytes.data, merged.description,
                now.milliseconds,
            ])
    }

    /// The newest one that was kept, of at least some size; `nil` for none.
    package static func newest(
        atLeast size: Int64 = 0, in database: Database
    ) throws -> SignedCheckpoint? {
        guard
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT note, signed_at_ms FROM checkpoint WHERE size >= ?
                    ORDER BY size DESC LIMIT 1
                    """, arguments: [size]),
            let key = try JournalIdentity.find(in: database)?.verifierKey
        else { return nil }
        let note = try SignedNote(row["note"] as String)
        return SignedCheckpoint(
            note: note, checkpoint: try Checkpoint(note.text), key: key,
            at: Timestamp(milliseconds: row["signed_at_ms"]))
    }
}
