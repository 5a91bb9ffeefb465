import Foundation
import GRDB
import Storage
import Vault
import Vocabulary

/// The leaves of events, made again from their rows.
package enum EventLeaves {
    /// All of them with their indexes.
    package static func all(in database: Database) throws -> [(index: Int64, leaf: [UInt8])] {
        var text = LeafText()
        return try Row.fetchAll(
            database,
            sql: "SELECT number, entry, at_ms, kind, actor, commitment FROM event ORDER BY number"
        ).compactMap { row in
            guard let commitment = Fingerprint((row["commitment"] as Data).array) else {
                return nil
            }
            EventLeaf(
                number: row["number"], at: Timestamp(milliseconds: row["at_ms"]),
                kind: row["kind"], actor: row["actor"], commitment: commitment
            ).write(to: &text)
            return (row["entry"], text.bytes)
        }
    }
}
