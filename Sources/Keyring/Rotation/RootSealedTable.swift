import Foundation
import GRDB
import Storage
import Vault

/// A table whose rows hold a value that the root key seals; whoever adds such a table adds it to `all`, and it is
/// rotated with the others.
package struct RootSealedTable: Sendable {
    /// Its name, which envelopes are bound to.
    let name: String
    /// The column of the envelope; NULL once the value is destroyed.
    let column: String
    /// The column that counts the value's rewrites.
    let generation: String

    /// Bursar's own keys: few, sealed anew in the transaction that begins a rotation.
    static let serviceKeys = RootSealedTable(
        name: "service_key", column: "wrapped", generation: "generation")
    /// The data keys of providers' keys.
    static let keyVersions = RootSealedTable(
        name: "key_version", column: "wrapped_dek", generation: "wrapped_dek_generation")

    /// The keys of kept content.
    static let contentKeys = RootSealedTable(
        name: "content_key", column: "wrapped", generation: "generation")

    /// All of them.
    package static let all = [serviceKeys, keyVersions, contentKeys]

    /// A sealed value and where it is.
    package struct Value: Hashable, Sendable {
        /// SQLite's number of the row.
        package let place: Int64
        let rowID: [UInt8]
        let generation: UInt64
        let rootVersion: UInt32
        let sealed: [UInt8]
    }

    /// Values that are sealed under another version of the root key, in order of their places.
    ///
    /// - Parameters:
    ///   - version: The root key's that is to seal all.
    ///   - place: Only those beyond it.
    ///   - countMax: At most so many.
    package func values(
        notUnder version: UInt32, after place: Int64 = 0, countMax: Int, in database: Database
    ) throws -> [Value] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT rowid AS place, row_id, \(generation) AS generation, root_version,
                    \(column) AS sealed
                FROM \(name)
                WHERE rowid > ? AND root_version <> ? AND \(column) IS NOT NULL
                ORDER BY rowid
                LIMIT ?
                """,
            arguments: [place, version, countMax]
        ).map { row in
            Value(
                place: row["place"], rowID: (row["row_id"] as Data).array,
                generation: UInt64(row["generation"] as Int64), rootVersion: row["root_version"],
                sealed: (row["sealed"] as Data).array)
        }
    }

    /// How many values are sealed under each version of the root key.
    package func counts(in database: Database) throws -> [UInt32: Int] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT root_version, count(*) AS count
                FROM \(name)
                WHERE \(column) IS NOT NULL
                GROUP BY root_version
                """)
        return Dictionary(
            rows.map { ($0["root_version"], $0["count"]) }, uniquingKeysWith: { first, _ in first })
    }

    /// The value sealed anew under another root key; its content stays.
    ///
    /// - Throws: `.wrongRootKey`, `.vault`.
    package func renewed(
        _ value: Value, from roots: RootKeys, to new: RootKey
    ) throws(KeyringFault) -> Value {
        let old = try roots.key(value.rootVersion)
        let next = value.generation + 1
        do {
            let content = try Envelope.open(
                value.sealed, under: old.key, context: context(value.rowID, value.generation))
            return Value(
                place: value.place, rowID: value.rowID, generation: next, rootVersion: new.version,
                sealed: try Envelope.seal(
                    content, under: new.key, level: .root, version: new.version,
                    context: context(value.rowID, next)))
        } catch {
            throw KeyringFault(error, while: "Sealing a row of \(name) anew")
        }
    }

    /// Stores values that were sealed anew; one that changed or was destroyed meanwhile is left as it is.
    ///
    /// - Returns: How many were stored.
    package func store(_ values: [Value], in database: Database) throws -> Int {
        let statement = try database.cachedStatement(
            sql: """
                UPDATE \(name)
                SET \(column) = ?, \(generation) = ?, root_version = ?
                WHERE row_id = ? AND \(generation) = ? AND \(column) IS NOT NULL
                """)
        var stored = 0
        for value in values {
            try statement.execute(arguments: [
                value.sealed.data, Int64(value.generation), value.rootVersion, value.rowID.data,
                Int64(value.generation) - 1,
            ])
            stored += database.changesCount
        }
        if stored > 0, let version = values.first?.rootVersion {
            try RootKeyStore.count(seals: stored, under: version, in: database)
        }
        return stored
    }

    private func context(_ rowID: [UInt8], _ generation: UInt64) -> SealContext {
        SealContext(table: name, column: column, row: rowID, generation: generation)
    }
}
