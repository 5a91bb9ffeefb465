import Foundation
import GRDB
import Storage
import Vault

/// The stored hashes of all leaves, looked up by index; which of them a row explains is ticked off.
package final class StoredLeaves {
    /// How many tiles are kept at hand: rows come nearly in the order of their entries.
    private static let tilesMax = 256

    /// How many leaves there are.
    package let size: Int64
    /// Leaves that no row explained yet.
    package private(set) var unexplained: Int64
    private let source: StoredTree
    private var tiles: [Int64: HashRow] = [:]
    private var ticks: [UInt64]

    package init(_ database: Database) throws {
        source = StoredTree(database)
        size = try source.size()
        unexplained = size
        ticks = [UInt64](repeating: 0, count: Int((size + 63) / 64))
    }

    /// What a row's leaf is to the log.
    package enum Verdict: Sendable {
        /// It is the leaf of that index.
        case right
        /// Another leaf has that index.
        case wrong
        /// The log has no such index.
        case beyond
        /// Another row has that index too.
        case taken
    }

    /// Compares the leaf that a row makes with the log's, and ticks it off.
    package func explain(_ index: Int64, _ hash: Fingerprint) throws -> Verdict {
        guard index >= 0, index < size else { return .beyond }
        let (word, bit) = (Int(index / 64), UInt64(1) << UInt64(index % 64))
        guard ticks[word] & bit == 0 else { return .taken }
        ticks[word] |= bit
        unexplained -= 1
        return try self.hash(of: index) == hash ? .right : .wrong
    }

    /// The stored hash of a leaf.
    package func hash(of index: Int64) throws -> Fingerprint {
        let width = Int64(HashTile.width)
        let number = index / width
        if let tile = tiles[number] { return tile[Int(index % width)] }
        if tiles.count >= Self.tilesMax { tiles.removeAll(keepingCapacity: true) }
        let tile = try source.hashes(
            level: 0, number: number, count: Int(min(width, size - number * width)))
        tiles[number] = tile
        return tile[Int(index % width)]
    }

    /// The first leaves without a row.
    ///
    /// - Parameter start: Only from this index on.
    package func missing(from start: Int64 = 0, atMost countMax: Int) -> [Int64] {
        var found: [Int64] = []
        var index = max(0, start)
        while index < size, found.count < countMax {
            if index % 64 == 0, ticks[Int(index / 64)] == .max {
                index += 64
                continue
            }
            if ticks[Int(index / 64)] & (1 << UInt64(index % 64)) == 0 { found.append(index) }
            index += 1
        }
        return found
    }

    /// How many leaves below an index have no row.
    package func missingCount(below end: Int64) -> Int64 {
        var count: Int64 = 0
        for index in 0..<min(end, size)
        where ticks[Int(index / 64)] & (1 << UInt64(index % 64)) == 0 {
            count += 1
        }
        return count
    }

    /// Rebuilds the whole tree from the leaves' hashes.
    ///
    /// - Parameter progress: Told how many leaves were taken.
    /// - Returns: The edge, and the tiles that are stored otherwise than the leaves make them.
    package func rebuild(
        progress: (Int64) -> Void
    ) throws -> (edge: TreeEdge, wrong: [HashTile]) {
        var edge = TreeEdge()
        var wrong: [HashTile] = []
        let tree = TreeHash()
        let width = Int64(HashTile.width)
        for number in 0..<(size + width - 1) / width {
            let leaves = try source.hashes(
                level: 0, number: number, count: Int(min(width, size - number * width)))
            for tile in edge.append(leaves, tree) where tile.level > 0 {
                try compare(tile, &wrong)
            }
            if number % 1_024 == 0 { progress(edge.size) }
        }
        var span = width * width
        for (level, hashes) in edge.levels.enumerated() where level > 0 {
            if hashes.count > 0 {
                try compare(
                    HashTile(level: level, number: edge.size / span, hashes: hashes), &wrong)
            }
            span *= width
        }
        return (edge, wrong)
    }

    private func compare(_ tile: HashTile, _ wrong: inout [HashTile]) throws {
        // What can't be read is as wrong as what differs.
        let stored = try? source.hashes(
            level: tile.level, number: tile.number, count: tile.hashes.count)
        if stored != tile.hashes { wrong.append(tile) }
    }
}
