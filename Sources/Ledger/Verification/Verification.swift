import GRDB
import Journal
import Storage
import Vault
import Vocabulary

/// Is the log what it was, and do the rows say what the log says? Makes every leaf again from its row, the tree from the
/// leaves, and compares with what was signed.
package struct Verification: Sendable {
    /// How many problems are told one by one; the rest is counted.
    package static let problemsMax = 100

    /// How much is checked.
    package enum Depth: Sendable {
        /// The tree and the checkpoints; no rows.
        case quick
        /// All rows, too.
        case rows
        /// The sums of the books and the file itself, too.
        case full
    }

    /// How many leaves the log has.
    package private(set) var entries: Int64 = 0
    /// The tree's root over them.
    package private(set) var root = TreeHash.empty
    /// How many signed checkpoints were checked.
    package private(set) var checkpoints = 0
    /// One sentence for each problem.
    package private(set) var problems: [String] = []
    /// How many problems there are beyond those.
    package private(set) var furtherProblems = 0

    /// A checkpoint that was kept elsewhere.
    package struct Witnessed: Sendable {
        let note: SignedNote
        let checkpoint: Checkpoint
        let key: NoteKey?

        /// - Parameters:
        ///   - text: The signed note.
        ///   - key: What it is to be signed by; `nil` for the key in the file.
        package init(_ text: String, key: NoteKey? = nil) throws(JournalFault) {
            note = try SignedNote(text)
            checkpoint = try Checkpoint(note.text)
            self.key = key
        }
    }

    /// How far it is, from 0 to 1, and at what.
    package typealias Progress = (String, Double) -> Void

    /// Checks in one snapshot of a file.
    package init(
        _ depth: Depth, witnessed: Witnessed?, in database: Database, progress: Progress
    ) throws {
        guard let identity = try JournalIdentity.find(in: database) else {
            note("there is no log in this file yet")
            return
        }
        var found: [String] = []
        do {
            try check(depth, identity, witnessed, in: database, &found, progress)
        } catch let fault as JournalFault {
            // A tree that can't be read is what was looked for.
            found.append(fault.description)
        } catch let error as DatabaseError {
            // So are rows that hold what was never written there, such as half an event.
            found.append("a row can't be read: \(StorageFault(error))")
        }
        for problem in found { note(problem) }
    }

    private mutating func check(
        _ depth: Depth, _ identity: JournalIdentity, _ witnessed: Witnessed?,
        in database: Database, _ found: inout [String], _ progress: Progress
    ) throws {
        var told: [String] = []
        defer { found += told }
        let leaves = try StoredLeaves(database)
        entries = leaves.size
        try check(tree: leaves, progress)
        let signed = CheckpointCheck(
            database, identity: identity, size: leaves.size, problem: { told.append($0) })
        checkpoints = try signed.checkStored(database)
        if let witnessed {
            try signed.check(
                witnessed.note, witnessed.checkpoint, key: witnessed.key ?? identity.verifierKey,
                name: "checkpoint")
        }
        if depth != .quick {
            let events = EventCheck(database, leaves: leaves, problem: { told.append($0) })
            try events.checkEvents()
            try RowCheck(identity, leaves, events, problem: { told.append($0) })
                .check(database, progress)
            try events.checkBookkeeping(identity)
            try events.checkDirectory()
        }
        guard depth == .full else { return }
        progress("books", 0)
        told += try Books(checking: database).problems
        progress("file", 0)
        told += try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter {
            $0 != "ok"
        }.map { "the file is damaged: \($0)" }
    }

    private mutating func note(_ problem: String) {
        if problems.count < Self.problemsMax {
            let end = problem.hasSuffix(".") ? "" : "."
            problems.append(problem.prefix(1).uppercased() + problem.dropFirst() + end)
        } else {
            furtherProblems += 1
        }
    }

    private mutating func check(tree leaves: StoredLeaves, _ progress: Progress) throws {
        let total = Double(max(leaves.size, 1))
        let (edge, wrong) = try leaves.rebuild { progress("tree", Double($0) / total) }
        root = edge.root(TreeHash())
        for tile in wrong.prefix(20) {
            note("tile \(tile.number) of level \(tile.level) isn't that of the log's leaves")
        }
    }
}
