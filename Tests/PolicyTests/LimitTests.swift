import Testing

@testable import Policy

@Suite struct `A limit` {
    private let token = PolicySubject(.token, 1)
    private let client = PolicySubject(.client, 1)

    private func admit(
        _ table: inout LimitTable, _ limits: [(PolicySubject, RateLimits)], tokens: Int64 = 0,
        at second: Int64
    ) -> LimitTable.Answer {
        table.admit(limits.map { (subject: $0.0, limits: $0.1) }, tokens: tokens, atSecond: second)
    }

    private func refusal(_ answer: LimitTable.Answer) -> LimitRefusal? {
        if case .refused(let refusal) = answer { return refusal }
        return nil
    }

    private func admission(_ answer: LimitTable.Answer) throws -> LimitTable.Admission {
        guard case .admitted(let admission) = answer else {
            throw Unexpected()
        }
        return admission
    }

    private struct Unexpected: Error {}

    @Test func `of requests lets n pass and not one more`() throws {
        var table = LimitTable()
        let limits = [(token, RateLimits(requestsPerMinute: 10))]
        for used in 1...10 {
            let passed = try admission(admit(&table, limits, at: 1000))
            #expect(passed.standing.requests?.remaining == Int64(10 - used))
            #expect(passed.standing.requests?.limit == 10)
        }
        let refused = try #require(refusal(admit(&table, limits, at: 1000)))
        #expect(refused.rule == .requests && refused.retryAfterSeconds == 61)
        #expect(refusal(admit(&table, limits, at: 1060)) != nil)
        #expect(refusal(admit(&table, limits, at: 1061)) == nil)
    }

    @Test func `says truly when to come back`() throws {
        var random = SeededGenerator(seed: 5)
        for round in 0..<300 {
            var table = LimitTable()
            let limits = [
                (
                    token,
                    RateLimits(
                        requestsPerMinute: Int64.random(in: 1...20, using: &random),
                        tokensPerMinute: Int64.random(in: 50...200, using: &random))
                )
            ]
            var second: Int64 = Int64(round) * 977
            for _ in 0..<80 {
                second += Int64.random(in: 0...7, using: &random)
                let tokens = Int64.random(in: 0...50, using: &random)
                guard let refused = refusal(admit(&table, limits, tokens: tokens, at: second)),
                    let wait = refused.retryAfterSeconds
                else { continue }
                #expect((1...61).contains(wait))
                var early = table
                var waited = table
                let soon = refusal(
                    admit(&early, limits, tokens: tokens, at: second + wait - 1))
                #expect(soon != nil, "\(wait) s is longer than needed")
                let later = refusal(admit(&waited, limits, tokens: tokens, at: second + wait))
                // The other limit may still say no; the same one may not.
                #expect(later?.rule != refused.rule)
            }
        }
    }

    @Test func `holds in any sixty seconds`() throws {
        var random = SeededGenerator(seed: 6)
        var table = LimitTable()
        let limits = [(token, RateLimits(requestsPerMinute: 7))]
        var passed: [Int64] = []
        var second: Int64 = 0
        for _ in 0..<5_000 {
            second += Int64.random(in: 0...5, using: &random)
            if refusal(admit(&table, limits, at: second)) == nil { passed.append(second) }
        }
        for (index, start) in passed.enumerated() {
            #expect(passed[index...].prefix { $0 < start + 60 }.count <= 7)
        }
        #expect(passed.count > 700)
    }

    @Test func `of tokens reserves, then corrects`() throws {
        var table = LimitTable()
        let limits = [(token, RateLimits(tokensPerMinute: 100))]
        let first = try admission(admit(&table, limits, tokens: 80, at: 10))
        #expect(first.standing.tokens?.remaining == 20)
        #expect(refusal(admit(&table, limits, tokens: 21, at: 11))?.rule == .tokens)
        table.correct(first, tokens: 30, atSecond: 12)
        let second = try admission(admit(&table, limits, tokens: 70, at: 12))
        #expect(second.standing.tokens?.remaining == 0)
        table.correct(second, tokens: 90, atSecond: 13)
        #expect(refusal(admit(&table, limits, tokens: 0, at: 13))?.rule == .tokens)
    }

    @Test func `of tokens that a request can never meet says so`() throws {
        var table = LimitTable()
        let limits = [(token, RateLimits(tokensPerMinute: 100))]
        #expect(refusal(admit(&table, limits, tokens: 100, at: 1)) == nil)
        let never = try #require(refusal(admit(&table, limits, tokens: 101, at: 100)))
        #expect(never.retryAfterSeconds == nil && never.reason.contains("output bound"))
        let none = [(token, RateLimits(requestsPerMinute: 0))]
        let reason = try #require(refusal(admit(&table, none, tokens: 1, at: 200))).reason
        #expect(reason.contains("0 requests") && !reason.contains("output bound"))
    }

    @Test func `of parallel calls counts those under way`() throws {
        var table = LimitTable()
        let limits = [(token, RateLimits(parallelCalls: 2))]
        let first = try admission(admit(&table, limits, at: 1))
        _ = try admission(admit(&table, limits, at: 1))
        #expect(refusal(admit(&table, limits, at: 1))?.rule == .parallel)
        table.release(first)
        #expect(refusal(admit(&table, limits, at: 1)) == nil)
        #expect(refusal(admit(&table, limits, at: 1)) != nil)
    }

    @Test func `is taken from all up the tree or from none`() throws {
        var table = LimitTable()
        let both = [
            (token, RateLimits(requestsPerMinute: 10)), (client, RateLimits(requestsPerMinute: 1)),
        ]
        #expect(refusal(admit(&table, both, at: 1)) == nil)
        for _ in 0..<50 { #expect(refusal(admit(&table, both, at: 1))?.subject == client) }
        let alone = try admission(
            admit(&table, [(token, RateLimits(requestsPerMinute: 10))], at: 1))
        #expect(alone.standing.requests?.remaining == 8)
    }

    @Test func `costs nothing when something else refused`() throws {
        var table = LimitTable()
        let limits = [
            (token, RateLimits(requestsPerMinute: 1, tokensPerMinute: 10, parallelCalls: 1))
        ]
        for _ in 0..<5 {
            let taken = try admission(admit(&table, limits, tokens: 10, at: 1))
            table.undo(taken)
        }
    }

    @Test func `remembers what was used before`() {
        var table = LimitTable()
        table.remember(token, requests: 3, tokens: 40, usedAtSecond: 70, nowSecond: 100)
        let limits = [(token, RateLimits(requestsPerMinute: 4, tokensPerMinute: 50))]
        #expect(refusal(admit(&table, limits, tokens: 11, at: 100))?.rule == .tokens)
        #expect(refusal(admit(&table, limits, tokens: 10, at: 100)) == nil)
        #expect(refusal(admit(&table, limits, at: 100))?.rule == .requests)
        #expect(refusal(admit(&table, limits, at: 131)) == nil)
    }
}
