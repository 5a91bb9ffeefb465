import Foundation
import GRDB
import Journal
import Storage
import Vault
import Vocabulary

/// Is the log what it was, and do the rows say what the log says? Makes every leaf again from its row, the tree from the
/// leaves, and compares with what was signed.
package struct Verification: Sendable {
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
    /// One sentence for each problem, a hundred at most.
    package private(set) var problems: [String] = []
    /// How many problems there are beyond those.
    package private(set) var furtherProblems = 0
    private var found = ProblemList()

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

    /// Checks a file on all processors.
    package init(
        _ depth: Depth, witnessed: Witnessed?, of file: ReadOnlyFile, progress: Progress
    ) throws {
        let processors = ProcessInfo.processInfo.activeProcessorCount
        // Whoever changes a row that a leaf covers adds a leaf.
        self = try file.read(
            lanes: processors, sameBy: { try StoredTree($0).size() },
            body: {
                try Verification(
                    depth, witnessed: witnessed, in: $0, lanes: $1, progress: progress)
            })
    }

    /// Checks in one snapshot of a file.
    ///
    /// - Parameter lanes: Further threads that read the same snapshot.
    package init(
        _ depth: Depth, witnessed: Witnessed?, in database: Database, lanes: ReadLanes? = nil,
        progress: Progress
    ) throws {
        guard let identity = try JournalIdentity.find(in: database) else {
            problems = ["There is no log in this file yet."]
            return
        }
        do {
            try check(depth, identity, witnessed, in: database, lanes, progress)
        } catch let fault as JournalFault {
            // A tree that can't be read is what was looked for.
            found.add(fault.description)
        } catch let error as DatabaseError {
            // So are rows that hold what was never written there, such as half an event.
            found.add("a row can't be read: \(StorageFault(error))")
        }
        problems = found.texts.map { problem in
            problem.prefix(1).uppercased() + problem.dropFirst()
                + (problem.hasSuffix(".") ? "" : ".")
        }
        furtherProblems = found.further
    }

    private mutating func check(
        _ depth: Depth, _ identity: JournalIdentity, _ witnessed: Witnessed?,
        in database: Database, _ lanes: ReadLanes?, _ progress: Progress
    ) throws {
        var told = ProblemList()
        defer { found.add(told) }
        let leaves = try StoredLeaves(database)
        entries = leaves.size
        progress("tree", 0)
        let tree = try TreeRebuild(of: leaves.size, database, lanes)
        root = tree.edge.root(TreeHash())
        for tile in tree.wrong.prefix(20) {
            told.add("tile \(tile.number) of level \(tile.level) isn't that of the log's leaves")
        }
        let signed = CheckpointCheck(
            database, identity: identity, size: leaves.size, problem: { told.add($0) })
        checkpoints = try signed.checkStored(database)
        if let witnessed {
            try signed.check(
                witnessed.note, witnessed.checkpoint, key: witnessed.key ?? identity.verifierKey,
                name: "checkpoint")
        }
        if depth != .quick {
            let events = EventCheck(database, leaves: leaves, problem: { told.add($0) })
            try events.checkEvents()
            let calls = try RowCheck(identity, leaves, events, problem: { told.add($0) })
                .check(database, lanes, progress)
            told.add(calls)
            try events.checkBookkeeping(identity)
            try events.checkDirectory()
        }
        guard depth == .full else { return }
        for problem in try Books(checking: database, progress: progress).problems {
            told.add(problem)
        }
        progress("file", 0)
        for line in try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
        where line != "ok" {
            told.add("the file is damaged: \(line)")
        }
    }
}
