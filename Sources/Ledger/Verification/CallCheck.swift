import GRDB
import Journal
import Storage
import Synchronization
import Vocabulary

/// Makes the leaves of calls and their tries again and compares them with the log; several threads take stretches of calls.
final class CallCheck: Sendable {
    /// How many numbers a stretch has from its first call on.
    private static let callsAtOnce: Int64 = 16_384

    private struct State {
        /// The number behind the last stretch; `nil` when all were taken.
        var next: Int64? = .min
        /// What was found, by the stretch's first number.
        var found: [Int64: ProblemList] = [:]
        /// What further threads ticked off.
        var explained: [[UInt64]] = []
    }

    private let identity: JournalIdentity
    private let last: Int64
    private let state = Mutex(State())

    /// - Parameter last: The highest number of a call.
    init(_ identity: JournalIdentity, last: Int64) {
        self.identity = identity
        self.last = last
    }

    /// The highest number of a call.
    static func last(in database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT MAX(number) FROM call") ?? 0
    }

    /// Takes stretches on a further thread.
    func take(_ database: Database) throws {
        let leaves = try StoredLeaves(database)
        try take(database, leaves) { _ in }
        state.withLock { $0.explained.append(leaves.explained) }
    }

    /// Takes stretches as long as there are any.
    func take(
        _ database: Database, _ leaves: StoredLeaves, progress: (Double) -> Void
    ) throws {
        let tree = TreeHash()
        var text = LeafText()
        let first = try RowScan(
            "SELECT number FROM call WHERE number >= ? ORDER BY number LIMIT 1", [0], on: database)
        var rows: RowLeaves?
        while let numbers = try begin(first) {
            var found = ProblemList()
            if let rows { try rows.rewind(numbers) }
            let stretch = try rows ?? RowLeaves(numbers, in: database)
            rows = stretch
            while let (call, tries) = try stretch.next() {
                if call.number <= identity.callsBefore, call.entry == nil { continue }
                try RowLeaves.each(
                    of: call, tries, problem: { found.add($0) },
                    take: { index, leaf in
                        leaf.write(to: &text, key: identity.textKey, tree)
                        let verdict = try leaves.explain(index, text.hash(by: tree))
                        if let problem = verdict.problem("call \(call.number)", index) {
                            found.add(problem)
                        }
                    })
            }
            for attempt in try stretch.rest() {
                found.add("a try belongs to no call: \(attempt.call)")
            }
            state.withLock { $0.found[numbers.lowerBound] = found }
            progress(Double(min(numbers.upperBound, last)) / Double(max(last, 1)))
        }
    }

    /// Gathers what all threads found.
    ///
    /// - Parameter leaves: Those that the caller's own thread ticked off.
    func finish(_ leaves: StoredLeaves) -> ProblemList {
        let (found, explained) = state.withLock { ($0.found, $0.explained) }
        var list = ProblemList()
        for ticks in explained {
            for index in leaves.explain(ticks, atMost: ProblemList.textsMax) {
                list.add("two rows have entry \(index)")
            }
        }
        for first in found.keys.sorted() {
            if let part = found[first] { list.add(part) }
        }
        return list
    }

    /// The next stretch that nobody took: up to its first call nothing is there but tries without one.
    private func begin(_ first: RowScan) throws -> ClosedRange<Int64>? {
        try state.withLock { state in
            guard let next = state.next else { return nil }
            try first.rewind([next])
            guard try first.next() else {
                state.next = nil
                return next...Int64.max
            }
            let (end, isOver) = first.integer(0).addingReportingOverflow(Self.callsAtOnce)
            state.next = isOver ? nil : end
            return next...(isOver ? Int64.max : end - 1)
        }
    }
}
