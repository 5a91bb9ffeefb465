import Synchronization

/// How often codes may be tried from one network: a code has 131 random bits, and nobody gets far with guessing.
final class ClaimGate: Sendable {
    /// Tries from one network in one minute.
    static let triesMax = 10
    /// Tries from everywhere in one minute.
    static let allTriesMax = 600

    private struct State {
        var minute: UInt64 = 0
        var all = 0
        var tries: [String: Int] = [:]
    }

    private let state = Mutex(State())

    init() {}

    /// May a code be tried from this address now? Counts the try.
    func mayTry(_ peer: String, atNanoseconds now: UInt64) -> Bool {
        let network = StrangerTally.network(peer)
        return state.withLock { state in
            let minute = now / 60_000_000_000
            if minute != state.minute { state = State(minute: minute) }
            guard state.all < Self.allTriesMax, state.tries[network, default: 0] < Self.triesMax
            else { return false }
            state.all += 1
            state.tries[network, default: 0] += 1
            return true
        }
    }
}
