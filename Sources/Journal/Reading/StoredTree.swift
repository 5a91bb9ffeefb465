import Foundation
import GRDB
import Storage
import Vault

/// The tree as the data file has it.
package struct StoredTree: HashSource {
    private let database: Database

    package init(_ database: Database) { self.database = database }

    /// How many leaves there are.
    ///
    /// - Throws: `JournalFault.inconsistent` when the tiles of leaves don't follow one another: one far away would stand for
    ///   more leaves than memory has bits.
    package func size() throws -> Int64 {
        let tiles = try Row.fetchOne(
            database,
            sql:
                "SELECT COUNT(*), IFNULL(MIN(number), 0), IFNULL(MAX(number), -1) FROM tile WHERE level = 0"
        )
        let count: Int64 = tiles?[0] ?? 0
        guard tiles?[1] == 0 as Int64, tiles?[2] == count - 1 else {
            throw Self.broken("a tile of its leaves is missing")
        }
        let complete = count * Int64(HashTile.width)
        return complete
            + (try Int64.fetchOne(
                database,
                sql: "SELECT SUM(length(hashes)) / 32 FROM leaf_group WHERE first >= ?",
                arguments: [complete]) ?? 0)
    }

    /// The right edge.
    ///
    /// - Throws: `JournalFault.inconsistent` when groups and tiles don't join.
    package func edge() throws -> TreeEdge {
        let tiles = try Row.fetchAll(
            database,
            sql: """
                SELECT tile.level, tile.number, tile.hashes
                FROM tile
                JOIN (SELECT level, MAX(number) AS number FROM tile GROUP BY level) AS last
                  ON last.level = tile.level AND last.number = tile.number
                ORDER BY tile.level
                """)
        var complete: Int64 = 0
        if let row = tiles.first {
            guard row["level"] == 0 else { throw Self.broken("it has no tiles of leaves") }
            complete = ((row["number"] as Int64) + 1) * Int64(HashTile.width)
        }
        var levels = [try tail(from: complete)]
        for (level, row) in tiles.enumerated() where level > 0 {
            guard row["level"] == level, let hashes = HashRow((row["hashes"] as Data).array) else {
                throw Self.broken("the tiles of level \(level) are missing")
            }
            levels.append(hashes.count == HashTile.width ? HashRow() : hashes)
        }
        // A level whose last tile is complete has one hash in the level above.
        while levels.count > 1, levels.last == HashRow() { levels.removeLast() }
        let size = complete + Int64(levels[0].count)
        guard let edge = TreeEdge(size: size, levels: levels) else {
            throw Self.broken("its tiles are not those of \(size) entries")
        }
        return edge
    }

    /// The leaves that are in no tile yet.
    private func tail(from first: Int64) throws -> HashRow {
        var tail = HashRow()
        let groups = try Row.fetchCursor(
            database, sql: "SELECT first, hashes FROM leaf_group ORDER BY first")
        while let row = try groups.next() {
            guard row["first"] == first + Int64(tail.count),
                let hashes = HashRow((row["hashes"] as Data).array)
            else { throw Self.broken("entry \(first + Int64(tail.count)) is missing") }
            tail.append(hashes)
        }
        guard tail.count < HashTile.width else { throw Self.broken("a tile is missing") }
        return tail
    }

    private static func broken(_ what: String) -> JournalFault {
        JournalFault(
            .inconsistent,
            "The log's tree is damaged: \(what). Put a copy of the data directory in its place, and keep this one aside."
        )
    }

    package func hashes(level: Int, number: Int64, count: Int) throws -> HashRow {
        let row = try Data.fetchOne(
            database, sql: "SELECT hashes FROM tile WHERE level = ? AND number = ?",
            arguments: [level, number])
        let hashes: HashRow
        if let row {
            guard let stored = HashRow(row.array) else { throw Self.broken("a tile is cut") }
            hashes = stored
        } else if level == 0 {
            hashes = try tail(from: number * Int64(HashTile.width))
        } else {
            hashes = HashRow()
        }
        guard hashes.count >= count else {
            throw Self.broken("tile \(number) of level \(level) has too few hashes")
        }
        return hashes[0..<count]
    }

    /// Writes the hashes of a commit that completes no tile.
    static func insert(_ hashes: HashRow, from first: Int64, in transaction: Transaction) throws {
        let row = try transaction.statement(groupInsertion)
        row.bind(first)
        row.bind(hashes.bytes)
        try row.run()
    }

    /// Writes complete tiles, the growing ones above them, and the leaves that are left over.
    static func insert(
        _ tiles: [HashTile], edge: TreeEdge, in transaction: Transaction
    ) throws {
        for tile in tiles { try insert(tile, in: transaction) }
        for (level, hashes) in edge.levels.enumerated() where level > 0 && hashes.count > 0 {
            let width = (0..<level).reduce(1) { width, _ in width * Int64(HashTile.width) }
            try insert(
                HashTile(
                    level: level, number: edge.size / width / Int64(HashTile.width), hashes: hashes),
                in: transaction)
        }
        let boundary = edge.size / Int64(HashTile.width) * Int64(HashTile.width)
        try transaction.execute("DELETE FROM leaf_group WHERE first < ?", [boundary])
        if edge.levels[0].count > 0 {
            try insert(edge.levels[0], from: boundary, in: transaction)
        }
    }

    private static func insert(_ tile: HashTile, in transaction: Transaction) throws {
        let row = try transaction.statement(tileInsertion)
        row.bind(tile.level)
        row.bind(tile.number)
        row.bind(tile.hashes.bytes)
        try row.run()
    }

    private static let groupInsertion = HotSQL(
        "INSERT INTO leaf_group (first, hashes) VALUES (?, ?)")
    private static let tileInsertion = HotSQL(
        """
        INSERT INTO tile (level, number, hashes) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET hashes = excluded.hashes
        """)
}
