import Translation
import Vocabulary
import Wire

/// A stream as some server really sends it, and what it says.
struct OddStream: CustomStringConvertible, Sendable {
    let description: String
    let provider: Dialect
    let text: String
    /// What is said, all texts joined.
    var said = "hi"
    /// Names and inputs of calls.
    var calls: [String] = []
    var stop = StopReason.finished
    var isBroken = false

    static func chat(
        _ name: String, _ lines: [String], done: Bool = true, said: String = "hi",
        calls: [String] = [], stop: StopReason = .finished, isBroken: Bool = false
    ) -> OddStream {
        OddStream(
            description: name, provider: .openAIChat, text: chunks(lines, done: done), said: said,
            calls: calls, stop: stop, isBroken: isBroken)
    }

    static func messages(
        _ name: String, _ blocks: [String], said: String = "hi", calls: [String] = [],
        stop: StopReason = .finished, word: String = "end_turn"
    ) -> OddStream {
        let start =
            #"{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"s","content":[],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1}}}"#
        let end =
            #"{"type":"message_delta","delta":{"stop_reason":"\#(word)","stop_sequence":null},"usage":{"output_tokens":5}}"#
        return OddStream(
            description: name, provider: .anthropic,
            text: events([start] + blocks + [end, #"{"type":"message_stop"}"#]), said: said,
            calls: calls, stop: stop)
    }

    static func responses(
        _ name: String, _ lines: [String], said: String = "hi", calls: [String] = [],
        stop: StopReason = .finished, isBroken: Bool = false
    ) -> OddStream {
        OddStream(
            description: name, provider: .openAIResponses, text: events(lines), said: said,
            calls: calls, stop: stop, isBroken: isBroken)
    }

    static func gemini(
        _ name: String, _ lines: [String], said: String = "hi", calls: [String] = [],
        stop: StopReason = .finished, isBroken: Bool = false
    ) -> OddStream {
        OddStream(
            description: name, provider: .gemini, text: chunks(lines, done: false), said: said,
            calls: calls, stop: stop, isBroken: isBroken)
    }

    static let hi = chunk(#"{"role":"assistant","content":"hi"}"#)
    static let stopped = chunk("{}", finish: "stop")
    static func called(_ piece: String) -> String {
        chunk(#"{"tool_calls":[\#(piece)]}"#)
    }
    static let toolsEnd = chunk("{}", finish: "tool_calls")
    static let textBlock = [
        #"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        #"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}"#,
        #"{"type":"content_block_stop","index":0}"#,
    ]
    static let created =
        #"{"type":"response.created","sequence_number":0,"response":{"id":"r","status":"in_progress","model":"s","output":[]}}"#
    static func completed(_ output: String = "[]", _ status: String = "completed") -> String {
        #"{"type":"response.\#(status)","response":{"id":"r","status":"\#(status)","model":"s","output":\#(output),"usage":{"input_tokens":3,"output_tokens":2,"total_tokens":5}}}"#
    }
    static let message =
        #"{"type":"message","id":"m1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"hi","annotations":[]}]}"#
    static let deltas = [
        #"{"type":"response.output_item.added","output_index":0,"item":{"type":"message","id":"m1","role":"assistant","content":[]}}"#,
        #"{"type":"response.content_part.added","item_id":"m1","output_index":0,"content_index":0,"part":{"type":"output_text","text":""}}"#,
        #"{"type":"response.output_text.delta","item_id":"m1","output_index":0,"content_index":0,"delta":"hi"}"#,
    ]
    static func candidate(_ parts: String, _ finish: String? = nil) -> String {
        #"{"candidates":[{"content":{"role":"model","parts":[\#(parts)]}\#(finish.map { #","finishReason":"\#($0)""# } ?? ""),"index":0}],"modelVersion":"s","usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5}}"#
    }

    static let all = chatStreams + messagesStreams + responsesStreams + geminiStreams
}
