import Testing
import Vocabulary

@testable import Sandbox

@Suite struct `A call book` {
    let ask = Questions()
    var book: CallBook { ask.provider.book }

    @Test func `holds what was asked and who asked`() throws {
        _ = ask.reply(
            "/v1/chat/completions",
            #"{"model":"m+words=3","messages":[{"role":"user","content":"Hello there"}]}"#,
            headers: [("authorization", "Bearer sk-abcd-9876"), ("bursar-call", "call-7")])
        let record = try #require(book.records().first)
        #expect(record.number == 1)
        #expect(record.requestID == "req_sandbox0000000001")
        #expect(record.credentialLast4 == "9876")
        #expect(record.clientID == "call-7")
        #expect(record.usage.freshInput == 3)
        #expect(record.usage.outputTokens == 0)
        #expect(record.outcome == .open)
    }

    @Test func `takes the later word on a call`() throws {
        let call = try #require(ask.chat("m+words=5+reasoning=3").call)
        book.finish(call, .completed, outputTokens: 8)
        book.finish(call, .aborted, outputTokens: 4)
        let record = try #require(book.records().first)
        #expect(record.outcome == .aborted)
        #expect(record.usage.reasoning == 3)
        #expect(record.usage.visibleOutput == 1)
        let totals = try #require(book.totals().models.values.first)
        #expect(totals.outcomes[.completed] == 0)
        #expect(totals.outcomes[.aborted] == 1)
        #expect(totals.usage.outputTokens == 4)
    }

    @Test func `lists calls after a number, at most so many`() {
        for _ in 0..<5 { _ = ask.chat("m") }
        #expect(book.records(after: 2).map(\.number) == [3, 4, 5])
        #expect(book.records(after: 1, countMax: 2).map(\.number) == [2, 3])
        #expect(book.records(after: 5).isEmpty)
        #expect(book.records(after: 99).isEmpty)
    }

    @Test func `forgets calls but not their numbers`() throws {
        let old = try #require(ask.chat("m").call)
        book.removeAll()
        #expect(book.records().isEmpty)
        #expect(book.totals().models.isEmpty)
        _ = ask.chat("m")
        book.finish(old, .completed, outputTokens: 16)
        #expect(book.records().map(\.number) == [2])
        #expect(book.records().first?.outcome == .open)
    }

    @Test func `keeps the newest and counts all`() throws {
        let prompt = Prompt(
            dialect: .openAIChat, model: "m", script: try ModelScript(parsing: "m"))
        for _ in 0..<CallBook.recordsMax + 10 {
            _ = book.begin(
                prompt, credential: "k", clientID: nil, status: 200, usage: TokenUsage())
        }
        let records = book.records()
        #expect(records.count == CallBook.recordsMax)
        #expect(records.first?.number == 11)
        #expect(records.last?.number == Int64(CallBook.recordsMax) + 10)
        #expect(book.totals().models.values.first?.calls == Int64(CallBook.recordsMax) + 10)
    }

    @Test func `counts models beyond its limit together`() {
        for index in 0..<CallBook.modelsMax + 5 { _ = ask.chat("m\(index)") }
        let models = book.totals().models
        #expect(models.count == CallBook.modelsMax + 1)
        #expect(models[.init(dialect: .openAIChat, model: "(others)")]?.calls == 5)
    }
}
