import Foundation
import GRDB
import Storage
import Vault
import Vocabulary

/// Bursar's own keys.
package enum ServiceKeyName: String, CaseIterable, Sendable {
    /// Keys the digests of client tokens.
    case tokenPepper = "token-pepper"
    /// The Ed25519 seed that signs the ledger's checkpoints.
    case ledgerSeed = "ledger-seed"
    /// Makes redaction's placeholders.
    case placeholderKey = "placeholder-key"
}

/// A service key as it is stored: sealed by the root key, bound to its row.
package struct SealedServiceKey: Sendable {
    /// What it is for.
    package let name: ServiceKeyName
    let rowID: [UInt8]
    let generation: UInt64
    let rootVersion: UInt32
    let wrapped: [UInt8]

    /// A new random key of 32 bytes, sealed.
    ///
    /// - Throws: `.vault`.
    package init(making name: ServiceKeyName, under root: RootKey, at now: Timestamp)
        throws(KeyringFault)
    {
        self.name = name
        rowID = Identifier(at: now).bytes
        generation = 1
        rootVersion = root.version
        do {
            wrapped = try Envelope.seal(
                try Secret.random(count: 32), under: root.key, level: .root, version: root.version,
                context: Self.context(rowID, 1))
        } catch {
            throw KeyringFault(error, while: "Sealing a service key")
        }
    }

    init(_ row: Row) throws(KeyringFault) {
        guard let name = ServiceKeyName(rawValue: row["name"]) else {
            throw KeyringFault(.unreadable, "A service key's row can't be read.")
        }
        self.name = name
        rowID = (row["row_id"] as Data).array
        generation = UInt64(row["generation"] as Int64)
        rootVersion = row["root_version"]
        wrapped = (row["wrapped"] as Data).array
    }

    /// The key in clear.
    ///
    /// - Throws: `.wrongRootKey` for another version of the root key, `.vault`.
    package func open(under root: RootKey) throws(KeyringFault) -> Secret {
        guard root.version == rootVersion else {
            throw KeyringFault(
                .wrongRootKey, "The \(name.rawValue) is sealed under root key \(rootVersion).")
        }
        do {
            return try Envelope.open(
                wrapped, under: root.key, context: Self.context(rowID, generation))
        } catch {
            throw KeyringFault(error, while: "Opening the \(name.rawValue)")
        }
    }

    private static func context(_ rowID: [UInt8], _ generation: UInt64) -> SealContext {
        SealContext(table: "service_key", column: "wrapped", row: rowID, generation: generation)
    }
}

/// The table of service keys.
package enum ServiceKeyStore {
    /// Stores those keys whose names have none yet; a key that exists is never replaced.
    package static func insertMissing(
        _ keys: [SealedServiceKey], at now: Timestamp, in database: Database
    ) throws {
        for key in keys {
            try database.execute(
                sql: """
                    INSERT INTO service_key (name, row_id, generation, root_version, wrapped,
                    created_at_ms)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (name) DO NOTHING
                    """,
                arguments: [
                    key.name.rawValue, key.rowID.data, Int64(key.generation), key.rootVersion,
                    key.wrapped.data,
                    now.milliseconds,
                ])
            if database.changesCount == 1 {
                try RootKeyStore.count(seals: 1, under: key.rootVersion, in: database)
            }
        }
    }

    /// All of them, still sealed.
    package static func list(in database: Database) throws -> [SealedServiceKey] {
        try Row.fetchAll(
            database,
            sql:
                "SELECT name, row_id, generation, root_version, wrapped FROM service_key ORDER "
                + "BY name"
        ).map { try SealedServiceKey($0) }
    }
}

/// The service keys in clear, in secure memory, for the life of the process.
package struct ServiceKeys: Sendable {
    private let keys: [ServiceKeyName: Secret]

    /// Keys the digests of client tokens.
    package let tokenPepper: Secret

    /// Opens all of a data file's service keys.
    ///
    /// - Throws: `.noServiceKey` without a token pepper, `.wrongRootKey`, `.vault`.
    package init(reading database: Database, under roots: RootKeys) throws {
        var keys: [ServiceKeyName: Secret] = [:]
        for sealed in try ServiceKeyStore.list(in: database) {
            keys[sealed.name] = try sealed.open(under: try roots.key(sealed.rootVersion))
        }
        guard let pepper = keys[.tokenPepper] else {
            throw KeyringFault(.noServiceKey, "This data has no token pepper. Run `bursar init`.")
        }
        tokenPepper = pepper
        self.keys = keys
    }

    /// The key of a name, if it was made.
    package subscript(name: ServiceKeyName) -> Secret? { keys[name] }
}
