import Foundation
import GRDB
import Journal

/// Writes the log of a file as C2SP's tlog-tiles, up to the checkpoint that was signed last.
package struct LogExport: Sendable {
    /// How many leaves.
    package let entries: Int64
    /// How many bundles of leaves were written; fewer than all where rows were deleted.
    package let bundles: Int
    /// What the checkpoint's signature is checked with.
    package let key: NoteKey

    /// Writes it.
    ///
    /// - Parameters:
    ///   - folder: Empty or missing.
    ///   - progress: Told what is written, and how far it is.
    /// - Throws: `JournalFault`.
    package init(
        to folder: URL, of database: Database, progress: (String, Double) -> Void
    ) throws {
        guard let signed = try CheckpointStore.newest(in: database) else {
            throw JournalFault(.notFound, "The log isn't signed yet.")
        }
        let export = TileExport(to: folder, database, size: signed.checkpoint.size)
        try export.write(signed)
        try export.writeTiles { progress("tiles", $0) }
        var count = 0
        try LeafFinder(database).bundles(
            upTo: signed.checkpoint.size, progress: { progress("leaves", $0) },
            { number, leaves in
                try export.writeBundle(number, leaves)
                count += 1
            })
        entries = signed.checkpoint.size
        bundles = count
        key = signed.key
    }
}
