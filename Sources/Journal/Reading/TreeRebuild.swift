import Foundation
import GRDB
import Storage
import Synchronization
import Vault

/// Builds the whole tree again from the leaves' hashes, on several threads, and compares it with the stored tiles.
package struct TreeRebuild {
    /// The rebuilt tree's edge.
    package private(set) var edge = TreeEdge()
    /// The tiles that are stored otherwise than the leaves make them.
    package private(set) var wrong: [HashTile] = []

    /// - Parameters:
    ///   - size: How many leaves there are.
    ///   - main: The caller's connection.
    package init(of size: Int64, _ main: Database, _ lanes: ReadLanes?) throws {
        let width = Int64(HashTile.width)
        let source = StoredTree(main)
        let tail =
            size % width == 0
            ? HashRow()
            : try source.hashes(level: 0, number: size / width, count: Int(size % width))
        let roots = LeafRoots(complete: size / width)
        if let lanes {
            try lanes.run({ try roots.take($0) }, own: { try roots.take(main) })
        } else {
            try roots.take(main)
        }
        var levels = [tail]
        var row = roots.row
        var level = 1
        while row.count > 0 {
            levels.append(try compare(row, level, source))
            row = roots.above(row)
            level += 1
        }
        guard let edge = TreeEdge(size: size, levels: levels) else {
            throw JournalFault(
                .inconsistent, "The log's tree is damaged: it has other leaves than it says.")
        }
        self.edge = edge
    }

    /// Compares a level's tiles with the stored ones.
    ///
    /// - Returns: The hashes of its last tile, if that is incomplete.
    private mutating func compare(
        _ row: HashRow, _ level: Int, _ source: StoredTree
    ) throws -> HashRow {
        var last = HashRow()
        for first in stride(from: 0, to: row.count, by: HashTile.width) {
            let hashes = row[first..<min(row.count, first + HashTile.width)]
            let number = Int64(first / HashTile.width)
            // What can't be read is as wrong as what differs.
            let stored = try? source.hashes(level: level, number: number, count: hashes.count)
            if stored != hashes {
                wrong.append(HashTile(level: level, number: number, hashes: hashes))
            }
            if hashes.count < HashTile.width { last = hashes }
        }
        return last
    }
}

/// The roots over complete tiles of leaves, gathered by several threads.
private final class LeafRoots: Sendable {
    private struct State {
        var next: Int64 = 0
        var parts: [Int64: HashRow] = [:]
    }

    /// How many tiles a thread takes at a time.
    private static let tilesAtOnce: Int64 = 512

    private let complete: Int64
    private let state = Mutex(State())

    init(complete: Int64) { self.complete = complete }

    /// All of them, in order.
    var row: HashRow {
        state.withLock { state in
            var row = HashRow()
            for first in state.parts.keys.sorted() {
                if let part = state.parts[first] { row.append(part) }
            }
            return row
        }
    }

    /// The roots over complete tiles of a row.
    func above(_ row: HashRow) -> HashRow {
        let tree = TreeHash()
        var above = HashRow()
        for number in 0..<row.count / HashTile.width {
            above.append(
                tree.root(of: row[number * HashTile.width..<(number + 1) * HashTile.width]))
        }
        return above
    }

    /// Takes tiles as long as there are any that no other thread took.
    func take(_ database: Database) throws {
        let tree = TreeHash()
        let tiles = try RowScan(
            """
            SELECT number, hashes FROM tile WHERE level = 0 AND number >= ? AND number < ? ORDER BY number
            """, [0, 0], on: database)
        while let first = begin() {
            let end = min(complete, first + Self.tilesAtOnce)
            try tiles.rewind([first, end])
            var part = HashRow()
            for number in first..<end {
                guard try tiles.next(), tiles.integer(0) == number,
                    let hashes = tiles.bytes(1).flatMap({ HashRow($0) }),
                    hashes.count == HashTile.width
                else {
                    throw JournalFault(
                        .inconsistent,
                        "The log's tree is damaged: tile \(number) of its leaves is missing or cut. Put a copy of the data directory in its place, and keep this one aside."
                    )
                }
                part.append(tree.root(of: hashes))
            }
            state.withLock { $0.parts[first] = part }
        }
    }

    private func begin() -> Int64? {
        state.withLock { state in
            guard state.next < complete else { return nil }
            defer { state.next += Self.tilesAtOnce }
            return state.next
        }
    }
}
