import Foundation
import GRDB
import Storage
import Vault
import Vocabulary

/// Checks signed checkpoints against the tree.
package struct CheckpointCheck {
    private let identity: JournalIdentity
    private let source: StoredTree
    private let size: Int64
    private let problem: (String) -> Void

    /// - Parameter problem: Told each problem, as the rest of a sentence.
    package init(
        _ database: Database, identity: JournalIdentity, size: Int64,
        problem: @escaping (String) -> Void
    ) {
        self.identity = identity
        source = StoredTree(database)
        self.size = size
        self.problem = problem
    }

    /// Checks those that the file has.
    ///
    /// - Returns: How many there are.
    package func checkStored(_ database: Database) throws -> Int {
        var count = 0
        let rows = try Row.fetchCursor(
            database, sql: "SELECT size, root, note FROM checkpoint ORDER BY size")
        while let row = try rows.next() {
            count += 1
            let size: Int64 = row["size"]
            guard let note = try? SignedNote(row["note"] as String),
                let checkpoint = try? Checkpoint(note.text), checkpoint.size == size,
                checkpoint.root.bytes == (row["root"] as Data).array
            else {
                problem("the stored checkpoint of \(size) entries can't be read")
                continue
            }
            try check(note, checkpoint, key: identity.verifierKey, name: "stored checkpoint")
        }
        return count
    }

    /// Checks one that was kept elsewhere.
    ///
    /// - Parameters:
    ///   - key: What it is to be signed by; `nil` for the file's own.
    ///   - name: What it is called in problems.
    package func check(
        _ note: SignedNote, _ checkpoint: Checkpoint, key: NoteKey?, name: String
    ) throws {
        if checkpoint.origin != identity.origin {
            problem("the \(name) is of another log, \(checkpoint.origin.prefix(100))")
            return
        }
        guard let key, note.isSigned(by: key) else {
            problem("the \(name) of \(checkpoint.size) entries isn't signed by the log's key")
            return
        }
        guard checkpoint.size <= size else {
            problem("the \(name) has \(checkpoint.size) entries, the log only \(size): it was cut")
            return
        }
        if try TreeView(size: checkpoint.size, of: source).root() != checkpoint.root {
            problem(
                "the log isn't what it was when the \(name) of \(checkpoint.size) entries was signed"
            )
        }
    }
}
