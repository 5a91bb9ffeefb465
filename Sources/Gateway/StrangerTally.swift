import Ledger
import Synchronization
import Vocabulary

/// Refusals before anybody was known, counted by minute, cause and network, so that a stranger can't fill the disk.
final class StrangerTally: Sendable {
    /// A minute has at most so many networks; further ones count as `other`.
    static let networksMax = 64

    /// What is counted.
    private struct Key: Hashable {
        let minute: Timestamp
        let cause: String
        let network: String
    }

    private let counts = Mutex<[Key: Int64]>([:])

    init() {}

    /// Counts a refusal.
    ///
    /// - Parameter peer: The stranger's address, of which only the network is kept.
    /// - Returns: Is it the first of its cause and network in this minute?
    func note(_ cause: String, peer: String, at moment: Timestamp) -> Bool {
        let minute = Timestamp(milliseconds: moment.milliseconds / 60_000 * 60_000)
        return counts.withLock { counts in
            let key = Key(minute: minute, cause: cause, network: Self.network(peer))
            let isKnown = counts[key] != nil
            let isFull = counts.count >= Self.networksMax
            let counted =
                isKnown || !isFull ? key : Key(minute: minute, cause: cause, network: "other")
            counts[counted, default: 0] += 1
            return counts[counted] == 1
        }
    }

    /// Takes all counts, to write them.
    func take() -> [StrangerCount] {
        let taken = counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        return taken.map { key, refusals in
            StrangerCount(
                minute: key.minute, cause: key.cause, network: key.network, refusals: refusals)
        }
    }

    /// The first three numbers of an IPv4 address, the first three groups of an IPv6 address.
    static func network(_ peer: String) -> String {
        let separator: Character = peer.contains(":") ? ":" : "."
        return peer.split(separator: separator, omittingEmptySubsequences: false).prefix(3)
            .joined(separator: String(separator))
    }
}
