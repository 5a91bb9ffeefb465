import Clients
import Ledger
import Policy
import Synchronization
import Vocabulary

/// The limits of this process: who uses how much of what at this moment.
final class LimitDesk: Sendable {
    /// How many tokens and rules one minute's refusals are gathered for; more share the row of their rule.
    static let gatheredMax = 4_096

    private struct Gathered: Hashable {
        let minute: Timestamp
        let caller: Caller
        let rule: String
    }

    private let table = Mutex(LimitTable())
    private let refusals = Mutex<[Gathered: Int64]>([:])
    private let clock: any Clock

    init(clock: any Clock) { self.clock = clock }

    /// Takes a call's share of all limits, or says which one has none left.
    ///
    /// - Parameters:
    ///   - tokens: The most that the call is expected to use.
    /// - Returns: `nil` when nothing is limited.
    func admit(
        _ standing: Standing, tokens: Int64
    ) -> Result<LimitTicket?, LimitRefusal> {
        guard !standing.limits.isEmpty else { return .success(LimitTicket?.none) }
        let second = second
        let answer = table.withLock {
            $0.admit(standing.limits, tokens: tokens, atSecond: second)
        }
        switch answer {
        case .admitted(let admission):
            return .success(LimitTicket(admission, at: self))
        case .refused(let refusal): return .failure(refusal)
        }
    }

    /// Counts a refusal; the first of a minute, of one token by one rule, has a row of its own.
    ///
    /// - Returns: Is it the first?
    func note(_ rule: String, of caller: Caller, at moment: Timestamp) -> Bool {
        let minute = Timestamp(milliseconds: moment.milliseconds / 60_000 * 60_000)
        return refusals.withLock { refusals in
            let key = Gathered(minute: minute, caller: caller, rule: rule)
            if refusals[key] == nil, refusals.count >= Self.gatheredMax { return false }
            refusals[key, default: -1] += 1
            return refusals[key] == 0
        }
    }

    /// Takes what was gathered in minutes that have ended, to write it.
    func take(at moment: Timestamp, all: Bool) -> [LimitRefusals] {
        let current = moment.milliseconds / 60_000 * 60_000
        return refusals.withLock { refusals in
            let taken = refusals.filter { all || $0.key.minute.milliseconds < current }
            for key in taken.keys { refusals[key] = nil }
            return taken.filter { $0.value > 0 }.map { key, count in
                LimitRefusals(
                    minute: key.minute, caller: key.caller, rule: key.rule, refusals: count)
            }
        }
    }

    /// Counts what the ledger says was used in the last minute, before this process began.
    ///
    /// - Parameter subjects: Whose limits each caller's calls count in.
    func remember(
        _ used: [RecentUse], _ subjects: [Caller: [PolicySubject]], at now: Timestamp
    ) {
        let second = second
        for use in used {
            let age = max(0, (now.milliseconds - use.began.milliseconds) / 1000)
            guard age <= 60, second > age else { continue }
            table.withLock { table in
                for subject in subjects[use.caller] ?? [] {
                    table.remember(
                        subject, requests: 1, tokens: use.tokens, usedAtSecond: second - age,
                        nowSecond: second)
                }
            }
        }
    }

    fileprivate func correct(_ admission: LimitTable.Admission, tokens: Int64) {
        let second = second
        table.withLock { $0.correct(admission, tokens: tokens, atSecond: second) }
    }

    fileprivate func release(_ admission: LimitTable.Admission) {
        table.withLock { $0.release(admission) }
    }

    fileprivate func undo(_ admission: LimitTable.Admission) {
        table.withLock { $0.undo(admission) }
    }

    private var second: Int64 { Int64(clock.monotonicNanoseconds / 1_000_000_000) }
}

/// A call's share of the limits: corrected when its tokens are known, given back once, whatever happens.
final class LimitTicket: Sendable {
    private let admission: LimitTable.Admission
    private let desk: LimitDesk
    private let isReleased = Mutex(false)

    fileprivate init(_ admission: LimitTable.Admission, at desk: LimitDesk) {
        self.admission = admission
        self.desk = desk
    }

    deinit { release() }

    /// What is left of the limits.
    var standing: LimitStanding { admission.standing }

    /// Puts the tokens that were used in the place of those that were expected, and ends the call.
    func settle(tokens: Int64) {
        guard take() else { return }
        desk.correct(admission, tokens: tokens)
        desk.release(admission)
    }

    /// Gives everything back: the call was refused before anything was sent.
    func undo() { if take() { desk.undo(admission) } }

    /// Ends the call; what it took stays taken.
    func release() { if take() { desk.release(admission) } }

    private func take() -> Bool {
        isReleased.withLock { isReleased in
            defer { isReleased = true }
            return !isReleased
        }
    }
}
