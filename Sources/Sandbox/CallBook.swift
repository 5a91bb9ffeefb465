import Synchronization
import Vocabulary

/// The calls that the sandbox has accepted, for those who compare it with a ledger.
///
/// The newest calls are kept, the totals count all of them.
package final class CallBook: Sendable {
    /// The calls that are kept.
    package static let recordsMax = 100_000
    /// The models that are counted apart; the others count as `(others)`.
    package static let modelsMax = 1_000

    private let clock: any Clock
    private let state = Mutex(State())

    private struct State {
        /// A ring: the record of the first call after `deletedUpTo` is at 0, and so on.
        var records: [CallRecord] = []
        var lastNumber: Int64 = 0
        /// Records up to this number have been deleted.
        var deletedUpTo: Int64 = 0
        var startedNanoseconds: [UInt64] = []
        var totals: [ModelKey: CallTotals] = [:]
        var rejected: Int64 = 0

        func place(of number: Int64) -> Int {
            Int((number - deletedUpTo - 1) % Int64(CallBook.recordsMax))
        }

        mutating func update(_ record: CallRecord, _ change: (inout CallTotals) -> Void) {
            var key = CallBook.ModelKey(dialect: record.dialect, model: record.model)
            if totals[key] == nil, totals.count >= CallBook.modelsMax {
                key = CallBook.ModelKey(dialect: record.dialect, model: "(others)")
            }
            change(&totals[key, default: CallTotals()])
        }
    }

    /// What totals are told apart by.
    package struct ModelKey: Hashable, Sendable {
        package let dialect: Dialect
        package let model: String
    }

    /// An empty book.
    package init(clock: any Clock = SystemClock()) { self.clock = clock }

    /// Writes a call down.
    ///
    /// - Parameter usage: Its input; the output follows with `finish`.
    /// - Returns: Its number.
    func begin(
        _ prompt: Prompt, credential: String, clientID: String?, status: Int, usage: TokenUsage
    ) -> Int64 {
        var digest = PromptText()
        digest.add(credential)
        let now = clock.now
        let nanoseconds = clock.monotonicNanoseconds
        return state.withLock { state in
            state.lastNumber += 1
            let record = CallRecord(
                number: state.lastNumber, dialect: prompt.dialect, model: prompt.model,
                credentialDigest: String(digest.digest, radix: 16),
                credentialLast4: String(credential.suffix(4)), clientID: clientID,
                isStream: prompt.isStream, status: status, startedAt: now, usage: usage)
            let place = state.place(of: record.number)
            if place < state.records.count {
                state.records[place] = record
                state.startedNanoseconds[place] = nanoseconds
            } else {
                state.records.append(record)
                state.startedNanoseconds.append(nanoseconds)
            }
            state.update(record) { totals in
                totals.calls += 1
                totals.outcomes[.open, default: 0] += 1
                totals.add(usage)
            }
            return record.number
        }
    }

    /// Writes down how a call ended, and how much it gave. A later word on the same call replaces
    /// an earlier one.
    ///
    /// - Parameter outputTokens: Output tokens given, of which the first are reasoning.
    func finish(_ call: CallTicket, _ outcome: CallRecord.Outcome, outputTokens: Int64) {
        let number = call.number
        let reasoning = min(outputTokens, call.reasoningTokens)
        let visible = outputTokens - reasoning
        let nanoseconds = clock.monotonicNanoseconds
        state.withLock { state in
            guard number > state.deletedUpTo else { return }
            let place = state.place(of: number)
            guard place < state.records.count, state.records[place].number == number else { return }
            let old = state.records[place]
            state.records[place].outcome = outcome
            state.records[place].usage.visibleOutput = visible
            state.records[place].usage.reasoning = reasoning
            let elapsed = nanoseconds &- state.startedNanoseconds[place]
            state.records[place].durationMilliseconds = Int64(elapsed / 1_000_000)
            state.update(old) { totals in
                totals.outcomes[old.outcome, default: 0] -= 1
                totals.outcomes[outcome, default: 0] += 1
                totals.usage.visibleOutput += visible - old.usage.visibleOutput
                totals.usage.reasoning += reasoning - old.usage.reasoning
            }
        }
    }

    /// Counts a request that was turned away before it was a call.
    func reject() { state.withLock { $0.rejected += 1 } }

    /// The calls that are kept with numbers above one, oldest first.
    package func records(after number: Int64 = 0, countMax: Int = CallBook.recordsMax)
        -> [CallRecord]
    {
        state.withLock { state in
            let kept = state.lastNumber - Int64(state.records.count)
            let first = max(number, state.deletedUpTo, kept) + 1
            guard first <= state.lastNumber, countMax > 0 else { return [] }
            let last = min(state.lastNumber, first + Int64(countMax) - 1)
            return (first...last).map { state.records[state.place(of: $0)] }
        }
    }

    /// The totals of each model, and the requests turned away.
    package func totals() -> (models: [ModelKey: CallTotals], rejected: Int64) {
        state.withLock { ($0.totals, $0.rejected) }
    }

    /// Forgets all calls and totals; numbers go on.
    package func removeAll() {
        state.withLock { state in
            let number = state.lastNumber
            state = State(lastNumber: number, deletedUpTo: number)
        }
    }
}
