import GRDB
import Ledger
import Storage
import Testing
import Vocabulary

@Suite struct `A further try` {
    private func attempt(_ ordinal: Int, hold: Int64, key: Int64 = 2) -> AttemptIntent {
        let now = Timestamp(milliseconds: 1_790_000_000_001)
        return AttemptIntent(
            id: Identifier(at: now), ordinal: ordinal, upstream: 2, keyVersion: key,
            modelSent: "n", price: 1, hold: NanoUSD(hold), began: now)
    }

    private func failed(cost: Int64 = 0) -> AttemptResult {
        AttemptResult(
            outcome: cost > 0 ? .broken : .failed, code: "upstream_failed",
            usageSource: cost > 0 ? .estimated : .none, cost: NanoUSD(cost), totalMilliseconds: 3)
    }

    private func fixture(limit: Int64?) throws -> (Fixture, Intent) {
        let fixture = try Fixture()
        var intent = fixture.intent(hold: 100)
        intent.budgets = [
            BudgetHold(
                budget: 1, start: Timestamp(milliseconds: 0), limit: limit.map { NanoUSD($0) })
        ]
        try fixture.file.writer.writeBlocking { transaction in
            try transaction.execute(
                "INSERT INTO budget (number, id, kind, subject, period, created_at_ms) VALUES (1, 'budget000001', 'client', 1, 'day', 0)",
                [])
        }
        return (fixture, intent)
    }

    private func verified(_ fixture: Fixture) async throws -> [String] {
        let found = try await fixture.file.read {
            try Verification(.full, witnessed: nil, in: $0, progress: { _, _ in })
        }
        return found.problems
    }

    @Test func `has its own row, hold and leaves, and the call counts once`() async throws {
        let (fixture, intent) = try fixture(limit: 1_000)
        var open = try await fixture.ledger.begin(intent)
        open = try await fixture.ledger.retry(
            open, after: failed(cost: 30), with: attempt(2, hold: 200))
        // Of client, token and key version.
        #expect(try await fixture.held() == 600)
        open = try await fixture.ledger.retry(open, after: failed(), with: attempt(3, hold: 50))
        #expect(open.earlierCost == NanoUSD(30))
        try await fixture.ledger.settle(open, fixture.settlement(cost: 40))
        let rows = try await fixture.usage()
        #expect(rows.map(\.calls) == [1])
        #expect(rows.map(\.cost) == [NanoUSD(70)])
        #expect(try await fixture.held() == 0)
        let stand = try await fixture.file.read {
            try BudgetStand.of(budget: 1, start: Timestamp(milliseconds: 0), in: $0)
        }
        #expect(stand.spent == NanoUSD(70) && stand.held == .zero)
        let id = intent.request.id
        let call = try #require(
            try await fixture.file.read { try CallRecord.find(id, in: $0) })
        #expect(call.cost == NanoUSD(70))
        #expect(call.attempts.map(\.outcome) == ["broken", "failed", "ok"])
        #expect(try await fixture.books().problems == [])
        #expect(try await verified(fixture) == [])
    }

    @Test func `isn't made when its hold doesn't fit beside what the failed one cost`() async throws
    {
        let (fixture, intent) = try fixture(limit: 150)
        let open = try await fixture.ledger.begin(intent)
        for hold: Int64 in [121, 122, 1_000] {
            await #expect(throws: LedgerFault.self) {
                try await fixture.ledger.retry(
                    open, after: failed(cost: 30), with: attempt(2, hold: hold))
            }
        }
        // The first one goes on as it was.
        #expect(try await fixture.held() == 300)
        let next = try await fixture.ledger.retry(
            open, after: failed(cost: 30), with: attempt(2, hold: 120))
        try await fixture.ledger.settle(next, fixture.settlement(cost: 100))
        #expect(try await fixture.books().problems == [])
        #expect(try await verified(fixture) == [])
    }

    @Test func `that a dying process left is charged at its hold, beside the earlier ones`()
        async throws
    {
        let (fixture, intent) = try fixture(limit: nil)
        let open = try await fixture.ledger.begin(intent)
        _ = try await fixture.ledger.retry(
            open, after: failed(cost: 30), with: attempt(2, hold: 200))
        let now = Timestamp(milliseconds: 1_790_000_100_000)
        #expect(try fixture.ledger.recover(at: now) == 1)
        let total = try #require(try await fixture.usage().first)
        #expect(total.calls == 1)
        #expect(total.abandoned == 1)
        #expect(total.cost == NanoUSD(230))
        #expect(try await fixture.books().problems == [])
        #expect(try await verified(fixture) == [])
    }
}
