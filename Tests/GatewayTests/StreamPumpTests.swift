import Testing
import Vocabulary
import Wire

@testable import Gateway

/// What came out of a pump: the client's bytes without the end, the end, and the fault.
private struct Outcome: Equatable {
    var bytes: [UInt8] = []
    var end: [UInt8]?
    var fault: RoadFault.Code?
    var usage: TokenUsage?
}

private func run(
    _ pieces: [[UInt8]], reader: any StreamReader, closes: Bool = true, at now: UInt64 = 0
) -> Outcome {
    var pump = StreamPump(reader: reader, limits: GatewayLimits(), beganNanoseconds: 0)
    var outcome = Outcome()
    do {
        for piece in pieces {
            let step = try pump.take(piece, at: now)
            outcome.bytes += step.bytes
            outcome.end = step.end
            if outcome.end != nil { break }
        }
        if closes, outcome.end == nil {
            let step = try pump.take(nil, at: now)
            outcome.bytes += step.bytes
            outcome.end = step.end
        }
    } catch {
        outcome.fault = error.code
    }
    outcome.usage = pump.reading.usage
    return outcome
}

private func chat(asks: Bool) -> any StreamReader { ChatStream(asksForUsage: asks) }

private let role =
    #"data: {"id":"c1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"usage":null}"#
private let text =
    #"data: {"id":"c1","choices":[{"index":0,"delta":{"content":"héllo ✓"}}],"usage":null}"#
private let finish =
    #"data: {"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}"#
private let usage =
    #"data: {"id":"c1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"#
private let done = "data: [DONE]"

private func stream(_ events: [String], _ lineEnd: String = "\n") -> [UInt8] {
    Array(events.map { $0 + lineEnd + lineEnd }.joined().utf8)
}

@Suite struct `A chat stream` {
    @Test(arguments: ["\n", "\r\n", "\r"])
    func `is the same wherever it is cut`(lineEnd: String) {
        let bytes = stream([role, text, finish, usage, done], lineEnd)
        let whole = run([bytes], reader: chat(asks: true))
        #expect(whole.bytes + (whole.end ?? []) == bytes)
        #expect(whole.usage?.inputTokens == 7)
        for cut in 1..<bytes.count {
            let parts = run(
                [Array(bytes[..<cut]), Array(bytes[cut...])], reader: chat(asks: true))
            #expect(parts == whole)
        }
        #expect(run(bytes.map { [$0] }, reader: chat(asks: true)) == whole)
    }

    @Test func `hides usage from a client that didn't ask`() {
        let outcome = run([stream([role, text, finish, usage, done])], reader: chat(asks: false))
        let seen = String(decoding: outcome.bytes, as: UTF8.self)
        #expect(!seen.contains("usage"))
        #expect(seen.contains("héllo ✓"))
        #expect(outcome.end == stream([done]))
        #expect(outcome.usage?.visibleOutput == 3)
    }

    @Test func `without usage fields passes byte for byte`() {
        let plain = [role, text, finish].map { $0.replacing(#","usage":null"#, with: "") }
        let outcome = run([stream(plain + [done])], reader: chat(asks: false))
        #expect(outcome.bytes == stream(plain))
    }

    @Test func `holds its start until there is content`() {
        #expect(run([stream([role])], reader: chat(asks: true), closes: false).bytes == [])
        let late = run(
            [stream([role])], reader: chat(asks: true), closes: false, at: 3_000_000_000)
        #expect(late.bytes == stream([role]))
        let many = run(
            [stream(Array(repeating: role, count: 64))], reader: chat(asks: true), closes: false)
        #expect(!many.bytes.isEmpty)
    }

    @Test func `whose first event is an error sends nothing`() {
        let error = #"data: {"error":{"message":"x","type":"rate_limit_error"}}"#
        let outcome = run([stream([role, error])], reader: chat(asks: true))
        #expect(outcome.bytes == [])
        #expect(outcome.fault == .upstreamRateLimited)
    }

    @Test(arguments: [[role], [role, text], []])
    func `that stops before its end is broken`(events: [String]) {
        let outcome = run([stream(events)], reader: chat(asks: true))
        #expect(outcome.fault == .upstreamBroken)
        #expect(outcome.end == nil)
    }

    @Test func `that finished may lack the terminator`() {
        let outcome = run([stream([role, text, finish])], reader: chat(asks: true))
        #expect(outcome.fault == nil)
        #expect(outcome.end == [])
    }

    @Test func `may say that nothing ended it yet (PT-24)`() {
        let empty = text.replacing("}]", with: #","finish_reason":""}]"#)
        #expect(run([stream([role, empty])], reader: chat(asks: true)).fault == .upstreamBroken)
        let whole = run([stream([role, empty, finish, done])], reader: chat(asks: true))
        #expect(whole.bytes == stream([role, empty, finish]))
    }

    @Test(arguments: ["null", nil]) func `may tell usage without choices (PT-10)`(choices: String?)
    {
        let list = choices.map { #""choices":\#($0),"# } ?? ""
        let alone = #"data: {"id":"c1",\#(list)"usage":{"prompt_tokens":7,"completion_tokens":3}}"#
        let asked = run([stream([role, text, finish, alone, done])], reader: chat(asks: true))
        #expect(asked.bytes == stream([role, text, finish, alone]))
        #expect(asked.usage?.inputTokens == 7)
        let unasked = run([stream([role, text, finish, alone, done])], reader: chat(asks: false))
        #expect(!String(decoding: unasked.bytes, as: UTF8.self).contains("usage"))
        #expect(unasked.usage?.visibleOutput == 3)
    }

    @Test(arguments: ["data: {", "data: []", "data: 7", #"data: {"choices":3}"#, "data: <html>"])
    func `of something else is refused`(event: String) {
        #expect(run([stream([event])], reader: chat(asks: true)).fault == .upstreamMalformed)
    }

    @Test func `passes over comments and keepalives of the provider`() {
        let bytes = Array(": PROCESSING\n\n".utf8) + stream([role, text, finish, done])
        let outcome = run([bytes], reader: chat(asks: true))
        #expect(outcome.bytes == stream([role, text, finish]))
    }
}

@Suite struct `A stream of messages` {
    private let events = [
        #"event: message_start\#ndata: {"type":"message_start","message":{"id":"msg_1","model":"c","usage":{"input_tokens":9,"output_tokens":1}}}"#,
        #"event: content_block_start\#ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        #"event: ping\#ndata: {"type":"ping"}"#,
        #"event: content_block_delta\#ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hey"}}"#,
        #"event: content_block_stop\#ndata: {"type":"content_block_stop","index":0}"#,
        #"event: message_delta\#ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}}"#,
        #"event: message_stop\#ndata: {"type":"message_stop"}"#,
    ]

    @Test func `passes byte for byte, wherever it is cut`() {
        let bytes = stream(events)
        let whole = run([bytes], reader: MessagesStream())
        #expect(whole.bytes + (whole.end ?? []) == bytes)
        #expect(whole.usage?.freshInput == 9)
        #expect(whole.usage?.visibleOutput == 4)
        for cut in 1..<bytes.count {
            let parts = run(
                [Array(bytes[..<cut]), Array(bytes[cut...])], reader: MessagesStream())
            #expect(parts == whole)
        }
    }

    @Test(arguments: 0..<6)
    func `that stops before message_stop is broken`(count: Int) {
        let outcome = run([stream(Array(events.prefix(count)))], reader: MessagesStream())
        #expect(outcome.fault == .upstreamBroken)
    }

    @Test func `tells an error that comes before content as a whole answer`() {
        let error =
            #"event: error\#ndata: {"type":"error","error":{"type":"overloaded_error","message":"x"}}"#
        let outcome = run([stream([events[0], error])], reader: MessagesStream())
        #expect(outcome.bytes == [])
        #expect(outcome.fault == .upstreamFailed)
    }

    @Test func `says nothing after its end`() {
        let outcome = run([stream(events + [events[3]])], reader: MessagesStream())
        #expect(outcome.bytes + (outcome.end ?? []) == stream(events))
    }
}
