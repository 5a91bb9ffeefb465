import Foundation
import GRDB
import Storage
import Vault
import Vocabulary

/// Codes that are exchanged for a token's secret, once each.
package enum TokenClaims {
    /// How long a code may be good.
    package static let lifetimeMillisecondsMax: Int64 = 30 * 86_400_000

    /// What came of showing a code.
    package enum Answer: Sendable {
        /// The token, whose first secret is in force from now on.
        case claimed(Token)
        /// No: the code is unknown, used, too old, or its token was revoked. Of a known code it was recorded.
        case refused
    }

    /// Makes a code for a token that has no secret yet.
    package static func insert(
        _ digest: [UInt8], for token: Token, until end: Timestamp, at now: Timestamp,
        in database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO token_claim (token, digest, created_at_ms, expires_at_ms)
                VALUES (?, ?, ?, ?)
                """,
            arguments: [token.number, digest.data, now.milliseconds, end.milliseconds])
    }

    /// The public id of the token that a code is for, whatever became of the code.
    package static func tokenID(of digest: [UInt8], in database: Database) throws -> String? {
        try String.fetchOne(
            database,
            sql: """
                SELECT token.id
                FROM token_claim JOIN token ON token.number = token_claim.token
                WHERE token_claim.digest = ?
                """,
            arguments: [digest.data])
    }

    /// Exchanges a code for a secret.
    ///
    /// - Parameters:
    ///   - digest: Of the code.
    ///   - secret: Under the token's own public id; in force afterwards if the answer is the token.
    ///   - place: Where the claim comes from, for the record.
    package static func claim(
        _ digest: [UInt8], secret: TokenSecret, pepper: Secret, from place: String,
        at now: Timestamp, in database: Database
    ) throws -> Answer {
        guard
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT number, token, expires_at_ms, claimed_at_ms
                    FROM token_claim
                    WHERE digest = ?
                    """,
                arguments: [digest.data]),
            let id = try tokenID(of: digest, in: database)
        else { return .refused }
        let token = try TokenStore.get(id: id, in: database)
        let isOpen = row["claimed_at_ms"] == nil && now.milliseconds < row["expires_at_ms"]
        guard isOpen, token.state(at: now) == .active, token.version == 0, secret.publicID == id
        else {
            try database.execute(
                sql: """
                    UPDATE token_claim
                    SET refusals = refusals + 1, refused_at_ms = ?, refused_from = ?
                    WHERE number = ?
                    """,
                arguments: [now.milliseconds, String(place.prefix(64)), row["number"] as Int64])
            return .refused
        }
        try database.execute(
            sql: "UPDATE token_claim SET claimed_at_ms = ?, claimed_from = ? WHERE number = ?",
            arguments: [now.milliseconds, String(place.prefix(64)), row["number"] as Int64])
        try database.execute(
            sql: """
                INSERT INTO token_version (token, version, digest, created_at_ms)
                VALUES (?, 1, ?, ?)
                """,
            arguments: [token.number, secret.digest(pepper: pepper).data, now.milliseconds])
        return .claimed(try TokenStore.get(id: id, in: database))
    }

    /// What became of a token's code; `nil` for a token without one.
    package static func state(ofToken number: Int64, in database: Database) throws -> State? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT expires_at_ms, claimed_at_ms, claimed_from, refusals, refused_at_ms, refused_from
                FROM token_claim
                WHERE token = ?
                ORDER BY number DESC
                """,
            arguments: [number]
        ).map { row in
            func moment(_ column: String) -> Timestamp? {
                (row[column] as Int64?).map { Timestamp(milliseconds: $0) }
            }
            return State(
                expiresAt: Timestamp(milliseconds: row["expires_at_ms"]),
                claimedAt: moment("claimed_at_ms"), claimedFrom: row["claimed_from"],
                refusals: row["refusals"], refusedAt: moment("refused_at_ms"),
                refusedFrom: row["refused_from"])
        }
    }

    /// What became of a code.
    package struct State: Sendable {
        /// The first moment it is no longer good.
        package let expiresAt: Timestamp
        /// When it was exchanged; `nil` while it wasn't.
        package let claimedAt: Timestamp?
        /// Where that came from.
        package let claimedFrom: String?
        /// How often it was shown when it was no longer good: somebody else has seen it.
        package let refusals: Int64
        /// The last of them.
        package let refusedAt: Timestamp?
        /// Where that came from.
        package let refusedFrom: String?
    }
}
