import Foundation
import GRDB
import Storage
import Vault

/// Gives providers' keys fresh data keys, some at a time.
package enum DeepSealing {
    /// A version's secret, sealed as it was and sealed anew.
    package struct Renewal: Sendable {
        /// The version's number in the ledger.
        package let version: Int64
        let old: SealedKey
        let new: SealedKey
    }

    /// The next versions whose secret is still there, sealed anew under fresh data keys; nothing is stored yet.
    ///
    /// - Parameters:
    ///   - done: Those up to this number are passed over.
    ///   - last: Those beyond this number are too.
    /// - Throws: `.wrongRootKey`, `.vault`.
    package static func renewals(
        after done: Int64, upTo last: Int64, countMax: Int, with roots: RootKeys,
        in database: Database
    ) throws -> [Renewal] {
        try Row.fetchAll(
            database,
            sql: SealedKey.select + """
                 WHERE key_version.number > ? AND key_version.number <= ?
                    AND key_version.wrapped_dek IS NOT NULL
                 ORDER BY key_version.number
                 LIMIT ?
                """,
            arguments: [done, last, countMax]
        ).compactMap { row in
            guard let old = SealedKey(row) else { return nil }
            return Renewal(version: row["number"], old: old, new: try old.renewed(with: roots))
        }
    }

    /// Stores them; one that changed or was destroyed meanwhile is left as it is.
    ///
    /// - Returns: How many were stored.
    package static func store(_ renewals: [Renewal], in database: Database) throws -> Int {
        let statement = try database.cachedStatement(
            sql: """
                UPDATE key_version
                SET wrapped_dek = ?, wrapped_dek_generation = ?, sealed = ?, sealed_generation = ?,
                    root_version = ?
                WHERE number = ? AND wrapped_dek_generation = ? AND sealed_generation = ?
                    AND wrapped_dek IS NOT NULL
                """)
        var stored = 0
        for renewal in renewals {
            let (old, new) = (renewal.old, renewal.new)
            try statement.execute(arguments: [
                new.wrappedDEK.data, Int64(new.wrappedDEKGeneration), new.sealed.data,
                Int64(new.sealedGeneration), new.rootVersion, renewal.version,
                Int64(old.wrappedDEKGeneration), Int64(old.sealedGeneration),
            ])
            stored += database.changesCount
        }
        if stored > 0, let version = renewals.first?.new.rootVersion {
            try RootKeyStore.count(seals: stored, under: version, in: database)
        }
        return stored
    }
}
