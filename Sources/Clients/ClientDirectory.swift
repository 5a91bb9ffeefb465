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
        let isUsed: Bool
    }

    private struct Entry: Sendable {
        let token: Token
        let isSuspended: Bool
        let standing: Standing
        var versions: [Version]
    }

    private var entries: [String: Entry] = [:]
    /// All budgets in force.
    package private(set) var budgets: [BudgetClock] = []
    private var budgetIDs: [Int64: String] = [:]

    /// Nobody.
    package init() {}

    /// All clients and tokens of a data file.
    ///
    /// - Throws: `.unreadable`, and what SQLite says.
    package init(reading database: Database) throws {
        let clients = try ClientStore.list(in: database)
        let suspended = Self.suspended(clients)
        let known = try BudgetStore.list(in: database)
        budgetIDs = Dictionary(
            known.map { ($0.budget.number, $0.id) }, uniquingKeysWith: { first, _ in first })
        budgets = known.map { BudgetClock($0.budget) }
        let desk = try StandingDesk(clients, budgets: budgets, reading: database)
        var ids: [Int64: String] = [:]
        for token in try TokenStore.list(in: database) {
            ids[token.number] = token.id
            self.entries[token.id] = Entry(
                token: token, isSuspended: suspended.contains(token.client),
                standing: desk.standing(of: token), versions: [])
        }
        let versions = try Row.fetchCursor(
            database,
            sql:
                "SELECT token, version, digest, not_after_ms, used_at_ms FROM token_version "
                + "ORDER BY token, version"
        )
        while let row = try versions.next() {
            let notAfter: Int64? = row["not_after_ms"]
            guard let id = ids[row["token"]] else { continue }
            self.entries[id]?.versions.append(
                Version(
                    number: row["version"], digest: (row["digest"] as Data).array,
                    notAfter: notAfter.map { Timestamp(milliseconds: $0) },
                    isUsed: row["used_at_ms"] != nil))
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
                tokenID: parsed.publicID, version: proven.number, isFirstUse: !proven.isUsed,
                standing: entry.standing, address: address))
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

    /// What a token may do now; `nil` for one that isn't known any more.
    package func standing(of known: KnownToken) -> Standing? { entries[known.tokenID]?.standing }

    /// The tokens that weren't revoked and end by a moment, or have ended.
    package func tokens(endingBy moment: Timestamp) -> [Token] {
        entries.values.compactMap { entry in
            guard let end = entry.token.expiresAt, end <= moment,
                entry.token.state(at: moment) != .revoked
            else { return nil }
            return entry.token
        }
    }

    /// What operators call a budget; empty for one that is gone.
    package func budgetID(_ number: Int64) -> String { budgetIDs[number] ?? "" }

    /// The subjects of the limits that a call of the token counts in, by the token's number.
    package func limitSubjects(ofToken number: Int64) -> [PolicySubject] {
        guard let entry = entries.values.first(where: { $0.token.number == number }) else {
            return []
        }
        return entry.standing.limits.map(\.subject)
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
