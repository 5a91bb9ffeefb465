import Foundation
import GRDB
import Storage
import Vault
import Vocabulary

/// What is known of a version of the root key: where it comes from and how to tell it, never the
/// key.
package struct RootKeyRecord: Hashable, Sendable {
    /// What a version is for.
    package enum State: String, CaseIterable, Sendable {
        /// Seals and opens.
        case current
        /// Opens what it sealed until all of that is sealed anew.
        case decryptOnly = "decrypt-only"
        /// Seals nothing any more.
        case retired
    }

    /// Which one it is; envelopes name it.
    package let version: UInt32
    /// Where it is fetched from.
    package let source: RootKeySource
    /// Tells the right key: `RootKey.checkValue`.
    package let checkValue: [UInt8]
    /// How a passphrase is stretched; `nil` for other sources.
    package let passphraseParameters: PassphraseParameters?
    /// What may be done with it.
    package let state: State
    /// When it was made.
    package let createdAt: Timestamp

    /// What is kept of a root key that was just loaded or made.
    package init(
        _ key: RootKey, source: RootKeySource, passphraseParameters: PassphraseParameters?,
        state: State = .current, at now: Timestamp
    ) {
        self.init(
            version: key.version, source: source, checkValue: key.checkValue,
            passphraseParameters: passphraseParameters, state: state, createdAt: now)
    }

    init(
        version: UInt32, source: RootKeySource, checkValue: [UInt8],
        passphraseParameters: PassphraseParameters?,
        state: State, createdAt: Timestamp
    ) {
        self.version = version
        self.source = source
        self.checkValue = checkValue
        self.passphraseParameters = passphraseParameters
        self.state = state
        self.createdAt = createdAt
    }

    /// Fetches the key from its source and makes sure that it is the right one. Blocks, as its
    /// source does.
    ///
    /// - Parameter other: Another source to take it from, such as one given on the command line.
    /// - Throws: `.wrongRootKey`, `.vault`.
    package func load(from other: RootKeySource? = nil) throws(KeyringFault) -> RootKey {
        let source = other ?? source
        let key: RootKey
        do {
            key = try RootKey(
                version: version, key: try source.load(passphraseParameters: passphraseParameters))
        } catch {
            throw KeyringFault(error, while: "Loading the root key from \(source.text)")
        }
        do { try key.check(against: checkValue) } catch {
            throw KeyringFault(
                .wrongRootKey,
                "The key from \(source.text) is not root key \(version) of this data. Give the "
                    + "source of the key that it was made with."
            )
        }
        return key
    }
}

/// The table of root key versions.
package enum RootKeyStore {
    /// How many values one root key may seal, half of what NIST SP 800-38D allows with random
    /// nonces.
    package static let sealsMax: Int64 = 1 << 31

    /// Notes a version. Again with the same version and check value: no change.
    ///
    /// - Throws: `.wrongRootKey` if the version stands for another key.
    package static func insert(_ record: RootKeyRecord, in database: Database) throws {
        let known = try Data.fetchOne(
            database, sql: "SELECT check_value FROM root_key WHERE version = ?",
            arguments: [record.version])
        if let known {
            guard known.array == record.checkValue else {
                throw KeyringFault(
                    .wrongRootKey,
                    "Version \(record.version) of the root key is another key. Nothing was changed."
                )
            }
            return
        }
        try database.execute(
            sql: """
                INSERT INTO root_key (
                    version, source, kind, check_value, passphrase_parameters, state, created_at_ms
                )
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                record.version, record.source.text, String(record.source.text.prefix { $0 != ":" }),
                record.checkValue.data, record.passphraseParameters?.text, record.state.rawValue,
                record.createdAt.milliseconds,
            ])
    }

    /// The version that seals.
    ///
    /// - Throws: `.noRootKey`.
    package static func current(in database: Database) throws -> RootKeyRecord {
        guard let found = try list(in: database).first(where: { $0.state == .current }) else {
            throw KeyringFault(.noRootKey, "This data has no root key. Run `bursar init`.")
        }
        return found
    }

    /// All versions, the newest first.
    package static func list(in database: Database) throws -> [RootKeyRecord] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT version, source, check_value, passphrase_parameters, state, created_at_ms
                FROM root_key
                ORDER BY version DESC
                """
        ).map(record)
    }

    /// The versions that only open, and that something is still sealed under.
    package static func needed(in database: Database) throws -> [RootKeyRecord] {
        let counts = try RootSealedTable.all.map { try $0.counts(in: database) }
        return try list(in: database).filter { record in
            record.state != .current && counts.contains { $0[record.version] != nil }
        }
    }

    /// How many values a version has sealed in all.
    package static func seals(of version: UInt32, in database: Database) throws -> Int64 {
        try Int64.fetchOne(
            database, sql: "SELECT seals FROM root_key WHERE version = ?", arguments: [version])
            ?? 0
    }

    /// How many values are sealed under each version.
    package static func counts(in database: Database) throws -> [UInt32: Int] {
        try RootSealedTable.all.reduce(into: [:]) { sum, table in
            sum.merge(try table.counts(in: database), uniquingKeysWith: +)
        }
    }

    /// Counts values that were sealed under a version, in the transaction that stores them.
    ///
    /// - Throws: `.rootKeyWornOut`; `.rootKeyNotCurrent` when another one seals by now.
    static func count(seals: Int, under version: UInt32, in database: Database) throws {
        try database.execute(
            sql: "UPDATE root_key SET seals = seals + ?1 WHERE version = ?2 AND seals + ?1 <= ?3",
            arguments: [seals, version, sealsMax])
        if let state = try String.fetchOne(
            database, sql: "SELECT state FROM root_key WHERE version = ?", arguments: [version]),
            state != RootKeyRecord.State.current.rawValue
        {
            throw KeyringFault(
                .rootKeyNotCurrent, "Root key \(version) doesn't seal any more. Try again.")
        }
        guard database.changesCount == 1 else {
            throw KeyringFault(
                .rootKeyWornOut,
                "Root key \(version) is unknown or has sealed as much as one key may. Run "
                    + "`bursar vault rotate`."
            )
        }
    }

    private static func record(_ row: Row) throws -> RootKeyRecord {
        let version: UInt32 = row["version"]
        guard let source = RootKeySource(row["source"]),
            let state = RootKeyRecord.State(rawValue: row["state"])
        else {
            throw KeyringFault(.unreadable, "The row of root key \(version) can't be read.")
        }
        let parameters: String? = row["passphrase_parameters"]
        return RootKeyRecord(
            version: version, source: source, checkValue: (row["check_value"] as Data).array,
            passphraseParameters: try parameters.map { try PassphraseParameters($0) }, state: state,
            createdAt: Timestamp(milliseconds: row["created_at_ms"]))
    }
}
