import GRDB
import Storage
import Vault
import Vocabulary

/// Another secret for a token: what is kept of it.
package struct TokenRotation: Sendable {
    /// The token's public id.
    package let id: String
    /// How long the older secrets go on.
    package let graceMilliseconds: Int64
    /// Repeated with the same key, a rotation replaces the version it made before.
    package let idempotencyKey: String?
    let digest: [UInt8]

    /// - Throws: `.badRotation` for a key of more than 128 bytes.
    package init(
        _ secret: TokenSecret, pepper: Secret, graceMilliseconds: Int64 = 0,
        idempotencyKey: String? = nil
    ) throws(ClientsFault) {
        if let idempotencyKey, !(1...128).contains(idempotencyKey.utf8.count) {
            throw ClientsFault(.badRotation, "An idempotency key has 1 to 128 bytes.")
        }
        id = secret.publicID
        digest = secret.digest(pepper: pepper)
        self.graceMilliseconds = graceMilliseconds
        self.idempotencyKey = idempotencyKey
    }
}

extension TokenStore {
    /// Gives a token another secret; its id, scopes, limits and budgets stay.
    ///
    /// - Throws: `.noSuchToken`; `.badRotation` for a revoked token, or a repetition after the version was used.
    package static func rotate(
        _ rotation: TokenRotation, at now: Timestamp, in database: Database
    ) throws -> Token {
        let token = try get(id: rotation.id, in: database)
        guard token.revokedAt == nil else {
            throw ClientsFault(
                .badRotation, "Token \(token.id) was revoked for good. Issue another one.")
        }
        if let key = rotation.idempotencyKey,
            let made = try Row.fetchOne(
                database,
                sql: """
                    SELECT number, used_at_ms FROM token_version
                    WHERE token = ? AND idempotency_key = ?
                    """,
                arguments: [token.number, key])
        {
            guard made["used_at_ms"] == nil else {
                throw ClientsFault(
                    .badRotation,
                    "The secret that this key made is in use already. Rotate with another key.")
            }
            try database.execute(
                sql: "UPDATE token_version SET digest = ? WHERE number = ?",
                arguments: [rotation.digest.data, made["number"] as Int64])
            return try get(id: token.id, in: database)
        }
        let end = now.advanced(byMilliseconds: rotation.graceMilliseconds).milliseconds
        try database.execute(
            sql: """
                UPDATE token_version
                SET not_after_ms = MIN(IFNULL(not_after_ms, ?2), ?2)
                WHERE token = ?1
                """,
            arguments: [token.number, end])
        try database.execute(
            sql: """
                INSERT INTO token_version (token, version, digest, created_at_ms, idempotency_key)
                VALUES (?, ?, ?, ?, ?)
                """,
            arguments: [
                token.number, token.version + 1, rotation.digest.data, now.milliseconds,
                rotation.idempotencyKey,
            ])
        return try get(id: token.id, in: database)
    }

    /// Notes that a version of a token's secret was used for the first time. Again: no change.
    package static func markUsed(
        token: Int64, version: Int64, at now: Timestamp, in database: Database
    ) throws {
        try database.execute(
            sql: """
                UPDATE token_version
                SET used_at_ms = ?
                WHERE token = ? AND version = ? AND used_at_ms IS NULL
                """,
            arguments: [now.milliseconds, token, version])
    }
}
