import Foundation
import GRDB
import Storage
import Vault

/// Writes a log as the files of C2SP's tlog-tiles: `checkpoint`, `tile/…` and, of leaves whose rows are there, `tile/entries/…`.
package struct TileExport {
    private let folder: URL
    private let source: StoredTree
    private let size: Int64

    /// - Parameters:
    ///   - folder: Empty or missing; it is made.
    ///   - size: Of the checkpoint that is exported.
    package init(to folder: URL, _ database: Database, size: Int64) {
        self.folder = folder
        source = StoredTree(database)
        self.size = size
    }

    /// Writes the checkpoint and the verifier key.
    package func write(_ signed: SignedCheckpoint) throws(JournalFault) {
        try write(Array(signed.note.description.utf8), to: "checkpoint")
        try write(Array((signed.key.description + "\n").utf8), to: "key")
    }

    /// Writes the tiles of all levels.
    package func writeTiles(progress: (Double) -> Void) throws {
        let width = Int64(HashTile.width)
        var count = size
        var level = 0
        while count > 0 {
            for number in 0..<(count + width - 1) / width {
                let hashes = try source.hashes(
                    level: level, number: number, count: Int(min(width, count - number * width)))
                try write(
                    hashes.bytes,
                    to: "tile/\(level)/" + Self.path(number, partial: hashes.count))
                if level == 0, number % 256 == 0 {
                    progress(Double(number * width) / Double(size))
                }
            }
            count /= width
            level += 1
        }
    }

    /// Writes one bundle of leaves: each behind its length in two bytes.
    ///
    /// - Parameter number: The bundle's place; its first leaf has 256 times that index.
    package func writeBundle(_ number: Int64, _ leaves: [[UInt8]]) throws(JournalFault) {
        var bytes: [UInt8] = []
        for leaf in leaves {
            guard leaf.count <= LeafText.bytesMax else {
                throw JournalFault(.unwritable, "A leaf is longer than a bundle takes.")
            }
            bytes.append(UInt8(leaf.count >> 8))
            bytes.append(UInt8(leaf.count & 255))
            bytes += leaf
        }
        try write(bytes, to: "tile/entries/" + Self.path(number, partial: leaves.count))
    }

    /// A tile's place as the standard writes it: groups of three digits, all but the last with an `x`; behind it how many
    /// hashes a tile has that isn't complete.
    package static func path(_ number: Int64, partial count: Int) -> String {
        var groups: [String] = []
        var rest = number
        repeat {
            let digits = String(rest % 1_000)
            let padded = String(repeating: "0", count: 3 - digits.count) + digits
            groups.insert(groups.isEmpty ? padded : "x" + padded, at: 0)
            rest /= 1_000
        } while rest > 0
        return groups.joined(separator: "/") + (count < HashTile.width ? ".p/\(count)" : "")
    }

    private func write(_ bytes: [UInt8], to path: String) throws(JournalFault) {
        let place = folder.appending(path: path)
        do {
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: place)
        } catch {
            throw JournalFault(
                .unwritable,
                "\(place.path) can't be written; is there room, and is the folder yours?")
        }
    }
}
