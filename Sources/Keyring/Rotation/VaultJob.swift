import GRDB
import Storage
import Vault
import Vocabulary

/// One rotation of the root key: what it is to reach, and how far it is.
package struct VaultJob: Hashable, Sendable {
    /// Which one it is, from 1.
    package let number: Int64
    /// The root key under which all is sealed when it ends.
    package let rootVersion: UInt32
    /// Does every provider's key get a fresh data key too?
    package let isDeep: Bool
    /// Versions of keys up to this number have one.
    package let done: Int64
    /// Versions of keys up to this number are to get one.
    package let last: Int64
    /// How many values were sealed anew.
    package let sealed: Int
    /// When it began.
    package let startedAt: Timestamp
    /// When all was done; `nil` while it isn't.
    package let endedAt: Timestamp?
}

/// The table of rotations.
package enum VaultJobStore {
    /// Begins a rotation: the new root key seals from here on, Bursar's own keys first, and the old one only opens.
    ///
    /// - Parameters:
    ///   - record: The new root key's, the next version after all there are.
    ///   - root: The new root key.
    ///   - roots: Where the old one is open.
    /// - Throws: `.rotating` when one is under way.
    package static func begin(
        _ record: RootKeyRecord, root: RootKey, isDeep: Bool, with roots: RootKeys,
        at now: Timestamp, in database: Database
    ) throws -> VaultJob {
        if let job = try open(in: database) {
            throw KeyringFault(
                .rotating,
                "Everything is being sealed under root key \(job.rootVersion) already. `bursar vault status` "
                    + "shows how far it is.")
        }
        try database.execute(
            sql: "UPDATE root_key SET state = 'decrypt-only' WHERE state = 'current'")
        try RootKeyStore.insert(record, in: database)
        try database.execute(
            sql: """
                INSERT INTO vault_job (root_version, is_deep, done, last, started_at_ms)
                VALUES (?, ?, 0, (SELECT ifnull(max(number), 0) FROM key_version), ?)
                """,
            arguments: [record.version, isDeep, now.milliseconds])
        let number = database.lastInsertedRowID
        let own = RootSealedTable.serviceKeys
        let renewed = try own.values(
            notUnder: record.version, countMax: ServiceKeyName.allCases.count, in: database
        ).map { try own.renewed($0, from: roots, to: root) }
        try advance(number, by: try own.store(renewed, in: database), in: database)
        return try get(number, in: database)
    }

    /// The one that is under way.
    package static func open(in database: Database) throws -> VaultJob? {
        try Row.fetchOne(database, sql: select + " WHERE ended_at_ms IS NULL").map(job)
    }

    /// The newest one.
    package static func last(in database: Database) throws -> VaultJob? {
        try Row.fetchOne(database, sql: select + " ORDER BY number DESC LIMIT 1").map(job)
    }

    /// How many values a rotation has still to seal anew.
    package static func left(of job: VaultJob, in database: Database) throws -> Int {
        guard job.endedAt == nil else { return 0 }
        let rest = try RootKeyStore.counts(in: database).filter { $0.key != job.rootVersion }
            .values.reduce(0, +)
        guard job.isDeep else { return rest }
        let deep =
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*)
                    FROM key_version
                    WHERE number > ? AND number <= ? AND wrapped_dek IS NOT NULL
                    """,
                arguments: [job.done, job.last]) ?? 0
        return max(rest, deep)
    }

    /// Notes values that were sealed anew, in the transaction that stored them.
    ///
    /// - Parameter done: The number up to which versions of keys have a fresh data key now; `nil` to leave it.
    package static func advance(
        _ number: Int64, by sealed: Int, done: Int64? = nil, in database: Database
    ) throws {
        try database.execute(
            sql:
                "UPDATE vault_job SET sealed = sealed + ?, done = ifnull(?, done) WHERE number = ?",
            arguments: [sealed, done, number])
    }

    /// Ends a rotation and retires the root keys that nothing is sealed under, if nothing is left to do.
    ///
    /// - Returns: Was it ended?
    package static func finish(_ job: VaultJob, at now: Timestamp, in database: Database) throws
        -> Bool
    {
        guard try RootKeyStore.needed(in: database).isEmpty,
            try !job.isDeep || get(job.number, in: database).done >= job.last
        else { return false }
        try database.execute(
            sql: "UPDATE root_key SET state = 'retired' WHERE state = 'decrypt-only'")
        try database.execute(
            sql: "UPDATE vault_job SET ended_at_ms = ? WHERE number = ? AND ended_at_ms IS NULL",
            arguments: [now.milliseconds, job.number])
        return true
    }

    private static let select = """
        SELECT number, root_version, is_deep, done, last, sealed, started_at_ms, ended_at_ms
        FROM vault_job
        """

    private static func get(_ number: Int64, in database: Database) throws -> VaultJob {
        guard
            let row = try Row.fetchOne(
                database, sql: select + " WHERE number = ?", arguments: [number])
        else { throw KeyringFault(.unreadable, "The row of rotation \(number) is missing.") }
        return job(row)
    }

    private static func job(_ row: Row) -> VaultJob {
        let ended: Int64? = row["ended_at_ms"]
        return VaultJob(
            number: row["number"], rootVersion: row["root_version"], isDeep: row["is_deep"],
            done: row["done"], last: row["last"], sealed: row["sealed"],
            startedAt: Timestamp(milliseconds: row["started_at_ms"]),
            endedAt: ended.map { Timestamp(milliseconds: $0) })
    }
}
