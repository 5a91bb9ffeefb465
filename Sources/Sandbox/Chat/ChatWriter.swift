import NIOCore
import Vocabulary
import Wire

/// Writes OpenAI Chat completions and their chunks.
struct ChatWriter: DialectWriter {
    let dialect = Dialect.openAIChat
    let answer: Answer
    /// Whether chunks carry `usage:null` and a last one has the usage.
    private let showsUsageChunk: Bool
    /// The start of each chunk up to its delta, and what follows the delta.
    private let delta: JSONFrame
    private let text: JSONFrame

    /// A writer of an answer; a stream ends with its usage only when that is wanted.
    init(_ answer: Answer, wantsUsageChunk: Bool) {
        self.answer = answer
        showsUsageChunk = wantsUsageChunk && answer.showsUsage
        let usage = showsUsageChunk ? ",\"usage\":null" : ""
        let start = Self.identity(of: answer, object: "chat.completion.chunk")
        delta = JSONFrame(
            head: Array("data: {".utf8) + start
                + Array(",\"choices\":[{\"index\":0,\"delta\":".utf8),
            tail: Array(",\"logprobs\":null,\"finish_reason\":null}]\(usage)}\n\n".utf8))
        let key = answer.stop == .refused ? "refusal" : "content"
        text = JSONFrame(
            head: delta.head + Array("{\"\(key)\":\"".utf8), tail: Array("\"}".utf8) + delta.tail)
    }

    // MARK: Streams

    func textFrame(at place: EventPlace) -> JSONFrame { text }

    func eventCount(of beat: AnswerBeat) -> Int {
        switch beat {
        case .start, .blockStart(.tool, _), .piece, .finish, .end: 1
        case .usage: showsUsageChunk ? 1 : 0
        case .blockStart, .blockStop, .ping: 0
        }
    }

    func write(
        _ beat: AnswerBeat, event: Int, at place: EventPlace, into buffer: inout ByteBuffer
    ) {
        switch beat {
        case .start:
            let content = answer.text == nil || answer.stop == .refused ? "null" : "\"\""
            write("{\"role\":\"assistant\",\"content\":\(content),\"refusal\":null}", into: &buffer)
        case .blockStart(.tool(let index), _):
            let call = answer.toolCalls[index]
            let (type, key) = call.isCustom ? ("custom", "input") : ("function", "arguments")
            write(
                "{\"tool_calls\":[{\"index\":\(index),\"id\":\"\(id(ofCall: index))\","
                    + "\"type\":\"\(type)\",\"\(type)\":{\"name\":\(Self.text(call.name)),"
                    + "\"\(key)\":\"\"}}]}", into: &buffer)
        case .piece(.text, _, let index):
            buffer.writeBytes(text.head)
            buffer.writeBytes(answer.pieces(of: .text).piece(index))
            buffer.writeBytes(text.tail)
        case .piece(.thinking, _, let index):
            buffer.writeBytes(delta.head)
            buffer.writeString("{\"reasoning_content\":\"")
            buffer.writeBytes(answer.pieces(of: .thinking).piece(index))
            buffer.writeString("\"}")
            buffer.writeBytes(delta.tail)
        case .piece(.tool(let call), _, let index):
            buffer.writeBytes(delta.head)
            let (type, key) =
                answer.toolCalls[call].isCustom ? ("custom", "input") : ("function", "arguments")
            buffer.writeString("{\"tool_calls\":[{\"index\":\(call),\"\(type)\":{\"\(key)\":\"")
            buffer.writeBytes(answer.pieces(of: .tool(call)).piece(index))
            buffer.writeString("\"}}]}")
            buffer.writeBytes(delta.tail)
        case .finish:
            let usage = showsUsageChunk ? ",\"usage\":null" : ""
            buffer.writeBytes(delta.head)
            buffer.writeString(
                "{},\"logprobs\":null,\"finish_reason\":\"\(finishReason)\"}]\(usage)}\n\n")
        case .usage:
            buffer.writeString("data: {")
            buffer.writeBytes(Self.identity(of: answer, object: "chat.completion.chunk"))
            buffer.writeString(",\"choices\":[],\"usage\":\(usageText)}\n\n")
        case .end:
            buffer.writeString("data: [DONE]\n\n")
        case .blockStart, .blockStop, .ping: break
        }
    }

    func writeError(_ refusal: Refusal, at place: EventPlace, into buffer: inout ByteBuffer) {
        buffer.writeString("data: ")
        buffer.writeBytes(ErrorEnvelope.body(refusal, dialect: .openAIChat, requestID: ""))
        buffer.writeString("\n\n")
    }

    private func write(_ json: String, into buffer: inout ByteBuffer) {
        buffer.writeBytes(delta.head)
        buffer.writeString(json)
        buffer.writeBytes(delta.tail)
    }

    // MARK: Whole answers

    func wholeFrame(hasText: Bool) -> JSONFrame {
        var head = Array("{".utf8) + Self.identity(of: answer, object: "chat.completion")
        head += Array(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",".utf8)
        if let thinking = answer.thinking {
            head += Array("\"reasoning_content\":\"".utf8) + answer.escaped(thinking)
            head += Array("\",".utf8)
        }
        var tail = ""
        if answer.stop == .refused, hasText {
            head += Array("\"content\":null,\"refusal\":\"".utf8)
            tail = "\",\"annotations\":[]"
        } else {
            let content = hasText ? "\"" : answer.toolCalls.isEmpty ? "\"\"" : "null"
            head += Array("\"content\":\(content)".utf8)
            tail = (hasText ? "\"" : "") + ",\"refusal\":null,\"annotations\":[]"
        }
        if !answer.toolCalls.isEmpty {
            let calls = answer.toolCalls.indices.map(wholeCall).joined(separator: ",")
            tail += ",\"tool_calls\":[\(calls)]"
        }
        tail += "},\"logprobs\":null,\"finish_reason\":\"\(finishReason)\"}]"
        if answer.showsUsage { tail += ",\"usage\":\(usageText)" }
        return JSONFrame(head: head, tail: Array((tail + "}").utf8))
    }

    private func wholeCall(_ index: Int) -> String {
        let call = answer.toolCalls[index]
        let (type, key) = call.isCustom ? ("custom", "input") : ("function", "arguments")
        let arguments = String(decoding: answer.escaped(call.fragments), as: UTF8.self)
        return "{\"id\":\"\(id(ofCall: index))\",\"type\":\"\(type)\","
            + "\"\(type)\":{\"name\":\(Self.text(call.name)),\"\(key)\":\"\(arguments)\"}}"
    }

    // MARK: Parts

    /// The members that completions and chunks begin with. The moment is always the same: what is
    /// asked twice is answered alike to the byte.
    private static func identity(of answer: Answer, object: String) -> [UInt8] {
        Array(
            ("\"id\":\"chatcmpl-\(answer.digits)\",\"object\":\"\(object)\",\"created\":1767225600,"
                + "\"model\":\(text(answer.model)),\"service_tier\":\"default\","
                + "\"system_fingerprint\":\"fp_sandbox\"").utf8)
    }

    private func id(ofCall index: Int) -> String { "call_\(answer.digits)\(index)" }

    private var finishReason: String {
        switch answer.stop {
        case .natural, .stopSequence, .refused: "stop"
        case .outputLimit: "length"
        case .toolCall: "tool_calls"
        case .filtered, .blocked: "content_filter"
        }
    }

    /// Prompt tokens include those read from and written to caches, completion tokens include
    /// reasoning.
    private var usageText: String {
        let usage = answer.usage
        let input = usage.inputTokens
        let output = usage.outputTokens
        let written = usage.cacheWrite5m + usage.cacheWrite1h
        return "{\"prompt_tokens\":\(input),\"completion_tokens\":\(output),"
            + "\"total_tokens\":\(input + output),\"prompt_tokens_details\":{"
            + "\"cached_tokens\":\(usage.cacheRead),\"cache_write_tokens\":\(written),"
            + "\"audio_tokens\":0},\"completion_tokens_details\":{"
            + "\"reasoning_tokens\":\(usage.reasoning),\"audio_tokens\":0,"
            + "\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}"
    }

    private static func text(_ string: String) -> String {
        String(decoding: JSONText.quoted(string), as: UTF8.self)
    }
}
