import Testing
import Vocabulary
import Wire

@testable import Sandbox

@Suite struct `A Gemini answer` {
    let ask = Questions()
    private static let stream = "streamGenerateContent?alt=sse"

    @Test(arguments: [
        "m", "m+words=0", "m+words=1", "m+words=200", "m+reasoning=9+cached=4",
        "m+tool+reasoning=3",
        "m+tools=3", "m+tools=2+words=4", "m+echo", "m+refuse", "m+filter", "m+block",
        "m+no-ids+tool",
    ])
    func `is the same in one piece, as events and as an array`(model: String) throws {
        let more = Questions.functions + Questions.thoughts
        let whole = try Questions.json(of: ask.content(model, more))
        let events = try Questions.events(of: ask.content(model, more, verb: Self.stream))
            .compactMap(\.json)
        let array = try Questions.json(of: ask.content(model, more, verb: "streamGenerateContent"))
        #expect(array.elements.map { Array($0.bytes) } == events.map { Array($0.bytes) })
        func parts(_ answers: [JSONNode], _ key: String) -> String {
            let all = answers.flatMap {
                $0["candidates"].list.first?["content"]?["parts"].list ?? []
            }
            return all.filter { ($0["thought"]?.bool ?? false) == (key == "thought") }
                .map { part in
                    if key == "functionCall" {
                        return part[key].map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
                    }
                    return part["text"]?.string ?? ""
                }.joined()
        }
        for key in ["text", "thought", "functionCall"] {
            #expect(parts(events, key) == parts([whole], key))
        }
        let last = try #require(events.last)
        #expect(last["usageMetadata"]?.bytes == whole["usageMetadata"]?.bytes)
        for key in ["finishReason", "safetyRatings"] {
            let wanted = whole["candidates"].list.first?[key]?.bytes
            #expect(last["candidates"].list.first?[key]?.bytes == wanted)
        }
        #expect(
            events.dropLast().allSatisfy { $0["candidates"].list.first?["finishReason"] == nil })
        let signatures = { (answers: [JSONNode]) in
            answers.flatMap { $0["candidates"].list.first?["content"]?["parts"].list ?? [] }
                .compactMap { $0["thoughtSignature"]?.string }
        }
        #expect(signatures(events) == signatures([whole]))
    }

    @Test func `ends lines with CR LF and has no last event`() {
        let text = String(
            decoding: Questions.bytes(of: ask.content("m+words=2", verb: Self.stream)),
            as: UTF8.self)
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.dropLast().allSatisfy { $0.last == "\r" })
        #expect(lines.count == 3 * 2 + 1)
        #expect(!text.contains("DONE"))
    }

    @Test func `counts thoughts apart and caches within the prompt`() throws {
        let usage = try #require(
            try Questions.json(
                of: ask.content("m+words=5+cached=100+cachewrite=20+tooluse=7+reasoning=50"))[
                    "usageMetadata"])
        for (key, count) in [
            ("promptTokenCount", 123), ("cachedContentTokenCount", 100),
            ("candidatesTokenCount", 5), ("thoughtsTokenCount", 50),
            ("toolUsePromptTokenCount", 7), ("totalTokenCount", 185),
        ] { #expect(usage[key]?.int64 == Int64(count), "\(key)") }
        let booked = try #require(ask.provider.book.records().first?.usage)
        #expect(booked.freshInput == 30 && booked.cacheRead == 100)
        let plain = try Questions.json(of: ask.content("m+words=0"))["usageMetadata"]
        #expect(plain?["cachedContentTokenCount"] == nil && plain?["candidatesTokenCount"] == nil)
    }

    @Test func `says the same words as Messages to the same text`() throws {
        let system = #","systemInstruction":{"parts":[{"text":"Be kind."}]}"#
        let message = try Questions.json(of: ask.message("m", #","system":"Be kind.""#))
        let answer = try Questions.json(of: ask.content("m", system))
        let text = answer["candidates"].list.first?["content"]?["parts"].list.first?["text"]?.string
        #expect(text == message["content"].list.first?["text"]?.string)
    }

    @Test func `has no candidates when the prompt is blocked`() throws {
        let answer = try Questions.json(of: ask.content("m+block"))
        #expect(answer["candidates"] == nil)
        #expect(answer["promptFeedback"]?["blockReason"]?.string == "SAFETY")
    }

    @Test func `leaves cut calls out and says why`() throws {
        let limit = #","generationConfig":{"maxOutputTokens":3}"#
        let answer = try Questions.json(of: ask.content("m+tool", Questions.functions + limit))
        let candidate = answer["candidates"].list.first
        #expect(candidate?["finishReason"]?.string == "MAX_TOKENS")
        #expect(candidate?["content"]?["parts"] == nil)
        #expect(answer["usageMetadata"]?["candidatesTokenCount"]?.int64 == 3)
    }

    @Test func `lists models page by page`() throws {
        var names: [String] = []
        var token: String?
        repeat {
            let more = token.map { "&pageToken=\($0)" } ?? ""
            let page = try Questions.json(
                of: ask.reply("/v1beta/models?pageSize=4\(more)", "", method: .GET))
            names += page["models"].list.compactMap { $0["name"]?.string }
            token = page["nextPageToken"]?.string
        } while token != nil
        #expect(names == ModelList.names.map { "models/\($0)" })
        for path in ["/v1/models/a:b", "/v1beta/models/a:b"] {
            let headers = [("x-goog-api-key", "k")]
            let model = ask.reply(path, "", headers: headers, method: .GET)
            #expect(try Questions.json(of: model)["name"]?.string == "models/a:b")
        }
    }

    @Test(arguments: ["", #","generationConfig":{}"#])
    func `is counted as it is billed`(more: String) throws {
        let contents = #""contents":[{"parts":[{"text":"Hello there"}]}]"#
        let request = #""generateContentRequest":{"model":"models/m",\#(contents)\#(more)}"#
        let path = "/v1beta/models/m+cached=5:countTokens"
        for body in ["{\(contents)}", "{\(request)}"] {
            #expect(try Questions.json(of: ask.reply(path, body))["totalTokens"]?.int64 == 8)
        }
    }

    @Test(arguments: [("no-terminal", 3), ("failed", 4), ("error-in-stream", 1)])
    func `breaks off in its own words`(fault: String, count: Int) throws {
        let model = "m+words=3+fault=\(fault)"
        let events = try Questions.events(of: ask.content(model, verb: Self.stream))
        #expect(events.count == count)
        let error = events.last?.json?["error"]
        #expect(error?["status"]?.string == (fault == "no-terminal" ? nil : "UNAVAILABLE"))
        let finished = events.contains {
            $0.json?["candidates"].list.first?["finishReason"] != nil
        }
        #expect(!finished)
    }

    @Test(arguments: [
        ("minute", "PerMinute", "1s"), ("day", "PerDay", "1s"), ("credit", nil, nil),
    ])
    func `says what ran out`(quota: String, id: String?, delay: String?) throws {
        let reply = ask.content("m+fault=429+quota=\(quota)")
        let error = try #require(try Questions.json(of: reply)["error"])
        #expect(reply.status == 429 && error["status"]?.string == "RESOURCE_EXHAUSTED")
        let details = error["details"].list
        let found = details.compactMap { $0["violations"].list.first?["quotaId"]?.string }.first
        #expect(id == nil ? found == nil : found?.contains(id ?? "") == true)
        #expect(details.compactMap { $0["retryDelay"]?.string }.first == delay)
        #expect(!reply.headers.contains { $0.name.hasPrefix("retry") })
    }

    @Test(arguments: [("0", "0s"), ("1ms", "0.001s"), ("1500ms", "1.500s"), ("36s", "36s")])
    func `writes durations as Google does`(retry: String, text: String) throws {
        let reply = ask.content("m+fault=503+retry=\(retry)")
        let details = try Questions.json(of: reply)["error"]?["details"].list ?? []
        #expect(details.compactMap { $0["retryDelay"]?.string }.first == text)
    }
}
