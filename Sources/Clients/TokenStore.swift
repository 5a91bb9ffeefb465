import GRDB
import Policy
import Storage
import Vocabulary

/// The tokens' tables.
package enum TokenStore {
    /// Issues a token; its first secret is version 1, unless it waits for its claim.
    ///
    /// - Returns: The token, or the one of an earlier call with the same id.
    /// - Throws: `.noSuchClient`.
    @discardableResult
    package static func issue(_ draft: TokenDraft, at now: Timestamp, in database: Database) throws
        -> Token
    {
        if let known = try find(id: draft.id, in: database) { return known }
        let client = try ClientStore.get(name: draft.client, in: database)
        let scopes = draft.scopes
        try database.execute(
            sql: """
                INSERT INTO token (
                    id, client, name, models, endpoints, networks, created_at_ms, expires_at_ms
                )
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                draft.id, client.number, draft.name,
                scopes.models.flatMap { WordList.text($0.map(\.pattern)) },
                scopes.endpoints.flatMap { WordList.text($0.map(\.rawValue)) },
                scopes.networks.flatMap { WordList.text($0.map(\.description)) },
                now.milliseconds, draft.expiresAt?.milliseconds,
            ])
        if let digest = draft.digest {
            try database.execute(
                sql: """
                    INSERT INTO token_version (token, version, digest, created_at_ms)
                    VALUES (?, 1, ?, ?)
                    """,
                arguments: [database.lastInsertedRowID, digest.data, now.milliseconds])
        }
        return try get(id: draft.id, in: database)
    }

    /// All tokens, or those of one client, by client and age.
    package static func list(client: String? = nil, in database: Database) throws -> [Token] {
        let number = try client.map { try ClientStore.get(name: $0, in: database).number }
        return try Row.fetchAll(
            database,
            sql: select
                + " WHERE ?1 IS NULL OR token.client = ?1 ORDER BY client.name, token.number",
            arguments: [number]
        ).map(token)
    }

    /// The token of a public id, if there is one.
    package static func find(id: String, in database: Database) throws -> Token? {
        try Row.fetchOne(database, sql: select + " WHERE token.id = ?", arguments: [id]).map(token)
    }

    /// The token of a public id.
    ///
    /// - Throws: `.noSuchToken`.
    package static func get(id: String, in database: Database) throws -> Token {
        guard let token = try find(id: id, in: database) else {
            throw ClientsFault(
                .noSuchToken, "There is no token \(id.prefix(32)). `bursar token list` shows all.")
        }
        return token
    }

    /// Refuses the token from the next call on, for ever. Again: no change.
    package static func revoke(id: String, at now: Timestamp, in database: Database) throws -> Token
    {
        let token = try get(id: id, in: database)
        try database.execute(
            sql: "UPDATE token SET revoked_at_ms = ? WHERE number = ? AND revoked_at_ms IS NULL",
            arguments: [now.milliseconds, token.number])
        return try get(id: id, in: database)
    }

    private static let select = """
        SELECT token.number, token.id, token.client, client.name AS client_name, token.name,
            token.models,
            token.endpoints, token.networks, token.created_at_ms, token.expires_at_ms,
            token.revoked_at_ms,
            (SELECT IFNULL(MAX(version), 0) FROM token_version WHERE token_version.token = token.number)
                AS version
        FROM token
        JOIN client ON client.number = token.client
        """

    private static func token(_ row: Row) throws -> Token {
        let id: String = row["id"]
        func words(_ column: String) throws -> [String]? {
            guard let text: String = row[column] else { return nil }
            // A limit that can't be read must never become "no limit".
            guard let words = WordList.words(text) else {
                throw ClientsFault(.unreadable, "The \(column) of token \(id) can't be read.")
            }
            return words
        }
        let expires: Int64? = row["expires_at_ms"]
        let revoked: Int64? = row["revoked_at_ms"]
        return Token(
            number: row["number"], id: id, client: row["client"], clientName: row["client_name"],
            name: row["name"],
            scopes: try TokenScopes(
                models: words("models"), endpoints: words("endpoints"),
                networks: words("networks")),
            version: row["version"],
            createdAt: Timestamp(milliseconds: row["created_at_ms"]),
            expiresAt: expires.map { Timestamp(milliseconds: $0) },
            revokedAt: revoked.map { Timestamp(milliseconds: $0) })
    }
}
