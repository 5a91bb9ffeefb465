import Testing
import Vocabulary
import Wire

@testable import Gateway

private func json(_ text: String) throws -> JSONDocument {
    try JSONDocument(parsing: Array(text.utf8))
}

private func event(_ text: String) throws -> ServerSentEvent {
    var reader = ServerSentEventReader()
    try reader.push(Array("data: \(text)\n\n".utf8))
    let event = reader.next()
    return try #require(event)
}

@Suite struct `Chat usage` {
    private func reading(_ usage: String) throws -> ReplyReading {
        try ChatRules.reply(try json(#"{"choices":[],"usage":\#(usage)}"#))
    }

    @Test func `becomes disjoint meters`() throws {
        let reading = try reading(
            """
            {"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,
             "prompt_tokens_details":{"cached_tokens":60,"cache_write_tokens":10,"audio_tokens":5},
             "completion_tokens_details":{"reasoning_tokens":30,"audio_tokens":4}}
            """)
        #expect(!reading.isInconsistent)
        let usage = try #require(reading.usage)
        #expect(usage.freshInput == 25)
        #expect(usage.cacheRead == 60)
        #expect(usage.cacheWrite5m == 10)
        #expect(usage.audioInput == 5)
        #expect(usage.visibleOutput == 16)
        #expect(usage.reasoning == 30)
        #expect(usage.inputTokens == 100)
        #expect(usage.outputTokens == 50)
    }

    @Test(arguments: [
        #"{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":11}}"#,
        #"{"prompt_tokens":10,"completion_tokens":5,"completion_tokens_details":{"reasoning_tokens":6}}"#,
        #"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":16}"#,
    ])
    func `that contradicts itself is kept within its wholes, and marked`(text: String) throws {
        let reading = try reading(text)
        #expect(reading.isInconsistent)
        #expect(reading.usage?.inputTokens == 10)
        #expect(reading.usage?.outputTokens == 5)
    }

    @Test(arguments: ["-1", "1.5", "1e30", "\"7\"", "null", "[]"])
    func `of nonsense counts as absent`(count: String) throws {
        let reading = try reading(#"{"prompt_tokens":\#(count)}"#)
        #expect(reading.usage == nil)
        #expect(reading.isInconsistent)
    }
}

@Suite struct `Messages usage` {
    @Test func `is overwritten by later events, never added (PT-06)`() throws {
        var stream = MessagesStream()
        _ = stream.take(
            try event(
                #"{"type":"message_start","message":{"usage":{"input_tokens":10,"cache_read_input_tokens":20,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_5m_input_tokens":12,"ephemeral_1h_input_tokens":18},"output_tokens":1,"service_tier":"standard"}}}"#
            ))
        for usage in [
            #"{"output_tokens":7,"cache_creation_input_tokens":30}"#,
            #"{"output_tokens":9,"output_tokens_details":{"thinking_tokens":4},"input_tokens":null}"#,
        ] {
            _ = stream.take(try event(#"{"type":"message_delta","usage":\#(usage)}"#))
        }
        let usage = try #require(stream.reading.usage)
        #expect(usage.freshInput == 10)
        #expect(usage.cacheRead == 20)
        #expect(usage.cacheWrite5m == 12)
        #expect(usage.cacheWrite1h == 18)
        #expect(usage.reasoning == 4)
        #expect(usage.visibleOutput == 5)
        #expect(stream.reading.tierServed == "standard")
        #expect(!stream.reading.isInconsistent)
    }

    private func reading(_ usage: String) throws -> ReplyReading {
        try MessagesRules.reply(try json(#"{"type":"message","content":[]\#(usage)}"#))
    }

    @Test func `of unknown lifetime counts as five minutes`() throws {
        let reading = try reading(
            #","usage":{"input_tokens":1,"cache_creation_input_tokens":30}"#)
        #expect(reading.usage?.cacheWrite5m == 30)
        #expect(reading.usage?.cacheWrite1h == 0)
    }

    @Test func `of zero is reported, and absent usage is not`() throws {
        #expect(try reading("").usage == nil)
        #expect(
            try reading(#","usage":{"input_tokens":0,"output_tokens":0}"#).usage == TokenUsage())
    }
}
