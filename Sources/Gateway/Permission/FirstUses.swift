import Clients
import Synchronization

/// Which secrets of tokens this process has noted as used: the directory learns of it at its next change only.
final class FirstUses: Sendable {
    /// How many are remembered; then all are forgotten, and some noted again, which changes nothing.
    private static let countMax = 100_000

    private struct Version: Hashable {
        let token: Int64
        let version: Int64
    }

    private let noted = Mutex<Set<Version>>([])

    init() {}

    /// Remembers a use.
    ///
    /// - Returns: Is it the first?
    func insert(_ token: KnownToken) -> Bool {
        noted.withLock { noted in
            if noted.count >= Self.countMax { noted = [] }
            return noted.insert(Version(token: token.token, version: token.version)).inserted
        }
    }

    /// Forgets a use that couldn't be written.
    func remove(_ token: KnownToken) {
        noted.withLock { _ = $0.remove(Version(token: token.token, version: token.version)) }
    }
}
