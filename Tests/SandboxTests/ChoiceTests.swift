import Testing
import Wire

@testable import Sandbox

@Suite struct `Answers side by side` {
    let ask = Questions()

    @Test(arguments: ["m+words=5+reasoning=3", "m+tools=2", "m+echo", "m+block", "m+refuse"])
    func `are the same in one piece and in pieces`(model: String) throws {
        let count = 3
        let more = #","n":\#(count)"# + Questions.tools
        let whole = try Questions.json(of: ask.chat(model, more))
        let chunks = try Questions.events(of: ask.chat(model, more + Questions.counted))
            .compactMap(\.json)
        var texts = Array(repeating: "", count: count)
        var ends = Array(repeating: 0, count: count)
        for choice in chunks.flatMap({ $0["choices"].list }) {
            let index = try Int(#require(choice["index"]?.int64))
            let delta = choice["delta"]
            texts[index] += delta?["content"]?.string ?? delta?["refusal"]?.string ?? ""
            if choice["finish_reason"]?.string != nil { ends[index] += 1 }
        }
        #expect(ends == [1, 1, 1])
        let choices = whole["choices"].list
        let wanted = choices.map { choice in
            let message = choice["message"]
            return message?["content"]?.string ?? message?["refusal"]?.string ?? ""
        }
        #expect(wanted == texts)
        let usage = chunks.compactMap { $0["usage"] }.last
        #expect(usage?.bytes == whole["usage"]?.bytes)
        if model.contains("words") {
            #expect(Set(texts).count == count)
            #expect(usage?["completion_tokens"]?.int64 == 24)
        }
        let ids = choices.flatMap { $0["message"]?["tool_calls"].list ?? [] }
            .compactMap { $0["id"]?.string }
        #expect(Set(ids).count == ids.count)
    }

    @Test func `are Gemini's candidates`() throws {
        let more = #","generationConfig":{"candidateCount":2}"#
        let model = "m+words=4+reasoning=3"
        let whole = try Questions.json(of: ask.content(model, more))
        let events = try Questions.events(
            of: ask.content(model, more, verb: "streamGenerateContent?alt=sse")
        ).compactMap(\.json)
        var texts = ["", ""]
        for candidate in events.flatMap({ $0["candidates"].list }) {
            let index = try Int(#require(candidate["index"]?.int64))
            texts[index] += candidate["content"]?["parts"].list.first?["text"]?.string ?? ""
        }
        let wanted = whole["candidates"].list.map {
            $0["content"]?["parts"].list.first?["text"]?.string
        }
        #expect(texts == wanted && texts[0] != texts[1])
        #expect(events.last?["usageMetadata"]?.bytes == whole["usageMetadata"]?.bytes)
        #expect(whole["usageMetadata"]?["candidatesTokenCount"]?.int64 == 8)
        #expect(whole["usageMetadata"]?["thoughtsTokenCount"]?.int64 == 6)
    }

    @Test func `are eight at most`() {
        #expect(ask.chat("m", #","n":8"#).status == 200)
        #expect(ask.chat("m", #","n":9"#).status == 400)
        #expect(ask.content("m", #","generationConfig":{"candidateCount":9}"#).status == 400)
    }
}
