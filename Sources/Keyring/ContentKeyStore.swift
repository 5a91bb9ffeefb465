import Foundation
import GRDB
import Storage
import Vault
import Vocabulary

/// The keys that kept content of clients is sealed under, each sealed by the root key.
package enum ContentKeyStore {
    private static func context(_ rowID: [UInt8], _ generation: UInt64) -> SealContext {
        SealContext(table: "content_key", column: "wrapped", row: rowID, generation: generation)
    }

    /// A client's key, and which of its keys it is.
    package struct Opened: Sendable {
        package let version: UInt32
        package let secret: Secret
    }

    /// A client's key in force, or one of an earlier version.
    ///
    /// - Parameter version: `nil` for the one in force.
    /// - Returns: `nil` when there is none, or when it was destroyed.
    /// - Throws: `.wrongRootKey`, `.vault`.
    package static func find(
        client: Int64, version: UInt32? = nil, under roots: RootKeys, in database: Database
    ) throws -> Opened? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT version, row_id, generation, root_version, wrapped
                FROM content_key
                WHERE client = ?1 AND wrapped IS NOT NULL AND (?2 IS NULL OR version = ?2)
                ORDER BY version DESC
                LIMIT 1
                """, arguments: [client, version])
        guard let row else { return nil }
        let root = try roots.key(row["root_version"])
        do throws(VaultFault) {
            let secret = try Envelope.open(
                (row["wrapped"] as Data).array, under: root.key,
                context: context((row["row_id"] as Data).array, UInt64(row["generation"] as Int64)))
            return Opened(version: row["version"], secret: secret)
        } catch {
            throw KeyringFault(error, while: "Opening a content key")
        }
    }

    /// The client's key in force, made if there is none.
    ///
    /// - Throws: `.rootKeyWornOut`, `.wrongRootKey`, `.vault`.
    package static func findOrMake(
        client: Int64, under roots: RootKeys, at now: Timestamp, in database: Database
    ) throws -> Opened {
        if let found = try find(client: client, under: roots, in: database) { return found }
        let root = roots.current
        let rowID = Identifier(at: now).bytes
        let version =
            try UInt32.fetchOne(
                database, sql: "SELECT max(version) FROM content_key WHERE client = ?",
                arguments: [client]) ?? 0
        let secret: Secret
        let wrapped: [UInt8]
        do throws(VaultFault) {
            secret = try Secret.random(count: 32)
            wrapped = try Envelope.seal(
                secret, under: root.key, level: .root, version: root.version,
                context: context(rowID, 1))
        } catch {
            throw KeyringFault(error, while: "Making a content key")
        }
        try database.execute(
            sql: """
                INSERT INTO content_key (client, version, row_id, generation, root_version, wrapped, created_at_ms)
                VALUES (?, ?, ?, 1, ?, ?, ?)
                """,
            arguments: [
                client, version + 1, rowID.data, root.version, wrapped.data, now.milliseconds,
            ])
        try RootKeyStore.count(seals: 1, under: root.version, in: database)
        return Opened(version: version + 1, secret: secret)
    }

    /// Destroys all keys of a client: what was sealed under them opens no more, wherever it was copied to.
    package static func destroy(client: Int64, at now: Timestamp, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE content_key SET wrapped = NULL, destroyed_at_ms = ?
                WHERE client = ? AND wrapped IS NOT NULL
                """, arguments: [now.milliseconds, client])
    }
}
