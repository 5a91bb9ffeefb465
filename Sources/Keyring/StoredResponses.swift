import Foundation
import GRDB
import Storage
import Vault
import Vocabulary

/// A response that a provider keeps: whose it is, and which key made it.
package struct StoredResponse: Hashable, Sendable {
    /// The client that made it, by its number.
    package let client: Int64
    /// The upstream that keeps it, by its number.
    package let upstream: Int64
    /// The key that made it, by its number, whatever its version; `nil` for a server that takes none.
    package let key: Int64?
    /// The model the client asked for; at most 256 bytes.
    package let model: String
    /// When it was made.
    package let madeAt: Timestamp
    /// What redaction replaced in the conversation so far, sealed; `nil` for nothing.
    package let restoration: [UInt8]?

    package init(
        client: Int64, upstream: Int64, key: Int64?, model: String, madeAt: Timestamp,
        restoration: [UInt8]? = nil
    ) {
        self.restoration = restoration
        self.client = client
        self.upstream = upstream
        self.key = key
        self.model = model
        self.madeAt = madeAt
    }
}

/// The rows of `stored_response`; providers' ids are kept as digests.
package enum StoredResponses {
    /// How long a response is remembered: as long as OpenAI keeps one (platform.openai.com/docs/api-reference/responses).
    package static let lifeMilliseconds: Int64 = 30 * 24 * 3_600_000

    /// Notes whose a response is; the first client that a provider gave an id to keeps it. Each time a few that are
    /// past their end go, so that the table doesn't grow for ever.
    package static func keep(
        _ id: String, _ response: StoredResponse, in transaction: Transaction
    ) throws {
        let now = response.madeAt.milliseconds
        try transaction.execute(
            """
            DELETE FROM stored_response
            WHERE (response, upstream) IN (
                SELECT response, upstream FROM stored_response WHERE expires_at_ms <= ? LIMIT 4
            )
            """, [now])
        try transaction.execute(
            """
            INSERT INTO stored_response
                (response, upstream, client, key, model, made_at_ms, expires_at_ms, restoration)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            [
                digest(id), response.upstream, response.client, response.key, response.model, now,
                now + lifeMilliseconds, response.restoration.map(\.data),
            ])
    }

    /// A client's response; `nil` for one that is unknown, past its end, or somebody else's.
    package static func find(
        _ id: String, of client: Int64, at now: Timestamp, in database: Database
    ) throws -> StoredResponse? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT upstream, key, model, made_at_ms, restoration
                FROM stored_response
                WHERE response = ? AND client = ? AND expires_at_ms > ?
                ORDER BY made_at_ms DESC
                """,
            arguments: [digest(id), client, now.milliseconds]
        ).map { row in
            StoredResponse(
                client: client, upstream: row["upstream"], key: row["key"], model: row["model"],
                madeAt: Timestamp(milliseconds: row["made_at_ms"]),
                restoration: (row["restoration"] as Data?)?.array)
        }
    }

    /// Forgets a response that its provider has deleted.
    package static func forget(
        _ id: String, _ response: StoredResponse, in transaction: Transaction
    ) throws {
        try transaction.execute(
            "DELETE FROM stored_response WHERE response = ? AND upstream = ? AND client = ?",
            [digest(id), response.upstream, response.client])
    }

    private static func digest(_ id: String) -> DatabaseValue {
        Digest.sha256(Array(id.utf8)).data.databaseValue
    }
}
