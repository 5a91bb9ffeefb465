import Foundation
import GRDB
import Storage
import Vault

/// The stored hashes of all leaves, looked up by index; which of them a row explains is ticked off. Used by one thread.
package final class StoredLeaves {
    /// How many tiles are kept at hand: rows come nearly in the order of their entries.
    private static let tilesMax: Int64 = 64

    /// How many leaves there are.
    package let size: Int64
    private let source: StoredTree
    private var tiles: [(number: Int64, hashes: HashRow)]
    private var ticks: [UInt64]

    /// - Throws: `JournalFault.inconsistent` when the tiles of leaves don't follow one another.
    package init(_ database: Database) throws {
        source = StoredTree(database)
        size = try source.size()
        ticks = [UInt64](repeating: 0, count: Int((size + 63) / 64))
        tiles = Array(repeating: (-1, HashRow()), count: Int(Self.tilesMax))
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

        /// What is wrong, as the rest of a sentence; `nil` when nothing is.
        ///
        /// - Parameter subject: Whose leaf it is.
        package func problem(_ subject: @autoclosure () -> String, _ index: Int64) -> String? {
            switch self {
            case .right: nil
            case .wrong: "\(subject()) isn't what entry \(index) of the log says"
            case .beyond: "\(subject()) has entry \(index), which the log doesn't have"
            case .taken: "\(subject()) has entry \(index), which another row has too"
            }
        }
    }

    /// Compares the leaf that a row makes with the log's, and ticks it off.
    package func explain(_ index: Int64, _ hash: Fingerprint) throws -> Verdict {
        guard index >= 0, index < size else { return .beyond }
        let (word, bit) = (Int(index / 64), UInt64(1) << UInt64(index % 64))
        guard ticks[word] & bit == 0 else { return .taken }
        ticks[word] |= bit
        return try self.hash(of: index) == hash ? .right : .wrong
    }

    /// What was ticked off.
    package var explained: [UInt64] { ticks }

    /// Takes over what another thread ticked off.
    ///
    /// - Returns: The first indexes that both did.
    package func explain(_ others: [UInt64], atMost countMax: Int) -> [Int64] {
        var both: [Int64] = []
        for word in ticks.indices where others[word] != 0 {
            var same = ticks[word] & others[word]
            while same != 0, both.count < countMax {
                both.append(Int64(word * 64 + same.trailingZeroBitCount))
                same &= same - 1
            }
            ticks[word] |= others[word]
        }
        return both
    }

    /// The stored hash of a leaf.
    package func hash(of index: Int64) throws -> Fingerprint {
        let width = Int64(HashTile.width)
        let number = index / width
        let place = Int(number % Self.tilesMax)
        if tiles[place].number != number {
            tiles[place] = (
                number,
                try source.hashes(
                    level: 0, number: number, count: Int(min(width, size - number * width)))
            )
        }
        return tiles[place].hashes[Int(index % width)]
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
        for index in 0..<min(max(0, end), size)
        where ticks[Int(index / 64)] & (1 << UInt64(index % 64)) == 0 {
            count += 1
        }
        return count
    }
}
