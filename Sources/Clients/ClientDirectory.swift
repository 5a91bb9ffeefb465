import Foundation
import GRDB
import Policy
import Storage
import Vault
import Vocabulary

/// All clients and tokens in memory, to tell on each call who it is, without the data file.
package struct ClientDirectory: Sendable {
    private struct Version: Sendable {
        let number: Int64
        let digest: [UInt8]
        let notAfter: Timestamp?
    }

    private struct Entry: Sendable {
        let token: Token
        let isSuspended: Bool
        var versions: [Version]
    }

    private var entries: [String: Entry] = [:]

    /// Nobody.
    package init() {}

    /// All clients and tokens of a data file.
    ///
    /// - Throws: `.unreadable`, and what SQLite says.
    package init(reading database: Database) throws {
        let suspended = Self.suspended(try ClientStore.list(in: database))
        var ids: [Int64: String] = [:]
        for token in try TokenStore.list(in: database) {
            ids[token.number] = token.id
            entries[token.id] = Entry(
                token: token, isSuspended: suspended.contains(token.client), versions: [])
        }
        let versions = try Row.fetchCursor(
            database,
            sql:
                "SELECT token, version, digest, not_after_ms FROM token_version ORDER BY token, "
                + "version"
        )
        while let row = try versions.next() {
            let notAfter: Int64? = row["not_after_ms"]
            guard let id = ids[row["token"]] else { continue }
            entries[id]?.versions.append(
                Version(
                    number: row["version"], digest: (row["digest"] as Data).array,
                    notAfter: notAfter.map { Timestamp(milliseconds: $0) }))
        }
    }

    /// How many tokens there are, those included that are no longer in force.
    package var tokenCount: Int { entries.count }

    /// Tells who presents a token.
    ///
    /// The token's digest is made once and compared in constant time with each version of the id,
    /// or with nothing when the id is unknown; only who proves the secret learns that it was
    /// revoked or has expired.
    ///
    /// - Parameters:
    ///   - presented: What the client sent as its token, and nothing else.
    ///   - pepper: The key of the digests.
    ///   - address: Where the call comes from; judged by `KnownToken.refusal`, since that is
    ///     policy.
    package func authenticate(
        presented: String, pepper: Secret, address: IPAddress?, at moment: Timestamp
    ) -> Result<KnownToken, AuthenticationRefusal> {
        guard let parsed = TokenSecret.parse(presented) else { return .failure(.malformed) }
        let digest = parsed.digest(pepper: pepper)
        guard let entry = entries[parsed.publicID] else {
            _ = ConstantTime.areEqual(digest, Self.nobody)
            return .failure(.unknown)
        }
        var proven: Version?
        for version in entry.versions where ConstantTime.areEqual(digest, version.digest) {
            proven = version
        }
        guard let proven else { return .failure(.wrongSecret) }
        switch entry.token.state(at: moment) {
        case .revoked: return .failure(.revoked)
        case .expired: return .failure(.expired)
        case .active: break
        }
        if let end = proven.notAfter, end <= moment { return .failure(.expired) }
        if entry.isSuspended { return .failure(.suspended) }
        return .success(
            KnownToken(
                client: entry.token.client, clientName: entry.token.clientName,
                token: entry.token.number,
                tokenID: parsed.publicID, version: proven.number, scopes: entry.token.scopes,
                address: address))
    }

    /// Why somebody who proved a token before isn't known any more; `nil` while they are.
    package func refusal(of known: KnownToken, at moment: Timestamp) -> AuthenticationRefusal? {
        guard let entry = entries[known.tokenID],
            let version = entry.versions.first(where: { $0.number == known.version })
        else { return .unknown }
        switch entry.token.state(at: moment) {
        case .revoked: return .revoked
        case .expired: return .expired
        case .active: break
        }
        if let end = version.notAfter, end <= moment { return .expired }
        return entry.isSuspended ? .suspended : nil
    }

    private static let nobody = [UInt8](repeating: 0, count: Digest.count)

    /// The numbers of the clients that are suspended or below one that is.
    private static func suspended(_ clients: [Client]) -> Set<Int64> {
        var suspended: Set<Int64> = []
        // A parent's number is below its children's (the table sees to it), so one pass in order is
        // enough.
        for client in clients.sorted(by: { $0.number < $1.number }) {
            let isBelowOne = client.parent.map { suspended.contains($0) } ?? false
            if client.state == .suspended || isBelowOne { suspended.insert(client.number) }
        }
        return suspended
    }
}
