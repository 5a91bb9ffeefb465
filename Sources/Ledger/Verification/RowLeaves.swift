import GRDB
import Journal
import Storage
import Vocabulary

/// The calls and their tries as the file has them, in the order of their numbers, each with the leaves that its row makes.
///
/// Two scans side by side: tries lie in the order of their calls.
final class RowLeaves {
    /// A call's row.
    struct CallRow {
        let facts: CallFacts?
        let number: Int64
        let entry: Int64?
        let outcomeEntry: Int64?
        let end: CallEnd
    }

    /// A try's row.
    struct TryRow {
        let call: Int64
        let facts: TryFacts?
        let entry: Int64?
        let outcomeEntry: Int64?
        let end: TryEnd
        /// Are all of its meters there, or none?
        let hasWholeUsage: Bool
    }

    private let calls: RowScan
    private let tries: RowScan
    private var waiting: TryRow?
    private var own: [TryRow] = []

    /// - Parameter numbers: Only calls with these numbers.
    init(_ numbers: ClosedRange<Int64>, in database: Database) throws {
        let bounds = [numbers.lowerBound, numbers.upperBound]
        calls = try RowScan(Self.callSelection, bounds, on: database)
        tries = try RowScan(Self.trySelection, bounds, on: database)
        waiting = try tries.next() ? Self.attempt(tries) : nil
    }

    /// Begins anew, with other calls.
    func rewind(_ numbers: ClosedRange<Int64>) throws {
        let bounds = [numbers.lowerBound, numbers.upperBound]
        try calls.rewind(bounds)
        try tries.rewind(bounds)
        waiting = try tries.next() ? Self.attempt(tries) : nil
    }

    /// The next call and its tries; `nil` behind the last one.
    func next() throws -> (call: CallRow, tries: [TryRow])? {
        guard try calls.next() else { return nil }
        let call = Self.call(calls)
        own.removeAll(keepingCapacity: true)
        while let attempt = waiting, attempt.call <= call.number {
            own.append(attempt)
            waiting = try tries.next() ? Self.attempt(tries) : nil
        }
        return (call, own)
    }

    /// Tries that belong to no call.
    func rest() throws -> [TryRow] {
        var rest: [TryRow] = []
        while let attempt = waiting {
            rest.append(attempt)
            waiting = try tries.next() ? Self.attempt(tries) : nil
        }
        return rest
    }

    private static func call(_ row: RowScan) -> CallRow {
        let facts = row.identifier(1).map { id in
            CallFacts(
                number: row.integer(0), id: id, client: row.integer(2), token: row.integer(3),
                dialect: row.text(4) ?? "", endpoint: row.text(5) ?? "", model: row.text(6) ?? "",
                isStream: row.integer(7), beganMilliseconds: row.integer(8),
                requestBytes: row.integer(9), decision: row.optional(10), scope: row.optional(11),
                findings: row.text(12))
        }
        return CallRow(
            facts: facts, number: row.integer(0), entry: row.optional(13),
            outcomeEntry: row.optional(14),
            end: CallEnd(
                outcome: row.text(15), code: row.text(16), status: row.optional(17),
                costNanoUSD: row.optional(18), endedMilliseconds: row.optional(19),
                replyFindings: row.text(20), contentCommitment: row.bytes(21)))
    }

    private static func attempt(_ row: RowScan) -> TryRow {
        let facts = row.identifier(2).map { id in
            TryFacts(
                ordinal: row.integer(1), id: id, upstream: row.integer(3),
                keyVersion: row.integer(4), modelSent: row.text(5) ?? "", price: row.optional(6),
                factor: row.optional(7), beganMilliseconds: row.integer(8),
                holdNanoUSD: row.integer(9))
        }
        // All meters are written together; one that is missing alone was taken away.
        let known = (19..<29).count { row.optional($0) != nil }
        var usage: TokenUsage?
        if known == 10 {
            var whole = TokenUsage()
            whole.freshInput = row.integer(19)
            whole.cacheRead = row.integer(20)
            whole.cacheWrite5m = row.integer(21)
            whole.cacheWrite1h = row.integer(22)
            whole.visibleOutput = row.integer(23)
            whole.reasoning = row.integer(24)
            whole.audioInput = row.integer(25)
            whole.audioOutput = row.integer(26)
            whole.images = row.integer(27)
            whole.searches = row.integer(28)
            usage = whole
        }
        return TryRow(
            call: row.integer(0), facts: facts, entry: row.optional(10),
            outcomeEntry: row.optional(11),
            end: TryEnd(
                ordinal: row.integer(1), outcome: row.text(12), code: row.text(13),
                status: row.optional(14), modelServed: row.text(15), tierServed: row.text(16),
                providerID: row.text(17), usageSource: row.text(18), usage: usage,
                costNanoUSD: row.optional(29), savedNanoUSD: row.optional(30),
                isOverHold: row.optional(31), firstByteMilliseconds: row.optional(32),
                totalMilliseconds: row.optional(33)), hasWholeUsage: known == 0 || known == 10)
    }

    private static let callSelection = """
        SELECT number, id, client, token, dialect, endpoint, model, is_stream, began_at_ms, request_bytes,
               decision, budget_scope, findings, entry, outcome_entry, outcome, code, status, cost_nano_usd,
               ended_at_ms, reply_findings, content_commitment
        FROM call
        WHERE number BETWEEN ? AND ?
        ORDER BY number
        """
    private static let trySelection = """
        SELECT call, ordinal, id, upstream, key_version, model_sent, price, factor, began_at_ms, hold_nano_usd,
               entry, outcome_entry, outcome, code, status, model_served, tier_served, provider_id, usage_source,
               fresh_input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
               visible_output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, images, searches,
               cost_nano_usd, cache_saved_nano_usd, is_over_hold, first_byte_ms, total_ms
        FROM attempt
        WHERE call BETWEEN ? AND ?
        ORDER BY call, ordinal
        """
}

extension RowLeaves {
    /// The leaves that a call's rows make, with their indexes; a row that makes none is a problem.
    static func each(
        of call: CallRow, _ tries: [TryRow], problem: (String) -> Void,
        take: (Int64, LedgerLeaf) throws -> Void
    ) rethrows {
        let number = call.number
        guard let facts = call.facts, let entry = call.entry else {
            return problem("call \(number) has no entry in the log, or no id")
        }
        if call.outcomeEntry == entry {
            if !tries.isEmpty { problem("call \(number) was refused, and has tries") }
            if call.end.replyFindings != nil || call.end.contentCommitment != nil {
                problem("call \(number) was refused, and has marks of an answer")
            }
            return try take(entry, .refusal(facts, call.end))
        }
        for (place, attempt) in tries.enumerated() {
            guard let begun = attempt.facts, begun.ordinal == Int64(place + 1),
                attempt.call == number
            else {
                return problem("call \(number) has tries that don't follow one another")
            }
            if !attempt.hasWholeUsage {
                problem("try \(place + 1) of call \(number) lacks some of its meters")
            }
            switch (place, attempt.entry) {
            case (0, nil): try take(entry, .intent(facts, begun))
            case (1..., let index?): try take(index, .attempt(begun, call: number, facts.id))
            default: problem("try \(place + 1) of call \(number) has the wrong entry in the log")
            }
            switch (place == tries.count - 1, attempt.outcomeEntry) {
            case (true, nil): break
            case (false, let index?):
                try take(index, .attemptEnd(attempt.end, call: number, facts.id))
            default:
                problem(
                    "the end of try \(place + 1) of call \(number) has the wrong entry in the log")
            }
        }
        guard let last = tries.last else { return problem("call \(number) has no tries") }
        if let index = call.outcomeEntry {
            try take(index, .outcome(call.end, last.end, call: number, facts.id))
        } else if call.end != CallEnd.none || last.end != TryEnd.none(last.end.ordinal) {
            problem("call \(number) has an end, and the log doesn't know of it")
        }
    }
}
