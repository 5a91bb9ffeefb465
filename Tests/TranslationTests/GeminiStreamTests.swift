import Testing
import Translation
import Vocabulary
import Wire

private func object(_ parts: String, finish: String? = nil, usage: String? = nil) -> String {
    let end = finish.map { #","finishReason":"\#($0)""# } ?? ""
    let used = usage.map { #","usageMetadata":\#($0)"# } ?? ""
    return
        #"{"candidates":[{"content":{"role":"model","parts":[\#(parts)]}\#(end),"index":0}]\#(used),"modelVersion":"served","responseId":"g1"}"#
}

private func stream(_ objects: [String]) -> String {
    objects.map { "data: \($0)\r\n\r\n" }.joined()
}

@Suite struct `A stream of a Gemini provider` {
    private func run(_ text: String, client: Dialect = .openAIChat) throws -> StreamRun {
        let run = try play(
            text,
            context(client: client, provider: .gemini) {
                $0.display = .summarised
                $0.wantsStreamUsage = true
            })
        #expect(StreamChecker.problems(of: run.events) == [])
        #expect(grammarProblems(of: run.text, client) == [])
        return run
    }

    private let objects = [
        object(#"{"text":"a {[\"} "}"#), object(#"{"text":"b\\"}"#),
        object(#"{"functionCall":{"name":"f","args":{"k":"]}"}}}"#, finish: "STOP"),
    ]

    @Test(arguments: ["\n", "\r\n"], [",", ",\n", "\n,\n"])
    func `may be a JSON list in pieces`(lineEnd: String, comma: String) throws {
        let whole = try run(stream(objects))
        let list = ("[" + objects.joined(separator: comma) + "\n]\n").replacing("\n", with: lineEnd)
        #expect(try run(list).text == whole.text)
        let pretty = list.replacing("{\"candidates\"", with: "{\(lineEnd)  \"candidates\"")
        #expect(try run(pretty).text == whole.text)
        let bytes = Array(list.utf8)
        let at = context(client: .openAIChat, provider: .gemini) {
            $0.display = .summarised
            $0.wantsStreamUsage = true
        }
        for place in 1..<bytes.count {
            let run = try play([Array(bytes[..<place]), Array(bytes[place...])], at)
            guard run.text == whole.text else {
                Issue.record("split at \(place)")
                return
            }
        }
    }

    @Test func `has its usage counted from the beginning each time (PT-06, PT-07)`() throws {
        let run = try run(
            stream([
                object(#"{"text":"a"}"#, usage: #"{"promptTokenCount":5,"totalTokenCount":5}"#),
                object(
                    #"{"text":"b"}"#, finish: "STOP",
                    usage: #"{"promptTokenCount":5,"candidatesTokenCount":2,"totalTokenCount":7}"#),
                #"{"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":3,"thoughtsTokenCount":4,"totalTokenCount":12},"modelVersion":"served","responseId":"g1"}"#,
            ]))
        #expect(run.usage?[.visibleOutput] == 3)
        #expect(run.usage?[.reasoning] == 4)
        #expect(values(run.text, ["usage", "total_tokens"]) == ["12"])
    }

    @Test(arguments: [0, 1, 2])
    func `that breaks off is never a clean end (PT-24, PT-73)`(count: Int) throws {
        for client in Dialect.allCases {
            let run = try run(stream(Array(objects.prefix(count))), client: client)
            #expect(run.fault?.kind == .broken)
            #expect(!run.isEnd)
        }
    }

    @Test(arguments: [
        "data: {\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\"}}\n\n",
        "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\"}}\n\n",
        "{\n  \"error\": {\n    \"code\": 429,\n    \"message\": \"m\",\n    \"status\": \"RESOURCE_EXHAUSTED\"\n  }\n}",
        "[{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\"}}]\n",
    ])
    func `may hold an error in any shape (PT-70, PT-72)`(error: String) throws {
        for client in Dialect.allCases {
            let run = try run(stream([objects[0]]) + error, client: client)
            #expect(run.fault?.kind == .rateLimited)
            #expect(!run.isEnd)
        }
    }

    @Test(arguments: ["<html>\n\n", "data: <html>\n\n", "oops\n\n"])
    func `that isn't one is told as such`(junk: String) throws {
        #expect(try run(junk, client: .anthropic).fault?.kind == .malformed)
    }

    @Test func `may have comments and fields without data (PT-67)`() throws {
        let run = try run(": hi\n\nretry: 3\nid: 4\n\n" + stream(objects) + ": bye\n\n")
        #expect(run.isEnd)
    }

    @Test func `has a signature on its own part and thoughts by their mark (PT-44, PT-45)`() throws
    {
        let run = try run(
            stream([
                object(#"{"text":"think","thought":true}"#),
                object(
                    #"{"functionCall":{"name":"f","args":{}},"thoughtSignature":"QQ=="},{"functionCall":{"name":"g","args":{}}}"#
                ),
                object(#"{"text":"","thoughtSignature":"QUI="}"#, finish: "STOP"),
            ]), client: .openAIChat)
        let signatures = values(
            run.text,
            [
                "choices", "0", "delta", "tool_calls", "0", "extra_content", "google",
                "thought_signature",
            ])
        #expect(signatures.map { ProofTag.proof($0)?.text } == ["QQ=="])
        // One that sits on nothing makes no text.
        #expect(values(run.text, ["choices", "0", "delta", "content"]).joined() == "")
        #expect(values(run.text, ["choices", "0", "delta", "reasoning_content"]) == ["think"])
    }

    @Test func `may have long lines (PT-65)`() throws {
        let long = String(repeating: "wörter ", count: 40_000)
        let run = try run(stream([object("{\"text\":\"\(long)\"}", finish: "STOP")]))
        #expect(values(run.text, ["choices", "0", "delta", "content"]).joined() == long)
    }

    @Test func `has several candidates apart`() throws {
        func chunk(_ text: String, _ index: Int, _ end: String) -> String {
            #"{"candidates":[{"content":{"parts":[{"text":"\#(text)"}]},"index":\#(index)\#(end)}],"modelVersion":"served"}"#
        }
        let run = try run(
            stream([
                chunk("a", 0, ""), chunk("x", 1, ""), chunk("b", 0, #","finishReason":"STOP""#),
                chunk("y", 1, #","finishReason":"MAX_TOKENS""#),
            ]))
        #expect(run.text.contains(#""index":1,"delta":{"content":"y"}"#))
        #expect(run.text.contains(#""finish_reason":"length""#))
    }
}

@Suite struct `A stream for a Gemini client` {
    @Test func `has calls whole and in the order they began (PT-17)`() throws {
        let run = try play(
            chunks([
                chunk(
                    #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}},{"index":1,"id":"b","function":{"name":"g","arguments":"{\"k\":1}"}}]}"#
                ),
                chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}"#),
                chunk("{}", finish: "tool_calls"),
            ]), context(client: .gemini, provider: .openAIChat))
        let names = values(
            run.text, ["candidates", "0", "content", "parts", "0", "functionCall", "name"])
        #expect(names == ["f", "g"])
        #expect(values(run.text, ["candidates", "0", "finishReason"]) == ["STOP"])
    }

    @Test func `with a call that was cut has none and says why (PT-20)`() throws {
        let run = try play(
            chunks([
                chunk(
                    #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x"}}]}"#
                ),
                chunk("{}", finish: "length"),
            ]), context(client: .gemini, provider: .openAIChat))
        #expect(!run.text.contains("functionCall"))
        #expect(values(run.text, ["candidates", "0", "finishReason"]) == ["MAX_TOKENS"])
    }

    @Test func `has the finish reason and the usage only at its end`() throws {
        let run = try play(
            chunks([
                chunk(#"{"role":"assistant","content":"a"}"#), chunk("{}", finish: "stop"),
                #"{"id":"c","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#,
            ]), context(client: .gemini, provider: .openAIChat))
        #expect(GeminiGrammar.problems(of: run.text) == [])
        #expect(values(run.text, ["usageMetadata", "totalTokenCount"]) == ["5"])
    }
}
