import Foundation
import GRDB
import Journal
import Storage
import Vocabulary

/// Finds the leaves of rows again: of one call, or of a stretch of the log.
package struct LeafFinder {
    private let identity: JournalIdentity
    private let database: Database
    private let tree = TreeHash()

    /// - Throws: `JournalFault.notFound` for a file without a log.
    package init(_ database: Database) throws {
        guard let identity = try JournalIdentity.find(in: database) else {
            throw JournalFault(.notFound, "There is no log in this file yet.")
        }
        self.identity = identity
        self.database = database
    }

    /// The leaf of a call: of its outcome once it has ended, else of its intent.
    ///
    /// - Parameter token: Only when it is this token's call, by number.
    /// - Returns: `nil` when there is no such call, or it is older than the log.
    package func leaf(
        ofCall id: Identifier, token: Int64? = nil
    ) throws -> (index: Int64, leaf: [UInt8])? {
        let number = try Int64.fetchOne(
            database, sql: "SELECT number FROM call WHERE id = ? AND (? IS NULL OR token = ?)",
            arguments: [Data(id.bytes), token, token])
        guard let number, let (call, tries) = try RowLeaves(number...number, in: database).next()
        else { return nil }
        let wanted = call.outcomeEntry ?? call.entry
        var found: (index: Int64, leaf: [UInt8])?
        RowLeaves.each(
            of: call, tries, problem: { _ in },
            take: { index, leaf in
                if index == wanted, found == nil { found = (index, bytes(of: leaf)) }
            })
        return found
    }

    /// All leaves up to a size, in bundles of 256, in order.
    ///
    /// - Parameter take: Given each bundle whose leaves all have rows.
    package func bundles(
        upTo size: Int64, progress: (Double) -> Void,
        _ take: (Int64, [[UInt8]]) throws -> Void
    ) throws {
        let width = Int64(HashTile.width)
        // Rows come nearly in order: what came early waits here.
        var waiting: [Int64: [Int64: [UInt8]]] = [:]
        func put(_ index: Int64, _ leaf: [UInt8]) throws {
            guard index < size else { return }
            let bundle = index / width
            waiting[bundle, default: [:]][index] = leaf
            let count = min(width, size - bundle * width)
            guard let full = waiting[bundle], Int64(full.count) == count else { return }
            waiting[bundle] = nil
            try take(bundle, full.sorted { $0.key < $1.key }.map(\.value))
        }
        for (index, leaf) in try EventLeaves.all(in: database) { try put(index, leaf) }
        for (index, leaf) in try NumberedLeaves(database).all() { try put(index, bytes(of: leaf)) }
        let rows = try RowLeaves(Int64.min...Int64.max, in: database)
        var count = 0
        while let (call, tries) = try rows.next() {
            count += 1
            if count % 10_000 == 0 { progress(Double(call.entry ?? 0) / Double(max(size, 1))) }
            try RowLeaves.each(
                of: call, tries, problem: { _ in }, take: { try put($0, bytes(of: $1)) })
        }
    }

    private func bytes(of leaf: LedgerLeaf) -> [UInt8] {
        var text = LeafText()
        leaf.write(to: &text, key: identity.textKey, tree)
        return text.bytes
    }
}

/// The leaves of decisions and of budgets' scopes.
struct NumberedLeaves {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// All of them with their indexes.
    func all() throws -> [(index: Int64, leaf: LedgerLeaf)] {
        let decisions = try Row.fetchAll(
            database,
            sql: """
                SELECT number, rule, reason, entry FROM decision WHERE entry IS NOT NULL ORDER BY number
                """
        ).map { row -> (index: Int64, leaf: LedgerLeaf) in
            (
                row["entry"],
                .decision(number: row["number"], rule: row["rule"], reason: row["reason"])
            )
        }
        let scopes = try Row.fetchAll(
            database,
            sql: """
                SELECT number, windows, entry FROM budget_scope WHERE entry IS NOT NULL ORDER BY number
                """
        ).map { row -> (index: Int64, leaf: LedgerLeaf) in
            (row["entry"], .scope(number: row["number"], windows: row["windows"]))
        }
        return decisions + scopes
    }
}
