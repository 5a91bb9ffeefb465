import Foundation
import GRDB
import Ledger
import Storage
import Testing
import Vocabulary

@Suite struct `A hold` {
    @Test func `stands in three balances until it is settled`() async throws {
        let fixture = try Fixture()
        let open = try await fixture.ledger.begin(fixture.intent(hold: 500))
        #expect(try await fixture.held() == 1_500)
        try await fixture.ledger.settle(open, fixture.settlement(cost: 42))
        #expect(try await fixture.held() == 0)
        #expect(try await fixture.books().problems == [])
    }

    @Test func `is settled once`() async throws {
        let fixture = try Fixture()
        let open = try await fixture.ledger.begin(fixture.intent())
        try await fixture.ledger.settle(open, fixture.settlement(cost: 1))
        await #expect(throws: LedgerFault.self) {
            try await fixture.ledger.settle(open, fixture.settlement(cost: 2))
        }
        #expect(try await fixture.usage().first?.cost == NanoUSD(1))
        #expect(try await fixture.books().problems == [])
    }

    @Test func `may be exceeded, in full and flagged`() async throws {
        let fixture = try Fixture()
        let intent = fixture.intent(hold: 10)
        try await fixture.ledger.settle(
            try await fixture.ledger.begin(intent), fixture.settlement(cost: 11))
        let call = try await fixture.file.read { try CallRecord.find(intent.request.id, in: $0) }
        #expect(call?.attempts.first?.isOverHold == true)
        #expect(call?.cost == NanoUSD(11))
    }
}

@Suite struct `A settled row` {
    @Test(arguments: [
        "UPDATE call SET cost_nano_usd = 0",
        "UPDATE attempt SET cost_nano_usd = 0",
        "UPDATE attempt SET key_version = 9",
        "DELETE FROM attempt",
        "DELETE FROM call",
    ])
    func `can't be changed`(sql: String) async throws {
        let fixture = try Fixture()
        let open = try await fixture.ledger.begin(fixture.intent())
        try await fixture.ledger.settle(open, fixture.settlement(cost: 1))
        await #expect(throws: StorageFault.self) {
            try await fixture.file.writer.write { try $0.execute(sql, []) }
        }
    }
}

@Suite struct `Calls that were open when Bursar died` {
    @Test func `are charged at their holds, once`() async throws {
        let fixture = try Fixture()
        for number in 0..<2_500 {
            _ = try await fixture.ledger.begin(fixture.intent(client: Int64(number % 3), hold: 10))
        }
        let now = Timestamp(milliseconds: 1_790_000_100_000)
        #expect(try fixture.ledger.recover(at: now) == 2_500)
        #expect(try fixture.ledger.recover(at: now) == 0)
        #expect(try await fixture.held() == 0)
        let total = try #require(try await fixture.usage().first)
        #expect(total.calls == 2_500)
        #expect(total.abandoned == 2_500)
        #expect(total.cost == NanoUSD(25_000))
        #expect(try await fixture.books().problems == [])
    }

    @Test func `are found from the oldest on, wherever the floor stands`() async throws {
        let fixture = try Fixture()
        try await fixture.ledger.raiseFloor()
        let oldest = try await fixture.ledger.begin(fixture.intent(hold: 10))
        for number in 0..<50 {
            let open = try await fixture.ledger.begin(fixture.intent(hold: 10))
            if number % 2 == 0 {
                try await fixture.ledger.settle(open, fixture.settlement(cost: 1))
            }
            try await fixture.ledger.raiseFloor()
        }
        #expect(try await fixture.floor() == 1)
        try await fixture.ledger.settle(oldest, fixture.settlement(cost: 1))
        try await fixture.ledger.raiseFloor()
        #expect(try await fixture.floor() == 3)
        let now = Timestamp(milliseconds: 1_790_000_100_000)
        #expect(try fixture.ledger.recover(at: now) == 25)
        #expect(try await fixture.floor() == 52)
        _ = try await fixture.ledger.begin(fixture.intent(hold: 10))
        #expect(try fixture.ledger.recover(at: now) == 1)
        #expect(try await fixture.held() == 0)
        #expect(try await fixture.books().problems == [])
    }

    @Test func `are found while the floor is raised in between`() async throws {
        let fixture = try Fixture()
        let openCount = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<400 {
                group.addTask {
                    let open = try await fixture.ledger.begin(fixture.intent(hold: 10))
                    guard number % 8 != 0 else { return 1 }
                    try await fixture.ledger.settle(open, fixture.settlement(cost: 1))
                    return 0
                }
                if number % 4 == 0 {
                    group.addTask {
                        try await fixture.ledger.raiseFloor()
                        return 0
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(openCount == 50)
        #expect(try await fixture.books().problems == [])
        let now = Timestamp(milliseconds: 1_790_000_100_000)
        #expect(try fixture.ledger.recover(at: now) == 50)
        #expect(try await fixture.held() == 0)
    }
}

@Suite struct Usage {
    /// Calls around the borders of hours and days, some thousand of them.
    private func filled() async throws -> (Fixture, [(at: Int64, cost: Int64)]) {
        let fixture = try Fixture()
        let day: Int64 = 1_789_948_800_000
        var calls: [(at: Int64, cost: Int64)] = []
        for index in 0..<600 {
            calls.append((day + Int64(index) * 977_777 - 86_400_000, Int64(index) * 3 + 1))
        }
        for border in [day, day + 3_600_000, day + 86_400_000] {
            for delta in [-1, 0, 1] as [Int64] { calls.append((border + delta, 1_000_000)) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, call) in calls.enumerated() {
                group.addTask {
                    let open = try await fixture.ledger.begin(
                        fixture.intent(
                            client: Int64(index % 2 + 1), model: "m\(index % 3)", at: call.at))
                    try await fixture.ledger.settle(open, fixture.settlement(cost: call.cost))
                }
            }
            try await group.waitForAll()
        }
        return (fixture, calls)
    }

    @Test func `of any window is the sum of its calls`() async throws {
        let (fixture, calls) = try await filled()
        let day: Int64 = 1_789_948_800_000
        let borders: [Int64?] = [
            nil, day - 86_400_000, day - 1, day, day + 1, day + 1_800_000, day + 3_600_000,
            day + 5_000_000, day + 86_399_999, day + 86_400_000, day + 200_000_000,
        ]
        for since in borders {
            for until in borders {
                let truth = calls.filter { $0.at >= since ?? 0 && $0.at < until ?? .max }
                let rows = try await fixture.usage {
                    $0.since = since.map(Timestamp.init(milliseconds:))
                    $0.until = until.map(Timestamp.init(milliseconds:))
                }
                #expect(rows.reduce(0) { $0 + $1.calls } == Int64(truth.count))
                #expect(
                    rows.reduce(0) { $0 + $1.cost.nanoUSD } == truth.reduce(0) { $0 + $1.cost })
            }
        }
        #expect(try await fixture.books().problems == [])
    }

    @Test func `by dimension sums to the same`() async throws {
        let (fixture, calls) = try await filled()
        for dimension in UsageDimension.allCases {
            let rows = try await fixture.usage { $0.dimensions = [dimension] }
            #expect(rows.reduce(0) { $0 + $1.cost.nanoUSD } == calls.reduce(0) { $0 + $1.cost })
        }
        let models = try await fixture.usage { $0.dimensions = [.model, .client] }
        #expect(models.count == 6)
    }
}

@Suite struct `The books` {
    @Test(arguments: [
        "UPDATE balance SET spent_nano_usd = spent_nano_usd + 1 WHERE kind = 'token'",
        "UPDATE balance SET held_nano_usd = held_nano_usd + 1 WHERE kind = 'client'",
        "DELETE FROM balance WHERE kind = 'key_version'",
        "UPDATE roll_up_hour SET calls = calls + 1",
        "UPDATE roll_up_day SET cost_nano_usd = cost_nano_usd - 1",
        "DELETE FROM roll_up_hour",
        "UPDATE roll_up_day SET reasoning_tokens = 4",
    ])
    func `tell every sum that differs`(sql: String) async throws {
        let fixture = try Fixture()
        let open = try await fixture.ledger.begin(fixture.intent())
        try await fixture.ledger.settle(open, fixture.settlement(cost: 5))
        try await fixture.ledger.refuse(
            Refusal(
                caller: Caller(client: 1, token: 1), request: fixture.intent().request,
                code: "model_not_found", status: 404, ended: Timestamp(milliseconds: 1)))
        let later = fixture.intent().request.began.advanced(byMilliseconds: 86_400_000)
        _ = try await fixture.ledger.fold(at: later)
        #expect(try await fixture.books().problems == [])
        try await fixture.file.writer.write { try $0.execute(sql, []) }
        #expect(try await fixture.books().problems.isEmpty == false)
    }
}
