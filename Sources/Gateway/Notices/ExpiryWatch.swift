import Clients
import Keyring
import Notices
import Synchronization
import Vocabulary
import Wire

/// Finds keys and tokens that are about to end, and tells of each once: a week before, a day before, and when it has ended.
/// After a restart what is due then is told again.
final class ExpiryWatch: Sendable {
    /// How long before the end somebody is told, in milliseconds, the nearest first.
    static let leadsMilliseconds: [Int64] = [0, 86_400_000, 7 * 86_400_000]
    /// Of how many ends it remembers that they were told; then all are told anew.
    private static let toldMax = 100_000

    private struct Told: Hashable {
        let id: String
        let end: Timestamp
        let lead: Int64
    }

    /// A key or a token with an end.
    struct Ending: Sendable {
        let kind: String
        let id: String
        let name: String
        /// The upstream's or the client's name.
        let owner: String
        let end: Timestamp
    }

    private let told = Mutex<Set<Told>>([])

    init() {}

    /// What is due to be told at a moment and wasn't yet; it counts as told from now on.
    func due(in directory: Directory, at now: Timestamp) -> [Ending] {
        let horizon = now.advanced(byMilliseconds: Self.leadsMilliseconds.last ?? 0)
        return due(among: Self.endings(in: directory, until: horizon), at: now)
    }

    /// Which of some ends are due to be told at a moment and weren't yet.
    func due(among endings: [Ending], at now: Timestamp) -> [Ending] {
        told.withLock { told in
            if told.count > Self.toldMax { told = [] }
            return endings.filter { ending in
                let lead = Self.leadsMilliseconds.first {
                    now.advanced(byMilliseconds: $0) >= ending.end
                }
                guard let lead else { return false }
                // What ended long ago was told by who was there.
                guard ending.end > now.advanced(byMilliseconds: -86_400_000) else { return false }
                return told.insert(Told(id: ending.id, end: ending.end, lead: lead)).inserted
            }
        }
    }

    private static func endings(in directory: Directory, until horizon: Timestamp) -> [Ending] {
        let keys = directory.upstreams.keys.values.joined().compactMap { pooled -> Ending? in
            guard let end = pooled.key.expiresAt, end <= horizon else { return nil }
            let upstream = directory.upstreams.upstreams[pooled.key.upstream]?.name ?? ""
            return Ending(
                kind: "key", id: pooled.key.id, name: pooled.key.name, owner: upstream, end: end)
        }
        let tokens = directory.clients.tokens(endingBy: horizon).compactMap { token -> Ending? in
            guard let end = token.expiresAt else { return nil }
            return Ending(
                kind: "token", id: token.id, name: token.name ?? "", owner: token.clientName,
                end: end)
        }
        return keys + tokens
    }
}

extension Notice {
    /// A key or a token ends soon, or has ended.
    init(_ ending: ExpiryWatch.Ending, at now: Timestamp) {
        self.init("\(ending.kind).\(ending.end <= now ? "expired" : "expiring")", at: now) {
            $0.key(ending.kind)
            $0.string(ending.id)
            $0.key("name")
            $0.string(ending.name)
            $0.key(ending.kind == "key" ? "upstream" : "client")
            $0.string(ending.owner)
            $0.key("expires_at")
            $0.string(ending.end.text)
        }
    }
}
