import GRDB
import Storage
import Vocabulary

/// A version that takes no new calls and waits for those it holds.
package struct RetiredVersion: Hashable, Sendable {
    /// The number by which the ledger names it.
    package let number: Int64
    /// When its calls are cut; `nil` to let them end.
    package let notAfter: Timestamp?

    package init(number: Int64, notAfter: Timestamp?) {
        self.number = number
        self.notAfter = notAfter
    }
}

/// The table of keys' versions: how one follows another, and how they end.
package enum KeyVersionStore {
    /// What becomes of a key's expiry with its new secret.
    package enum Expiry: Hashable, Sendable {
        /// It stays.
        case kept
        /// It is another, or none.
        case set(Timestamp?)
    }

    /// Gives a key another secret: the new version serves from the next snapshot on, the old one finishes what it
    /// holds.
    ///
    /// - Parameters:
    ///   - id: The key's public id.
    ///   - sealed: The new secret.
    ///   - notAfter: When calls that the old version holds are cut; `nil` to let them end.
    /// - Returns: The key, and the number of the version that was active before.
    /// - Throws: `.noSuchKey`, `.keyRevoked`, `.badExpiry`, `.rootKeyNotCurrent`.
    package static func rotate(
        id: String, to sealed: SealedKey, notAfter: Timestamp?, expiry: Expiry, at now: Timestamp,
        in database: Database
    ) throws -> (key: UpstreamKey, old: KeyVersion) {
        let key = try KeyStore.get(id: id, in: database)
        let versions = try KeyStore.versions(of: key, in: database)
        guard key.state != .revoked, let active = versions.first(where: { $0.state == .active })
        else {
            throw KeyringFault(
                .keyRevoked, "Key \(id) was revoked and its secret destroyed. Add a new key.")
        }
        try database.execute(
            sql: "UPDATE key_version SET state = 'retired', not_after_ms = ? WHERE number = ?",
            arguments: [notAfter?.milliseconds, active.number])
        try KeyStore.insert(
            sealed, of: key.number, version: key.version + 1, at: now, in: database)
        if case .set(let end) = expiry {
            if let end, end <= now {
                throw KeyringFault(
                    .badExpiry,
                    "The key would have expired before its first use. Give a later time.")
            }
            try database.execute(
                sql: "UPDATE upstream_key SET expires_at_ms = ? WHERE number = ?",
                arguments: [end?.milliseconds, key.number])
        }
        // What the old secret was refused for says nothing of the new one.
        return (try KeyStore.clear(id: id, in: database), active)
    }

    /// Takes a key out of service for good, before its secrets are destroyed: nothing is leased from the next snapshot
    /// on. Calls under way go on: it sets no time after which they are cut. Again: no change.
    package static func withdraw(id: String, at now: Timestamp, in database: Database) throws {
        let key = try KeyStore.get(id: id, in: database)
        try database.execute(
            sql: """
                UPDATE key_version
                SET state = 'retired', not_after_ms = NULL
                WHERE key = ? AND state = 'active'
                """,
            arguments: [key.number])
        try database.execute(
            sql: """
                UPDATE upstream_key
                SET state = 'revoked', reason = NULL, until_ms = NULL, revoked_at_ms = ?
                WHERE number = ? AND state <> 'revoked'
                """,
            arguments: [now.milliseconds, key.number])
        try database.execute(sql: "DELETE FROM key_bench WHERE key = ?", arguments: [key.number])
    }

    /// The versions that wait for their calls.
    package static func retired(in database: Database) throws -> [RetiredVersion] {
        try Row.fetchAll(
            database,
            sql: "SELECT number, not_after_ms FROM key_version WHERE state = 'retired' ORDER BY key"
        ).map { row in
            let notAfter: Int64? = row["not_after_ms"]
            return RetiredVersion(
                number: row["number"], notAfter: notAfter.map { Timestamp(milliseconds: $0) })
        }
    }

    /// Ends retired versions and destroys their data keys, and with them their secrets. Again: no change.
    ///
    /// - Parameter numbers: Those that hold no call any more.
    package static func end(_ numbers: [Int64], at now: Timestamp, in database: Database) throws {
        for number in numbers {
            try database.execute(
                sql: """
                    UPDATE key_version
                    SET state = 'revoked', wrapped_dek = NULL, ended_at_ms = ?
                    WHERE number = ? AND state = 'retired'
                    """,
                arguments: [now.milliseconds, number])
        }
    }
}
