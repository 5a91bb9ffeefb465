import Storage
import Vocabulary

/// How long the attempts of one transaction took, by class, written once.
final class Latencies: Deferred {
    /// The classes' upper bounds in milliseconds, as table `latency_class` has them.
    static let bounds: [Int64] = [
        1, 2, 3, 4, 6, 10, 16, 25, 40, 63, 100, 160, 250, 400, 630, 1_000, 1_600, 2_500, 4_000,
        6_300, 10_000, 16_000, 25_000, 40_000, 63_000, 100_000, 160_000, 250_000, 400_000, 630_000,
        1_000_000, .max,
    ]

    private struct Key: Hashable {
        let day: Int64
        let upstream: Int64
        let outcome: AttemptOutcome
        let code: String?
        let first: Int64
        let total: Int64
    }

    private var changes: [Key: Int64] = [:]

    init() {}

    /// Counts an attempt of a call that began at a moment.
    func add(_ attempt: AttemptIntent, _ result: AttemptResult, began: Timestamp) {
        let key = Key(
            day: began.milliseconds / 86_400_000 * 86_400_000, upstream: attempt.upstream,
            outcome: result.outcome, code: result.code,
            first: result.firstByteMilliseconds.map(Self.bound) ?? 0,
            total: Self.bound(result.totalMilliseconds))
        changes[key, default: 0] += 1
    }

    func flush(_ transaction: Transaction) throws {
        for (key, attempts) in changes {
            let row = try transaction.statement(Self.upsert)
            row.bind(key.day)
            row.bind(key.upstream)
            row.bind(key.outcome.rawValue)
            row.bind(key.code ?? "")
            row.bind(key.first)
            row.bind(key.total)
            row.bind(attempts)
            try row.run()
        }
        changes = [:]
    }

    private static func bound(_ milliseconds: Int64) -> Int64 {
        for bound in bounds where milliseconds <= bound { return bound }
        return .max
    }

    private static let upsert = HotSQL(
        """
        INSERT INTO roll_up_latency (day_ms, upstream, outcome, code, first_upto_ms, total_upto_ms, attempts)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET attempts = attempts + excluded.attempts
        """)
}

/// The calls of one transaction that were refused, by rule, written once.
final class RefusalSums: Deferred {
    private struct Key: Hashable {
        let day: Int64
        let client: Int64
        let rule: String
        let code: String
    }

    private var changes: [Key: Int64] = [:]

    init() {}

    /// Counts a refused call.
    func add(client: Int64, rule: String?, code: String?, began: Timestamp) {
        let key = Key(
            day: began.milliseconds / 86_400_000 * 86_400_000, client: client, rule: rule ?? "",
            code: code ?? "")
        changes[key, default: 0] += 1
    }

    func flush(_ transaction: Transaction) throws {
        for (key, refusals) in changes {
            let row = try transaction.statement(Self.upsert)
            row.bind(key.day)
            row.bind(key.client)
            row.bind(key.rule)
            row.bind(key.code)
            row.bind(refusals)
            try row.run()
        }
        changes = [:]
    }

    private static let upsert = HotSQL(
        """
        INSERT INTO roll_up_refusal (day_ms, client, rule, code, refusals) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET refusals = refusals + excluded.refusals
        """)
}
