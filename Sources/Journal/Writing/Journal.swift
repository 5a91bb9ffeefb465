import Foundation
import GRDB
import Storage
import Vault
import Vocabulary

/// Where an entry is in the log, and its leaf's hash; what a client keeps as its receipt.
package struct EntryReceipt: Hashable, Sendable {
    /// The leaf's index, from 0.
    package let index: Int64
    /// The leaf's hash.
    package let hash: Fingerprint

    package init(index: Int64, hash: Fingerprint) {
        self.index = index
        self.hash = hash
    }
}

/// The log as the writer goes on with it: takes leaves in a transaction, and writes their hashes once before it commits.
///
/// The bytes of a leaf aren't kept: they are made again from the rows. Hashes of a commit go into one row; 256 of them
/// become a tile. What is in memory is the tree's right edge, which a failed transaction leaves as it was.
package final class Journal: Lasting {
    /// The log's name and keys.
    package let identity: JournalIdentity
    /// Where leaves are built.
    package var text = LeafText()
    /// The hashes of leaves and nodes.
    package let tree = TreeHash()
    private var edge: TreeEdge
    private var fresh = HashRow()
    private var next: TreeEdge?
    private let changes: RowChanges

    package convenience init(in transaction: Transaction) throws {
        try self.init(in: transaction, at: SystemClock().now)
    }

    /// Opens the log, or founds it.
    ///
    /// - Parameter now: Stamps the foundation.
    /// - Throws: `JournalFault.inconsistent` when its parts don't fit each other.
    init(in transaction: Transaction, at now: Timestamp) throws {
        let database = transaction.database
        let known = try JournalIdentity.find(in: database)
        if let known {
            identity = known
            edge = try StoredTree(database).edge()
        } else {
            identity = try JournalIdentity.found(at: now, in: database)
            edge = TreeEdge()
        }
        changes = try RowChanges(watching: database)
        guard known == nil else { return }
        try note(
            JournalEvent(
                kind: "journal.begin", actor: JournalEvent.house,
                detail: try RowChanges.everything(in: database)),
            at: now, in: transaction)
    }

    /// The index that the next leaf will have.
    package var nextIndex: Int64 { edge.size + Int64(fresh.count) }

    /// How many leaves were durable when this transaction began.
    var committedSize: Int64 { edge.size }

    /// The root over them.
    var committedRoot: Fingerprint { edge.root(tree) }

    /// Takes the leaf that was built in `text`.
    @discardableResult
    package func append() -> EntryReceipt {
        let receipt = EntryReceipt(index: nextIndex, hash: text.hash(by: tree))
        fresh.append(receipt.hash)
        return receipt
    }

    /// Writes down what somebody did, with the rows that changed since the last event.
    ///
    /// - Parameters:
    ///   - event: Its own detail comes before the rows.
    ///   - isNeeded: Must it be written when no row changed?
    package func note(
        _ event: JournalEvent, at now: Timestamp, evenWithoutChanges isNeeded: Bool = true,
        in transaction: Transaction
    ) throws {
        let rows = changes.take()
        guard isNeeded || !rows.isEmpty else { return }
        try event.write(changes: rows, at: now, to: self, in: transaction)
    }

    /// Notes that rows of older entries were deleted, which the tree goes on to prove without explaining.
    ///
    /// - Parameters:
    ///   - entries: How many entries have no row any more, by this.
    ///   - minimum: Every entry without a row is below this index.
    package func prune(
        _ entries: Int64, below minimum: Int64, at now: Timestamp, in transaction: Transaction
    ) throws {
        try transaction.execute(
            "UPDATE journal SET minimum_index = MAX(minimum_index, ?)", [minimum])
        try note(
            JournalEvent(
                kind: "journal.prune", actor: JournalEvent.house,
                detail: "\"entries\":\(entries),\"minimum_index\":\(minimum)"),
            at: now, in: transaction)
    }

    /// Writes down rows that changed without anybody's errand: what Bursar does by itself.
    package func noteHouse(at now: Timestamp, in transaction: Transaction) throws {
        guard changes.hasAny else { return }
        try note(
            JournalEvent(kind: "house.change", actor: JournalEvent.house), at: now,
            evenWithoutChanges: false, in: transaction)
    }

    package func flush(_ transaction: Transaction) throws {
        try noteHouse(at: SystemClock().now, in: transaction)
        guard fresh.count > 0 else { return }
        var next = edge
        let tiles = next.append(fresh, tree)
        if tiles.isEmpty {
            try StoredTree.insert(fresh, from: edge.size, in: transaction)
        } else {
            try StoredTree.insert(tiles, edge: next, in: transaction)
        }
        self.next = next
    }

    package func committed() {
        if let next { edge = next }
        next = nil
        fresh.removeAll()
        changes.forget()
    }

    package func rolledBack() {
        next = nil
        fresh.removeAll()
        changes.forget()
    }
}

extension Transaction {
    /// The log that this transaction adds to.
    package var journal: Journal {
        get throws { try part(Journal.self) }
    }
}
