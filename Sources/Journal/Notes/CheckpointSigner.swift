import GRDB
import Storage
import Vault
import Vocabulary

/// Signs the log of a data file.
package struct CheckpointSigner: Sendable {
    private let file: LedgerFile
    private let key: SigningKey
    private let clock: any Clock

    /// - Parameter seed: The service key `ledger-seed`.
    /// - Throws: `.unsigned`.
    package init(file: LedgerFile, seed: Secret, clock: any Clock) throws(JournalFault) {
        self.file = file
        self.clock = clock
        do { key = try SigningKey(seed: seed) } catch {
            throw JournalFault(.unsigned, "The log's key can't be used: \(error).")
        }
    }

    /// Signs the log as it is, and keeps the checkpoint.
    package func sign() async throws -> SignedCheckpoint {
        try await file.writer.write { [key, clock] transaction in
            try CheckpointStore.sign(with: key, at: clock.now, in: transaction)
        }
    }

    /// Signs the log as it is, unless nothing was added since the last kept checkpoint.
    package func signIfGrown() async throws -> SignedCheckpoint? {
        let (size, signed) = try await file.read { database in
            (try StoredTree(database).size(), try CheckpointStore.newest(in: database))
        }
        if let signed, signed.checkpoint.size == size { return nil }
        // What signing for the first time adds is the next one's.
        return try await sign()
    }

    /// A checkpoint over a leaf, from a snapshot of the file: a kept one, else one that is signed now and not kept.
    package func cover(_ index: Int64, in database: Database) throws -> SignedCheckpoint {
        if let kept = try CheckpointStore.newest(atLeast: index + 1, in: database) { return kept }
        guard let identity = try JournalIdentity.find(in: database) else {
            throw JournalFault(.notFound, "There is no log yet.")
        }
        let edge = try StoredTree(database).edge()
        guard index < edge.size else {
            throw JournalFault(.notFound, "The log has no entry \(index).")
        }
        let checkpoint = Checkpoint(
            origin: identity.origin, size: edge.size, root: edge.root(TreeHash()))
        return SignedCheckpoint(
            note: try SignedNote(signing: checkpoint.text, name: identity.origin, with: key),
            checkpoint: checkpoint,
            key: NoteKey(name: identity.origin, publicKey: key.publicKey), at: clock.now)
    }

    /// The proof that a leaf is in the log.
    package func prove(
        _ leaf: [UInt8], at index: Int64, in database: Database
    ) throws -> EntryProof {
        let signed = try cover(index, in: database)
        let proof = EntryProof(
            leaf: leaf, index: index,
            path: try TreeView(size: signed.checkpoint.size, of: StoredTree(database))
                .inclusion(of: index),
            note: signed.note)
        guard proof.isRight(for: signed.key) else {
            throw JournalFault(
                .inconsistent,
                "The row of entry \(index) isn't what the log says; bursar ledger verify tells more."
            )
        }
        return proof
    }
}
