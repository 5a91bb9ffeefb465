import Foundation
import GRDB
import Ledger
import Policy
import Storage
import Testing
import Vocabulary

@Suite struct `A hard budget` {
    private func fixture(budgets: Int = 1) throws -> Fixture {
        let fixture = try Fixture()
        try fixture.file.writer.writeBlocking { transaction in
            for number in 1...budgets {
                try transaction.execute(
                    "INSERT INTO budget (number, id, kind, subject, period, created_at_ms) VALUES (?, ?, 'client', ?, 'day', 0)",
                    [number, "budget00000\(number)", number])
            }
        }
        return fixture
    }

    private func hold(_ limit: Int64?, budget: Int64 = 1, start: Int64 = 0) -> BudgetHold {
        BudgetHold(
            budget: budget, start: Timestamp(milliseconds: start), limit: limit.map { NanoUSD($0) })
    }

    private func begin(
        _ fixture: Fixture, hold amount: Int64, _ budgets: [BudgetHold]
    ) async -> Result<OpenCall, LedgerFault> {
        var intent = fixture.intent(hold: amount)
        intent.budgets = budgets
        do { return .success(try await fixture.ledger.begin(intent)) } catch {
            return .failure(error)
        }
    }

    private func refusal(_ result: Result<OpenCall, LedgerFault>) -> BudgetRefusal? {
        if case .failure(.budgetFull(let refusal)) = result { return refusal }
        return nil
    }

    @Test func `serves to the last nano-dollar and not one more`() async throws {
        let fixture = try fixture()
        #expect(refusal(await begin(fixture, hold: 101, [hold(100)]))?.asked == NanoUSD(101))
        let open = try await begin(fixture, hold: 100, [hold(100)]).get()
        #expect(refusal(await begin(fixture, hold: 1, [hold(100)]))?.used == NanoUSD(100))
        try await fixture.ledger.settle(open, fixture.settlement(cost: 40))
        #expect(refusal(await begin(fixture, hold: 61, [hold(100)])) != nil)
        _ = try await begin(fixture, hold: 60, [hold(100)]).get()
        #expect(try await fixture.books().problems == [])
    }

    @Test func `with room for ten lets ten of a thousand pass`() async throws {
        let fixture = try fixture()
        let budgets = [hold(1_000)]
        let open = await withTaskGroup(of: OpenCall?.self) { group in
            for _ in 0..<1_000 {
                group.addTask { try? await self.begin(fixture, hold: 100, budgets).get() }
            }
            return await group.reduce(into: [OpenCall]()) { if let call = $1 { $0.append(call) } }
        }
        #expect(open.count == 10)
        for call in open { try await fixture.ledger.settle(call, fixture.settlement(cost: 100)) }
        let stand = try await fixture.file.read {
            try BudgetStand.of(budget: 1, start: Timestamp(milliseconds: 0), in: $0)
        }
        #expect(stand.spent == NanoUSD(1_000) && stand.held == .zero)
        #expect(try await fixture.books().problems == [])
    }

    @Test func `of several holds in all or in none`() async throws {
        let fixture = try fixture(budgets: 3)
        let all = [hold(100), hold(10, budget: 2), hold(nil, budget: 3)]
        #expect(refusal(await begin(fixture, hold: 11, all))?.budget == 2)
        _ = try await begin(fixture, hold: 10, all).get()
        let stands = try await fixture.file.read { database in
            try (1...3).map {
                try BudgetStand.of(budget: $0, start: Timestamp(milliseconds: 0), in: database).held
            }
        }
        #expect(stands == [NanoUSD(10), NanoUSD(10), NanoUSD(10)])
        #expect(try await fixture.books().problems == [])
    }

    @Test func `settles in the window it held in, over the hold and after a crash, too`()
        async throws
    {
        let fixture = try fixture()
        let first = try await begin(fixture, hold: 10, [hold(100, start: 0)]).get()
        _ = try await begin(fixture, hold: 7, [hold(100, start: 1_000)]).get()
        try await fixture.ledger.settle(first, fixture.settlement(cost: 300))
        #expect(try fixture.ledger.recover(at: Timestamp(milliseconds: 5_000)) == 1)
        let stands = try await fixture.file.read { database in
            try [0, 1_000].map {
                try BudgetStand.of(
                    budget: 1, start: Timestamp(milliseconds: $0), in: database)
            }
        }
        #expect(stands.map(\.spent) == [NanoUSD(300), NanoUSD(7)])
        #expect(stands.allSatisfy { $0.held == .zero })
        #expect(refusal(await begin(fixture, hold: 1, [hold(100, start: 0)])) != nil)
        #expect(try await fixture.books().problems == [])
    }

    @Test func `that was opened late counts what was spent before`() async throws {
        let fixture = try fixture()
        try fixture.file.writer.writeBlocking { transaction in
            try BudgetStand.open(
                budget: 1, start: Timestamp(milliseconds: 0), spent: NanoUSD(95),
                in: transaction.database)
        }
        #expect(refusal(await begin(fixture, hold: 6, [hold(100)])) != nil)
        _ = try await begin(fixture, hold: 5, [hold(100)]).get()
        #expect(try await fixture.books().problems == [])
    }

    @Test func `refuses an amount that no sum can hold`() async throws {
        let fixture = try fixture()
        _ = try await begin(fixture, hold: 5, [hold(.max)]).get()
        #expect(refusal(await begin(fixture, hold: .max, [hold(.max)])) != nil)
    }

    @Test func `that the books don't agree with is named`() async throws {
        let fixture = try fixture()
        _ = try await begin(fixture, hold: 5, [hold(100)]).get()
        try fixture.file.writer.writeBlocking {
            _ = try $0.execute("UPDATE budget_window SET held_nano_usd = 4", [])
        }
        let problems = try await fixture.books().problems
        #expect(problems.count == 1 && problems.first?.contains("budget") == true)
    }
}

@Suite struct `What was decided` {
    private let yes = PolicyDecision(
        isPermitted: true, rule: PolicyDecision.permit, reason: "Allowed by all.")

    @Test func `is stored with the call, permitted or refused, each reason once`() async throws {
        let fixture = try Fixture()
        let no = PolicyDecision(isPermitted: false, rule: "policy.models.deny", reason: "No.")
        for _ in 0..<3 {
            var intent = fixture.intent()
            intent.decision = yes
            _ = try await fixture.ledger.begin(intent)
            let request = fixture.intent().request
            try await fixture.ledger.refuse(
                Refusal(
                    caller: intent.caller, request: request, code: "policy_violation", status: 403,
                    ended: request.began, decision: no))
            let permitted = intent.request.id
            let calls = try await fixture.file.read { database in
                try [permitted, request.id].map { try CallRecord.find($0, in: database) }
            }
            #expect(calls.map { $0?.rule } == ["policy.permit", "policy.models.deny"])
            #expect(calls.map { $0?.reason } == ["Allowed by all.", "No."])
        }
        let count = try await fixture.file.read {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM decision")
        }
        #expect(count == 2)
    }

    @Test func `is not remembered from a transaction that failed`() async throws {
        let fixture = try Fixture()
        var bad = fixture.intent()
        bad.decision = yes
        let twice = bad
        // The second call has the first one's id: their common transaction fails, and then only the second does.
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { _ = try? await fixture.ledger.begin(twice) }
            }
        }
        var intent = fixture.intent()
        intent.decision = yes
        let id = intent.request.id
        _ = try await fixture.ledger.begin(intent)
        let call = try await fixture.file.read { try CallRecord.find(id, in: $0) }
        #expect(call?.rule == "policy.permit")
    }

    @Test(arguments: ["decision", "budget_scope"])
    func `can't be changed`(column: String) async throws {
        let fixture = try Fixture()
        var intent = fixture.intent()
        intent.decision = yes
        _ = try await fixture.ledger.begin(intent)
        await #expect(throws: StorageFault.self) {
            try await fixture.file.writer.write {
                try $0.execute("UPDATE call SET \(column) = 7", [])
            }
        }
    }
}
