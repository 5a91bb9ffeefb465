import Vocabulary

/// What waits, and what tries whether it works again: a key, a key for a class of models, or an upstream.
///
/// Cooling until a moment; then due: one call may probe it; then probing, until that call says what it found, or for
/// `PoolLimits.probeMilliseconds`. Served ends it; the same trouble again is a strike more and cools longer; anything
/// else makes it due again.
struct Bench: Hashable {
    /// Why.
    let reason: BenchReason
    /// When it is due.
    let until: Timestamp
    /// How often in a row.
    let strikes: Int
    /// Calls with a lower number began before it was benched: what they find out is old.
    let serial: Int64
    /// The call that probes, and when it began.
    var probe: (serial: Int64, since: Timestamp)?

    static func == (left: Bench, right: Bench) -> Bool {
        left.until == right.until && left.strikes == right.strikes && left.reason == right.reason
    }

    func hash(into hasher: inout Hasher) { hasher.combine(until) }

    /// May a call probe it?
    func isDue(at moment: Timestamp) -> Bool { moment >= dueAt }

    /// Does it let nobody through?
    func isClosed(at moment: Timestamp) -> Bool { probe != nil || !isDue(at: moment) }

    /// When a call may probe it, if nothing happens before.
    var dueAt: Timestamp {
        guard let probe else { return until }
        return probe.since.advanced(byMilliseconds: PoolLimits.probeMilliseconds)
    }

    /// When it is expected to end: a probe says soon what it found.
    func expectedAt(_ moment: Timestamp) -> Timestamp {
        probe == nil
            ? until
            : min(dueAt, moment.advanced(byMilliseconds: PoolLimits.probeAnswerMilliseconds))
    }

    /// Does it let through the same calls?
    func isLike(_ other: Bench?) -> Bool {
        guard let other else { return false }
        return self == other && probe?.serial == other.probe?.serial
    }
}

/// Whether an upstream is given calls, by what became of the last ones.
///
/// Open after 5 failures in a row or 10 among the last 20; then a bench like a key's.
struct Circuit {
    private var history: UInt32 = 0
    var bench: Bench?

    /// Has it nothing to remember?
    var isQuiet: Bool { bench == nil && history == 0 }

    /// A call was answered.
    mutating func noteAnswer(serial: Int64) {
        history = (history << 1) & 0xF_FFFF
        if let bench, serial >= bench.serial {
            self.bench = nil
            history = 0
        }
    }

    /// A call failed.
    ///
    /// - Returns: Is it to be benched?
    mutating func noteFailure(serial: Int64) -> Bool {
        if let bench { return serial >= bench.serial }
        history = ((history << 1) | 1) & 0xF_FFFF
        return history & 0b11111 == 0b11111 || history.nonzeroBitCount >= 10
    }
}
