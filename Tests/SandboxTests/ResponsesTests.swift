import Testing
import Vocabulary
import Wire

@testable import Sandbox

/// Follows a stream of a response and says what is out of order (facts 4.2).
private struct ResponseChecker {
    private var openItem: JSONNode?
    private var openPart = false
    private var text = ""
    private(set) var items: [JSONNode] = []
    private(set) var texts: [String] = []
    private(set) var faults: [String] = []
    private(set) var terminal: JSONNode?

    mutating func take(_ name: String, _ json: JSONNode, number: Int) {
        if terminal != nil { faults.append("\(name) after the end") }
        if json["type"]?.string != name { faults.append("\(name) is not its type") }
        if json["sequence_number"]?.int64 != Int64(number) {
            faults.append("\(name) has no number")
        }
        if number == 0, name != "response.created" { faults.append("\(name) is first") }
        if number == 1, name != "response.in_progress" { faults.append("\(name) is second") }
        if let id = json["item_id"]?.string, id != openItem?["id"]?.string {
            faults.append("\(name) is of no open item")
        }
        if json["item_id"] != nil || json["item"] != nil,
            json["output_index"]?.int64 != Int64(items.count)
        {
            faults.append("\(name) has a wrong output_index")
        }
        switch name {
        case "response.created", "response.in_progress":
            if number > 1 { faults.append("\(name) comes late") }
            if json["response"]?["status"]?.string != "in_progress" { faults.append("status") }
        case "response.output_item.added":
            if openItem != nil { faults.append("items overlap") }
            openItem = json["item"]
        case "response.output_item.done":
            if openItem?["id"]?.string != json["item"]?["id"]?.string {
                faults.append("ids differ")
            }
            if openPart { faults.append("a part is open") }
            if let item = json["item"] { items.append(item) }
            openItem = nil
        case let part where part.hasSuffix("part.added"):
            if openPart { faults.append("parts overlap") }
            openPart = true
            text = ""
        case let part where part.hasSuffix("part.done"):
            if !openPart { faults.append("no part is open") }
            openPart = false
        case let delta where delta.hasSuffix(".delta"):
            text += json["delta"]?.string ?? ""
        case "response.completed", "response.incomplete", "response.failed":
            if openItem != nil { faults.append("an item is open") }
            terminal = json["response"]
        default:
            let keys = ["text", "refusal", "arguments", "input"]
            let whole = keys.compactMap { json[$0]?.string }.first
            if whole != text { faults.append("\(name) differs from its deltas") }
            texts.append(text)
            text = ""
        }
    }
}

@Suite struct `A Responses answer` {
    let ask = Questions()

    @Test(arguments: [
        "m", "m+words=0", "m+words=1", "m+words=200", "m+reasoning=3", "m+reasoning=9+cached=4",
        "m+tool", "m+tools=3", "m+tools=2+words=4+reasoning=20", "m+echo", "m+refuse", "m+filter",
        "m+block",
    ])
    func `is the same in one piece and in pieces`(model: String) throws {
        for more in ["", Questions.summary, Questions.encrypted + Questions.summary] {
            let more = more + Questions.responseTools + #","store":false"#
            let whole = try Questions.json(of: ask.response(model, more))
            var checker = ResponseChecker()
            let events = try Questions.events(of: ask.response(model, more + Questions.stream))
            for (number, event) in events.enumerated() {
                checker.take(event.name, try #require(event.json), number: number)
            }
            #expect(checker.faults.isEmpty)
            let last = try #require(checker.terminal)
            #expect(Array(last.bytes) == Array(whole.bytes))
            let output = whole["output"].list
            #expect(output.map { Array($0.bytes) } == checker.items.map { Array($0.bytes) })
        }
    }

    @Test(arguments: [
        (9, 4, 4, "incomplete"), (9, 9, 9, "completed"), (9, 8, 8, "incomplete"),
    ])
    func `keeps to the output limit`(words: Int, limit: Int, tokens: Int64, status: String) throws {
        let answer = try Questions.json(
            of: ask.response("m+words=\(words)", #","max_output_tokens":\#(limit)"#))
        #expect(answer["status"]?.string == status)
        #expect(answer["usage"]?["output_tokens"]?.int64 == tokens)
        let reason = answer["incomplete_details"]?["reason"]?.string
        #expect(reason == (status == "incomplete" ? "max_output_tokens" : nil))
    }

    @Test func `counts as the others do`() throws {
        let usage = try #require(
            try Questions.json(
                of: ask.response("m+words=5+cached=100+cachewrite=20+cachewrite1h=3+reasoning=50"))[
                    "usage"])
        #expect(usage["input_tokens"]?.int64 == 126)
        #expect(usage["input_tokens_details"]?["cached_tokens"]?.int64 == 100)
        #expect(usage["input_tokens_details"]?["cache_write_tokens"]?.int64 == 23)
        #expect(usage["output_tokens"]?.int64 == 55)
        #expect(usage["output_tokens_details"]?["reasoning_tokens"]?.int64 == 50)
        let booked = try #require(ask.provider.book.records().first?.usage)
        #expect(booked.freshInput == 3 && booked.cacheRead == 100 && booked.cacheWrite5m == 23)
    }

    @Test func `says the same words as Chat to the same text`() throws {
        let chat = try Questions.json(of: ask.chat("m"))
        let answer = try Questions.json(of: ask.response("m"))
        let text = answer["output"].list.first?["content"].list.first?["text"]?.string
        #expect(text == chat["choices"].list.first?["message"]?["content"]?.string)
    }

    @Test func `announces less of what is encrypted than it gives`() throws {
        let events = try Questions.events(
            of: ask.response("m+reasoning=3", Questions.encrypted + Questions.stream))
        let blobs = events.compactMap { $0.json?["item"]?["encrypted_content"]?.string }
        #expect(blobs.count == 2 && blobs[0].count < blobs[1].count)
    }

    @Test(arguments: [
        ("failed", "response.failed"), ("error-in-stream", "error"),
        ("no-usage", "response.completed"),
    ])
    func `fails in its own words`(fault: String, last: String) throws {
        let events = try Questions.events(
            of: ask.response("m+words=3+fault=\(fault)", Questions.stream))
        #expect(events.last?.name == last)
        let whole = try Questions.json(of: ask.response("m+words=3+fault=\(fault)"))
        #expect((whole["status"]?.string == "failed") == (fault == "failed"))
        #expect((whole["error"]?["type"] != nil) == (fault == "error-in-stream"))
        if fault == "no-usage" { #expect(whole["usage"]?.isNull == true) }
    }
}

@Suite struct `A kept response` {
    let ask = Questions()

    private func get(_ path: String, key: String = "k-1234", delete: Bool = false) -> Reply {
        ask.reply(path, "", headers: [("x-api-key", key)], method: delete ? .DELETE : .GET)
    }

    private func create(_ more: String = "", key: String = "k-1234") throws -> JSONNode {
        try Questions.json(of: ask.response("m+tool", Questions.responseTools + more, key: key))
    }

    private func id(of response: JSONNode) throws -> String { try #require(response["id"]?.string) }

    @Test func `comes back as it was until it is deleted`() throws {
        let response = try create()
        let path = try "/v1/responses/" + id(of: response)
        #expect(Questions.bytes(of: get(path)) == Array(response.bytes))
        #expect(get(path, delete: true).status == 200)
        #expect(get(path).status == 404)
        #expect(get(path, delete: true).status == 404)
    }

    @Test func `belongs to its organisation`() throws {
        let path = try "/v1/responses/" + id(of: create(key: "sk-orga-1"))
        #expect(get(path, key: "sk-orga-2").status == 200)
        #expect(get(path, key: "sk-orgb-1").status == 404)
        #expect(get(path).status == 404)
        #expect(get(path, key: "sk-orgb-1", delete: true).status == 404)
        #expect(get(path, key: "sk-orga-1").status == 200)
    }

    @Test func `is not there when it was not to be kept`() throws {
        #expect(get(try "/v1/responses/" + id(of: create(#","store":false"#))).status == 404)
    }

    @Test func `is gone on from, with the outputs of its calls`() throws {
        let first = try create()
        let previous = try #","previous_response_id":"\#(id(of: first))""#
        let bare = ask.response("m", previous)
        #expect(bare.status == 400)
        #expect(
            String(decoding: Questions.bytes(of: bare), as: UTF8.self).contains("No tool output"))
        let call = try #require(first["output"].list.first?["call_id"]?.string)
        let output = #"[{"type":"function_call_output","call_id":"\#(call)","output":"sunny"}]"#
        let next = try Questions.json(of: ask.response("m", previous, input: output))
        // Eleven bytes of the first input and five of the output.
        #expect(next["usage"]?["input_tokens"]?.int64 == 4)
        #expect(ask.response("m", previous, key: "sk-orgx").status == 400)
    }

    @Test func `has an id of its own each time`() throws {
        #expect(try id(of: create()) != id(of: create()))
    }

    @Test func `makes room for newer ones`() throws {
        let first = try id(of: create())
        for _ in 0..<ResponseStore.responsesMax - 1 { _ = ask.response("m+words=1") }
        #expect(get("/v1/responses/\(first)").status == 200)
        _ = ask.response("m+words=1")
        #expect(get("/v1/responses/\(first)").status == 404)
        #expect(ask.provider.store.count == ResponseStore.responsesMax)
        let large = String(repeating: "x", count: ResponseStore.bytesMax / 3)
        for _ in 0..<4 { _ = ask.response("m+words=1", input: "\"\(large)\"") }
        #expect(ask.provider.store.count <= 3)
    }
}
