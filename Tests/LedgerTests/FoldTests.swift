import GRDB
import Ledger
import Storage
import Testing
import Vocabulary

private let hour: Int64 = 3_600_000
private let start: Int64 = 1_789_948_800_000

@Suite struct `An hour that has passed` {
    @Test func `is folded into days, months, totals and shares, and late calls into all`()
        async throws
    {
        let fixture = try Fixture()
        var open: [OpenCall] = []
        for index in 0..<40 {
            let at = start + Int64(index) * 5 * hour
            open.append(
                try await fixture.ledger.begin(
                    fixture.intent(client: Int64(index % 3 + 1), key: 2, at: at)))
        }
        for call in open.dropLast(10) {
            try await fixture.ledger.settle(call, fixture.settlement(cost: 5))
        }
        let now = Timestamp(milliseconds: start + 200 * hour)
        #expect(try await fixture.ledger.fold(at: now) == 30)
        #expect(try await fixture.ledger.fold(at: now) == 0)
        #expect(try await fixture.books().problems == [])
        // Calls that end when their hours were folded long ago.
        for call in open.suffix(10) {
            try await fixture.ledger.settle(call, fixture.settlement(cost: 7))
        }
        #expect(try await fixture.ledger.fold(at: now) >= 0)
        #expect(try await fixture.books().problems == [])
        for dimension in UsageDimension.allCases {
            let rows = try await fixture.usage { $0.dimensions = [dimension] }
            let cost: Int64 = rows.reduce(0) { $0 + $1.cost.nanoUSD }
            #expect(cost == 30 * 5 + 10 * 7)
        }
    }

    @Test func `is left alone until it is over`() async throws {
        let fixture = try Fixture()
        let open = try await fixture.ledger.begin(fixture.intent(at: start))
        try await fixture.ledger.settle(open, fixture.settlement(cost: 5))
        let early = Timestamp(
            milliseconds: start + hour + FoldedHours.delayMilliseconds - 1)
        #expect(try await fixture.ledger.fold(at: early) == 0)
        #expect(try await fixture.ledger.fold(at: early.advanced(byMilliseconds: 1)) == 1)
    }

    @Test(arguments: [
        "UPDATE roll_up_day SET calls = calls + 1", "DELETE FROM roll_up_month",
        "UPDATE roll_up_total SET cost_nano_usd = 0",
        "DELETE FROM roll_up_share_day WHERE kind = 'token'",
        "UPDATE roll_up_share_month SET reasoning_tokens = 9",
        "UPDATE roll_up_latency SET attempts = 2",
        "INSERT INTO roll_up_refusal VALUES (0, 1, '', '', 1)",
    ]) func `is checked with the books`(sql: String) async throws {
        let fixture = try Fixture()
        let open = try await fixture.ledger.begin(fixture.intent(at: start))
        try await fixture.ledger.settle(open, fixture.settlement(cost: 5))
        try await fixture.ledger.fold(at: Timestamp(milliseconds: start + 9 * hour))
        #expect(try await fixture.books().problems == [])
        try await fixture.file.writer.write { try $0.execute(sql, []) }
        #expect(try await fixture.books().problems.isEmpty == false)
    }
}

@Suite struct `Rows of old calls` {
    private let now = Timestamp(milliseconds: start + 2_000 * hour)

    private func filled() async throws -> (Fixture, OpenCall) {
        let fixture = try Fixture()
        for index in 0..<60 {
            let at = start + Int64(index) * hour + 60_000
            let open = try await fixture.ledger.begin(
                fixture.intent(client: Int64(index % 4 + 1), token: 3, key: 2, at: at))
            try await fixture.ledger.settle(open, fixture.settlement(cost: Int64(index)))
        }
        let open = try await fixture.ledger.begin(fixture.intent(at: start + 30 * hour))
        return (fixture, open)
    }

    @Test func `go, and every sum stays`() async throws {
        let (fixture, open) = try await filled()
        let before = try await fixture.usage { $0.dimensions = [.client, .model] }
        let pruned = try await fixture.ledger.prune(
            before: Timestamp(milliseconds: start + 40 * hour), at: now, for: 60_000)
        #expect(pruned.isDone && pruned.calls == 40 && pruned.attempts == 40)
        #expect(try await fixture.books().problems == [])
        #expect(try await fixture.usage { $0.dimensions = [.client, .model] } == before)
        // A call that is under way stays, and ends as any.
        try await fixture.ledger.settle(open, fixture.settlement(cost: 11))
        #expect(try await fixture.books().problems == [])
        let again = try await fixture.ledger.prune(
            before: Timestamp(milliseconds: start + 40 * hour), at: now, for: 60_000)
        #expect(again.calls == 1)
        #expect(try await fixture.books().problems == [])
    }

    @Test func `take in a whole hour where one is cut`() async throws {
        let (fixture, _) = try await filled()
        _ = try await fixture.ledger.prune(
            before: Timestamp(milliseconds: start + 40 * hour), at: now, for: 60_000)
        let rows = try await fixture.usage {
            $0.since = Timestamp(milliseconds: start + 5 * hour + hour / 2)
            $0.until = Timestamp(milliseconds: start + 7 * hour + 1)
        }
        #expect(rows.reduce(0) { $0 + $1.calls } == 3)
    }

    @Test(arguments: [
        "DELETE FROM call", "DELETE FROM attempt", "UPDATE pruned SET below_ms = 0",
        "UPDATE pruned SET calls = 0",
    ]) func `are deleted in no other way`(sql: String) async throws {
        let (fixture, _) = try await filled()
        _ = try await fixture.ledger.prune(
            before: Timestamp(milliseconds: start + 10 * hour), at: now, for: 60_000)
        await #expect(throws: StorageFault.self) {
            try await fixture.file.writer.write { try $0.execute(sql, []) }
        }
        #expect(try await fixture.books().problems == [])
    }
}

@Suite struct `A list of calls` {
    @Test func `finds a client's, however rare, folded or not`() async throws {
        let fixture = try Fixture()
        try await fixture.file.writer.write { transaction in
            for number in 1...3 {
                try transaction.execute(
                    "INSERT INTO client (number, id, name, created_at_ms) VALUES (?, randomblob(16), ?, 0)",
                    [number, "c\(number)"])
            }
        }
        for index in 0..<300 {
            let at = start + Int64(index) * 7 * hour
            let open = try await fixture.ledger.begin(
                fixture.intent(client: index % 50 == 7 ? 2 : 1, at: at))
            let outcome: CallOutcome = index % 60 == 7 ? .failed : .ok
            try await fixture.ledger.settle(open, fixture.settlement(cost: 1, outcome: outcome))
        }
        for isFolded in [false, true] {
            if isFolded {
                try await fixture.ledger.fold(at: Timestamp(milliseconds: start + 1_500 * hour))
            }
            func list(
                client: String? = nil, outcome: String? = nil, before: Identifier? = nil,
                since: Timestamp? = nil, _ count: Int = 100
            ) async throws -> [CallRecord] {
                try await fixture.file.read {
                    try CallRecord.list(
                        before: before, since: since, client: client, outcome: outcome,
                        countMax: count, in: $0)
                }
            }
            #expect(try await list(client: "c2").count == 6)
            #expect(try await list(client: "c3").isEmpty)
            #expect(try await list(client: "none").isEmpty)
            #expect(try await list(outcome: "failed").count == 5)
            #expect(try await list(client: "c2", outcome: "failed").count == 1)
            let first = try await list(client: "c2", 2)
            let rest = try await list(client: "c2", before: first.last?.id)
            #expect(first.count == 2 && rest.count == 4)
            #expect(Set((first + rest).map(\.id)).count == 6)
            let since = try #require(rest.first?.began)
            #expect(try await list(client: "c2", since: since).count == 3)
        }
    }
}
