import GRDB
import Storage
import Vocabulary

/// The table of upstreams.
package enum UpstreamStore {
    /// Adds an upstream.
    ///
    /// - Returns: The upstream, or the one of an earlier call with the same id.
    /// - Throws: `.nameTaken`.
    @discardableResult
    package static func add(_ draft: UpstreamDraft, at now: Timestamp, in database: Database) throws
        -> Upstream
    {
        if let row = try Row.fetchOne(
            database, sql: select + " WHERE id = ?", arguments: [draft.id.bytes.data])
        {
            return try upstream(row)
        }
        if try find(name: draft.name, in: database) != nil {
            throw KeyringFault(
                .nameTaken,
                "There is an upstream named \(draft.name) already. Remove it or choose another "
                    + "name."
            )
        }
        try database.execute(
            sql: """
                INSERT INTO upstream (
                    id, name, dialect, url, credential, on_device, allow_private, allow_http,
                    created_at_ms
                )
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                draft.id.bytes.data, draft.name, draft.dialect.rawValue, draft.url.text,
                draft.credential.rawValue,
                draft.isOnDevice, draft.mayBePrivate, draft.mayBeHTTP, now.milliseconds,
            ])
        return try get(name: draft.name, in: database)
    }

    /// The upstreams in use, by name.
    package static func list(in database: Database) throws -> [Upstream] {
        try Row.fetchAll(database, sql: select + " WHERE removed_at_ms IS NULL ORDER BY name").map(
            upstream)
    }

    /// The upstream in use of a name, if there is one.
    package static func find(name: String, in database: Database) throws -> Upstream? {
        try Row.fetchOne(
            database, sql: select + " WHERE name = ? AND removed_at_ms IS NULL", arguments: [name]
        ).map(upstream)
    }

    /// The upstream that a row of the ledger names, in use or removed.
    package static func find(number: Int64, in database: Database) throws -> Upstream? {
        try Row.fetchOne(database, sql: select + " WHERE number = ?", arguments: [number]).map(
            upstream)
    }

    /// The upstream in use of a name.
    ///
    /// - Throws: `.noSuchUpstream`.
    package static func get(name: String, in database: Database) throws -> Upstream {
        guard let upstream = try find(name: name, in: database) else {
            let wayOut =
                UpstreamPreset.named(name) == nil
                ? "`bursar upstream list` shows all."
                : "Add it first: bursar upstream add \(name)."
            throw KeyringFault(
                .noSuchUpstream, "There is no upstream named \(name.prefix(64)). \(wayOut)")
        }
        return upstream
    }

    /// Removes an upstream: its keys are withdrawn, its name may be used again.
    ///
    /// - Returns: The ids of its keys, to be revoked once nothing is lent any more.
    /// - Throws: `.noSuchUpstream`; `.upstreamInUse` while models are routed to it.
    @discardableResult
    package static func remove(name: String, at now: Timestamp, in database: Database) throws
        -> [String]
    {
        let upstream = try get(name: name, in: database)
        let globs = try String.fetchAll(
            database,
            sql: """
                SELECT DISTINCT model.glob
                FROM model
                JOIN model_target ON model_target.model = model.number
                WHERE model_target.upstream = ? AND model.ended_at_ms IS NULL
                ORDER BY model.glob
                """,
            arguments: [upstream.number])
        guard globs.isEmpty else {
            throw KeyringFault(
                .upstreamInUse,
                "\(name) serves \(globs.prefix(8).joined(separator: ", ")). Remove these models "
                    + "or route them elsewhere first."
            )
        }
        let keys = try KeyStore.list(upstream: name, in: database).filter { $0.state != .revoked }
        for key in keys {
            try KeyVersionStore.withdraw(id: key.id, at: now, in: database)
        }
        try database.execute(
            sql: "UPDATE upstream SET removed_at_ms = ? WHERE number = ?",
            arguments: [now.milliseconds, upstream.number])
        return keys.map(\.id)
    }

    private static let select = """
        SELECT number, name, dialect, url, credential, on_device, allow_private, allow_http,
            created_at_ms,
            removed_at_ms
        FROM upstream
        """

    private static func upstream(_ row: Row) throws -> Upstream {
        let name: String = row["name"]
        guard let dialect = Dialect(rawValue: row["dialect"]),
            let credential = CredentialStyle(rawValue: row["credential"])
        else { throw KeyringFault(.unreadable, "The row of upstream \(name) can't be read.") }
        let removed: Int64? = row["removed_at_ms"]
        return Upstream(
            number: row["number"], name: name, dialect: dialect, url: try UpstreamURL(row["url"]),
            credential: credential, isOnDevice: row["on_device"],
            mayBePrivate: row["allow_private"],
            mayBeHTTP: row["allow_http"], createdAt: Timestamp(milliseconds: row["created_at_ms"]),
            removedAt: removed.map { Timestamp(milliseconds: $0) })
    }
}
