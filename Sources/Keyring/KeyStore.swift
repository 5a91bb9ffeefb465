import Foundation
import GRDB
import Storage
import Vault
import Vocabulary

/// The tables of pooled keys and their versions.
package enum KeyStore {
    /// Adds a key with its first version.
    ///
    /// - Returns: The key, or the one of an earlier call with the same id.
    /// - Throws: `.noSuchUpstream`, `.nameTaken`, `.rootKeyWornOut`.
    @discardableResult
    package static func add(_ draft: KeyDraft, at now: Timestamp, in database: Database) throws
        -> UpstreamKey
    {
        if let known = try find(id: draft.id, in: database) { return known }
        let upstream = try UpstreamStore.get(name: draft.upstream, in: database)
        let name = try draft.name ?? freeName(upstream, in: database)
        let isTaken = try Bool.fetchOne(
            database,
            sql:
                "SELECT EXISTS (SELECT 1 FROM upstream_key WHERE upstream = ? AND name = ? AND "
                + "state <> 'revoked')",
            arguments: [upstream.number, name])
        if isTaken == true {
            throw KeyringFault(
                .nameTaken,
                "\(upstream.name) has a key named \(name) already. Revoke it or choose another "
                    + "name."
            )
        }
        try database.execute(
            sql: """
                INSERT INTO upstream_key (
                    id, upstream, name, weight, parallel_max, models, state, created_at_ms,
                    expires_at_ms
                )
                VALUES (?, ?, ?, ?, ?, ?, 'active', ?, ?)
                """,
            arguments: [
                draft.id, upstream.number, name, draft.weight, draft.parallelMax,
                draft.models.flatMap { WordList.text($0.map(\.pattern)) }, now.milliseconds,
                draft.expiresAt?.milliseconds,
            ])
        try insert(draft.sealed, of: database.lastInsertedRowID, version: 1, at: now, in: database)
        return try get(id: draft.id, in: database)
    }

    /// All keys, or those of one upstream in use, by upstream and age.
    package static func list(upstream: String? = nil, in database: Database) throws -> [UpstreamKey]
    {
        let number = try upstream.map { try UpstreamStore.get(name: $0, in: database).number }
        return try Row.fetchAll(
            database,
            sql: select
                + " WHERE ?1 IS NULL OR upstream_key.upstream = ?1 ORDER BY upstream.name, "
                + "upstream_key.number",
            arguments: [number]
        ).map(key)
    }

    /// The key of a public id, if there is one.
    package static func find(id: String, in database: Database) throws -> UpstreamKey? {
        try Row.fetchOne(database, sql: select + " WHERE upstream_key.id = ?", arguments: [id]).map(
            key)
    }

    /// The key of a public id.
    ///
    /// - Throws: `.noSuchKey`.
    package static func get(id: String, in database: Database) throws -> UpstreamKey {
        guard let key = try find(id: id, in: database) else {
            throw KeyringFault(
                .noSuchKey, "There is no key \(id.prefix(32)). `bursar key list` shows all.")
        }
        return key
    }

    /// The versions of a key, the newest first.
    package static func versions(of key: UpstreamKey, in database: Database) throws -> [KeyVersion]
    {
        try Row.fetchAll(
            database,
            sql: """
                SELECT number, version, state, created_at_ms, not_after_ms, ended_at_ms
                FROM key_version
                WHERE key = ?
                ORDER BY version DESC
                """,
            arguments: [key.number]
        ).map { row in
            guard let state = KeyVersion.State(rawValue: row["state"]) else {
                throw unreadable(key.id)
            }
            let notAfter: Int64? = row["not_after_ms"]
            let ended: Int64? = row["ended_at_ms"]
            return KeyVersion(
                number: row["number"], version: row["version"], state: state,
                createdAt: Timestamp(milliseconds: row["created_at_ms"]),
                notAfter: notAfter.map { Timestamp(milliseconds: $0) },
                endedAt: ended.map { Timestamp(milliseconds: $0) })
        }
    }

    /// The key and version that a row of the ledger names.
    package static func find(version number: Int64, in database: Database) throws -> (
        key: UpstreamKey, version: Int64
    )? {
        guard
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT upstream_key.id, key_version.version
                    FROM key_version
                    JOIN upstream_key ON upstream_key.number = key_version.key
                    WHERE key_version.number = ?
                    """,
                arguments: [number])
        else { return nil }
        return (key: try get(id: row["id"], in: database), version: row["version"])
    }

    /// The sealed secret of a key's active version, to test it.
    ///
    /// - Throws: `.noSuchKey`, `.keyRevoked`.
    package static func sealed(id: String, in database: Database) throws -> SealedKey {
        let key = try get(id: id, in: database)
        guard
            let row = try Row.fetchOne(
                database,
                sql: SealedKey.select
                    + " WHERE key_version.key = ? AND key_version.state = 'active'",
                arguments: [key.number]),
            let sealed = SealedKey(row)
        else {
            throw KeyringFault(
                .keyRevoked, "Key \(id) was revoked and its secret destroyed. Add a new key.")
        }
        return sealed
    }

    /// Ends a key for ever and destroys the data keys of its versions, and with them its secrets.
    /// Again: no change.
    ///
    /// Calls that hold a lease finish unless they are cut; nothing is leased from the next snapshot
    /// on.
    package static func revoke(id: String, at now: Timestamp, in database: Database) throws
        -> UpstreamKey
    {
        let key = try get(id: id, in: database)
        try database.execute(
            sql: """
                UPDATE key_version
                SET state = 'revoked', wrapped_dek = NULL, ended_at_ms = ?
                WHERE key = ? AND state <> 'revoked'
                """,
            arguments: [now.milliseconds, key.number])
        try database.execute(
            sql: """
                UPDATE upstream_key
                SET state = 'revoked', reason = NULL, until_ms = NULL, revoked_at_ms = ?
                WHERE number = ? AND state <> 'revoked'
                """,
            arguments: [now.milliseconds, key.number])
        try database.execute(
            sql: "DELETE FROM key_bench WHERE key = ?", arguments: [key.number])
        return try get(id: id, in: database)
    }

    /// Notes when keys were last used; earlier times than known are ignored.
    ///
    /// - Parameter uses: Numbers of keys and times.
    package static func markUsed(_ uses: [(key: Int64, at: Timestamp)], in database: Database)
        throws
    {
        for use in uses {
            try database.execute(
                sql: """
                    UPDATE upstream_key
                    SET last_used_at_ms = ?1
                    WHERE number = ?2 AND coalesce(last_used_at_ms, 0) < ?1
                    """,
                arguments: [use.at.milliseconds, use.key])
        }
    }

    /// Stores a secret as a key's active version.
    ///
    /// - Throws: `.rootKeyNotCurrent`, `.rootKeyWornOut`.
    static func insert(
        _ sealed: SealedKey, of key: Int64, version: Int64, at now: Timestamp, in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO key_version (
                    key, version, row_id, root_version, wrapped_dek, wrapped_dek_generation, sealed,
                    sealed_generation, state, created_at_ms
                )
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'active', ?)
                """,
            arguments: [
                key, version, sealed.rowID.data, sealed.rootVersion, sealed.wrappedDEK.data,
                Int64(sealed.wrappedDEKGeneration), sealed.sealed.data,
                Int64(sealed.sealedGeneration),
                now.milliseconds,
            ])
        try RootKeyStore.count(seals: 1, under: sealed.rootVersion, in: database)
    }

    /// The upstream's name with the lowest number that none of its keys ever had.
    private static func freeName(_ upstream: Upstream, in database: Database) throws -> String {
        let taken = Set(
            try String.fetchAll(
                database, sql: "SELECT name FROM upstream_key WHERE upstream = ?",
                arguments: [upstream.number]))
        let stem = upstream.name.prefix(56)
        return (1...).lazy.map { "\(stem)-\($0)" }.first { !taken.contains($0) } ?? String(stem)
    }

    private static let select = """
        SELECT upstream_key.number, upstream_key.id, upstream_key.upstream,
            upstream.name AS upstream_name,
            upstream_key.name, upstream_key.weight, upstream_key.parallel_max, upstream_key.models,
            upstream_key.state, upstream_key.reason, upstream_key.until_ms,
            upstream_key.strikes, upstream_key.state_epoch, upstream_key.created_at_ms,
            upstream_key.expires_at_ms, upstream_key.last_used_at_ms, upstream_key.revoked_at_ms,
            (
                SELECT max(version)
                FROM key_version
                WHERE key_version.key = upstream_key.number
            ) AS version
        FROM upstream_key
        JOIN upstream ON upstream.number = upstream_key.upstream
        """

    private static func key(_ row: Row) throws -> UpstreamKey {
        let id: String = row["id"]
        guard let state = UpstreamKey.State(rawValue: row["state"]),
            let version: Int64 = row["version"]
        else {
            throw unreadable(id)
        }
        var models: [Glob]?
        if let text: String = row["models"] {
            // A limit that can't be read must never become "no limit".
            guard let words = WordList.words(text) else { throw unreadable(id) }
            models = words.compactMap { Glob($0) }
        }
        func time(_ column: String) -> Timestamp? {
            let milliseconds: Int64? = row[column]
            return milliseconds.map { Timestamp(milliseconds: $0) }
        }
        return UpstreamKey(
            number: row["number"], id: id, upstream: row["upstream"],
            upstreamName: row["upstream_name"],
            name: row["name"], version: version, weight: row["weight"],
            parallelMax: row["parallel_max"],
            models: models, state: state, reason: row["reason"], until: time("until_ms"),
            strikes: row["strikes"], stateEpoch: row["state_epoch"],
            createdAt: Timestamp(milliseconds: row["created_at_ms"]),
            expiresAt: time("expires_at_ms"),
            lastUsedAt: time("last_used_at_ms"), revokedAt: time("revoked_at_ms"))
    }

    private static func unreadable(_ id: String) -> KeyringFault {
        KeyringFault(.unreadable, "The row of key \(id) can't be read.")
    }
}

extension SealedKey {
    /// The columns that a sealed key is read from.
    static let select = """
        SELECT key_version.number, key_version.key, key_version.version, key_version.row_id,
            key_version.root_version, key_version.wrapped_dek, key_version.wrapped_dek_generation,
            key_version.sealed, key_version.sealed_generation
        FROM key_version
        """

    /// The sealed key of a row; `nil` if its data key is destroyed.
    init?(_ row: Row) {
        guard let wrapped: Data = row["wrapped_dek"] else { return nil }
        self.init(
            rowID: (row["row_id"] as Data).array, rootVersion: row["root_version"],
            wrappedDEK: wrapped.array,
            wrappedDEKGeneration: UInt64(row["wrapped_dek_generation"] as Int64),
            sealed: (row["sealed"] as Data).array,
            sealedGeneration: UInt64(row["sealed_generation"] as Int64))
    }
}
