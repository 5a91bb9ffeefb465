import GRDB
import Keyring
import Vault
import Vocabulary

/// Looks at providers' keys: which end soon, which nobody uses, which have no limit, which are one and the same.
struct KeyInspection: Sendable {
    /// A key that ends within this is named.
    static let soonMilliseconds: Int64 = 14 * 86_400_000
    /// A key that wasn't used for so long is named.
    private static let idleMilliseconds: Int64 = 30 * 86_400_000
    /// How many names one finding lists.
    private static let namesMax = 5

    let now: Timestamp
    /// For opening them; `nil` when the root key can't be had.
    let keys: OfficeKeys?

    /// What is risky.
    func findings(in database: Database) throws -> [Diagnose.Finding] {
        let inUse = try KeyStore.list(in: database).filter { $0.state != .revoked }
        return try inUse.flatMap { ending($0) + idle($0) } + unlimited(inUse)
            + same(inUse, in: database)
    }

    /// A name that says whose key it is.
    private func name(_ key: UpstreamKey) -> String { "\(key.upstreamName)/\(key.name)" }

    private func ending(_ key: UpstreamKey) -> [Diagnose.Finding] {
        guard let end = key.expiresAt, end < now.advanced(byMilliseconds: Self.soonMilliseconds)
        else { return [] }
        return [
            Diagnose.Finding(
                .risk, "key \(name(key))", "\(end <= now ? "expired" : "expires") \(end.text)",
                "Give it the provider's next: bursar key rotate \(key.id) --expires 90d < FILE.")
        ]
    }

    private func idle(_ key: UpstreamKey) -> [Diagnose.Finding] {
        let last = key.lastUsedAt
        guard (last ?? key.createdAt).advanced(byMilliseconds: Self.idleMilliseconds) < now else {
            return []
        }
        return [
            Diagnose.Finding(
                .risk, "key \(name(key))",
                last.map { "was last used \($0.text)" }
                    ?? "was never used, since \(key.createdAt.text)",
                "What nobody needs can only leak: bursar key revoke \(key.id), and at the provider."
            )
        ]
    }

    private func unlimited(_ keys: [UpstreamKey]) -> [Diagnose.Finding] {
        let free = keys.filter { $0.parallelMax == nil }
        guard !free.isEmpty else { return [] }
        return [
            Diagnose.Finding(
                .risk, "keys", "without a limit of parallel calls: \(names(free))",
                "A limit keeps one key's rate from being used up at once: bursar key add … --parallel N."
            )
        ]
    }

    /// Compares keyed digests, which never leave this function.
    private func same(_ inUse: [UpstreamKey], in database: Database) throws -> [Diagnose.Finding] {
        guard let keys else { return [] }
        var byDigest: [[UInt8]: [UpstreamKey]] = [:]
        for key in inUse {
            let secret = try KeyStore.sealed(id: key.id, in: database).open(with: keys.roots)
            byDigest[Digest.hmacSHA256(key: keys.service.tokenPepper, secret), default: []]
                .append(key)
        }
        return byDigest.values.filter { $0.count > 1 }.sorted { $0[0].number < $1[0].number }
            .map { group in
                Diagnose.Finding(
                    .risk, "keys", "one secret stands behind \(names(group))",
                    "One leak or one limit then strikes all of them: give each its own with bursar key rotate."
                )
            }
    }

    private func names(_ keys: [UpstreamKey]) -> String {
        let rest = keys.count - Self.namesMax
        return keys.prefix(Self.namesMax).map(name).joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
    }
}
