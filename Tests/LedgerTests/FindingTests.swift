import GRDB
import Storage
import Testing
import Vocabulary

@testable import Ledger

@Suite struct `Findings` {
    @Test(arguments: [
        "{\"tokenise:email\":2}", "{\"block:private-key\":1}",
        "{\"mask:phone\":1,\"tokenise:email\":12,\"note:citations-moved\":1}",
    ])
    func `are read as they were written`(text: String) throws {
        let findings = try #require(CallFindings(text: text))
        #expect(findings.text == text)
    }

    @Test(arguments: [
        "", "{}", "{\"a\":1}", "{\"tokenise:email\":x}", "[1]", "{\"tokenise:email:1}",
    ])
    func `of another form are none`(text: String) {
        #expect(CallFindings(text: text) == nil)
    }

    @Test func `of nothing are none`() {
        #expect(CallFindings([]) == nil)
        #expect(CallFindings([], notes: ["logprobs"]) != nil)
    }

    @Test func `are written with their call and summed by day, and the books see a change`()
        async throws
    {
        let fixture = try Fixture()
        let email = CallFindings.Item(detector: "email", action: "tokenise", count: 2)
        let phone = CallFindings.Item(detector: "phone", action: "mask", count: 1)
        for _ in 0..<3 {
            var intent = fixture.intent()
            intent.findings = CallFindings([email])
            let open = try await fixture.ledger.begin(intent)
            var settlement = fixture.settlement(cost: 5)
            settlement.replyFindings = CallFindings([phone], notes: ["citations-moved"])
            settlement.contentCommitment = [UInt8](repeating: 7, count: 32)
            try await fixture.ledger.settle(open, settlement)
        }
        let rows = try await fixture.file.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT detector || ' ' || action || ' ' || side || ' ' || findings || ' ' || calls
                    FROM detector_day ORDER BY 1
                    """)
        }
        #expect(rows == ["email tokenise request 6 3", "phone mask reply 3 3"])
        let calls = try await fixture.file.read { try CallRecord.list(countMax: 1, in: $0) }
        #expect(calls.first?.findings?.items == [email])
        #expect(calls.first?.replyFindings?.notes == ["citations-moved"])
        #expect(calls.first?.contentCommitment?.count == 32)
        #expect(try await fixture.books().problems.isEmpty)
        try await fixture.file.writer.write { transaction in
            try transaction.execute(
                "UPDATE detector_day SET findings = findings + 1 WHERE side = ?", ["reply"])
        }
        #expect(try await fixture.books().problems.count == 1)
    }

    @Test func `in the request can't be changed later`() async throws {
        let fixture = try Fixture()
        let open = try await fixture.ledger.begin(fixture.intent())
        await #expect(throws: (any Error).self) {
            try await fixture.file.writer.write { transaction in
                try transaction.execute(
                    "UPDATE call SET findings = ? WHERE number = ?", ["{\"mask:ip\":1}", open.call])
            }
        }
    }
}
