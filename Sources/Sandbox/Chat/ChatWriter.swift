import NIOCore
import Vocabulary
import Wire

/// Writes OpenAI Chat completions and their chunks.
struct ChatWriter: DialectWriter {
    let dialect = Dialect.openAIChat
    let answer: Answer
    /// Whether chunks carry `usage:null` and a last one has the usage.
    private let showsUsageChunk: Bool
    /// The server that is played; `nil` for OpenAI's own.
    private let server: CompatibleServer?
    /// The answers side by side, with what their chunks are made of.
    private let choices: [Choice]

    /// One of the answers side by side.
    private struct Choice: Sendable {
        let answer: Answer
        /// The start of each chunk up to its delta, and what follows the delta.
        let delta: JSONFrame
        /// What stands before and after a piece of text.
        let text: JSONFrame
    }

    /// A writer of an answer; a stream ends with its usage only when that is wanted.
    init(_ answer: Answer, wantsUsageChunk: Bool, like server: CompatibleServer? = nil) {
        self.answer = answer
        self.server = server
        let showsUsage = wantsUsageChunk && answer.showsUsage
        showsUsageChunk = showsUsage
        let usage = showsUsage ? ",\"usage\":null" : ""
        let start = Self.identity(of: answer, object: "chat.completion.chunk")
        let key = answer.stop == .refused ? "refusal" : "content"
        choices = (0..<answer.choiceCount).map { index in
            let delta = JSONFrame(
                head: Array("data: {".utf8) + start
                    + Array(",\"choices\":[{\"index\":\(index),\"delta\":".utf8),
                tail: Array(",\"logprobs\":null,\"finish_reason\":null}]\(usage)}\n\n".utf8))
            let text = JSONFrame(
                head: delta.head + Array("{\"\(key)\":\"".utf8),
                tail: Array("\"}".utf8) + delta.tail)
            return Choice(answer: answer.choice(index), delta: delta, text: text)
        }
    }

    // MARK: Streams

    func textFrame(at place: EventPlace) -> JSONFrame { choices[0].text }

    func eventCount(of beat: AnswerBeat) -> Int {
        switch beat {
        case .start, .blockStart(.tool, _), .piece, .finish: choices.count
        case .usage: showsUsageChunk ? 1 : 0
        case .end: 1
        case .blockStart, .blockStop, .ping: 0
        }
    }

    func write(
        _ beat: AnswerBeat, event: Int, at place: EventPlace, into buffer: inout ByteBuffer
    ) {
        switch beat {
        case .start:
            let content = answer.text == nil || answer.stop == .refused ? "null" : "\"\""
            write(
                "{\"role\":\"assistant\",\"content\":\(content),\"refusal\":null}", event,
                into: &buffer)
        case .blockStart(.tool(let index), _):
            let call = answer.toolCalls[index]
            let (type, key) = call.isCustom ? ("custom", "input") : ("function", "arguments")
            write(
                "{\"tool_calls\":[{\"index\":\(index),\"id\":\"\(id(ofCall: index, of: event))\","
                    + "\"type\":\"\(type)\",\"\(type)\":{\"name\":\(Self.text(call.name)),"
                    + "\"\(key)\":\"\"}}]}", event, into: &buffer)
        case .piece(let block, _, let index):
            writePiece(of: block, index, choices[event], into: &buffer)
        case .finish:
            let usage = showsUsageChunk ? ",\"usage\":null" : ownUsage
            buffer.writeBytes(choices[event].delta.head)
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

    private func writePiece(
        of block: AnswerBlock, _ index: Int, _ choice: Choice, into buffer: inout ByteBuffer
    ) {
        let piece = choice.answer.pieces(of: block).piece(index)
        switch block {
        case .text:
            buffer.writeBytes(choice.text.head)
            buffer.writeBytes(piece)
            buffer.writeBytes(choice.text.tail)
        case .thinking:
            buffer.writeBytes(choice.delta.head)
            buffer.writeString("{\"reasoning_content\":\"")
            buffer.writeBytes(piece)
            buffer.writeString("\"}")
            buffer.writeBytes(choice.delta.tail)
        case .tool(let call):
            let (type, key) =
                answer.toolCalls[call].isCustom ? ("custom", "input") : ("function", "arguments")
            buffer.writeBytes(choice.delta.head)
            buffer.writeString("{\"tool_calls\":[{\"index\":\(call),\"\(type)\":{\"\(key)\":\"")
            buffer.writeBytes(piece)
            buffer.writeString("\"}}]}")
            buffer.writeBytes(choice.delta.tail)
        }
    }

    func writeError(_ refusal: Refusal, at place: EventPlace, into buffer: inout ByteBuffer) {
        buffer.writeString("data: ")
        buffer.writeBytes(ErrorEnvelope.body(refusal, dialect: .openAIChat, requestID: ""))
        buffer.writeString("\n\n")
    }

    private func write(_ json: String, _ choice: Int, into buffer: inout ByteBuffer) {
        buffer.writeBytes(choices[choice].delta.head)
        buffer.writeString(json)
        buffer.writeBytes(choices[choice].delta.tail)
    }

    // MARK: Whole answers

    func wholeFrame(hasText: Bool) -> JSONFrame {
        let first = wholeChoice(0, hasText: hasText)
        var tail = first.tail
        for index in choices.indices.dropFirst() {
            let text = hasText ? choices[index].answer.text : nil
            let frame = wholeChoice(index, hasText: text != nil)
            tail += Array(",".utf8) + frame.head + (text.map(answer.escaped) ?? []) + frame.tail
        }
        let usage = answer.showsUsage ? ",\"usage\":\(usageText)" : ""
        return JSONFrame(
            head: Array("{".utf8) + Self.identity(of: answer, object: "chat.completion")
                + Array(",\"choices\":[".utf8) + first.head,
            tail: tail + Array("]\(usage)}".utf8))
    }

    private func wholeChoice(_ index: Int, hasText: Bool) -> JSONFrame {
        var head = Array("{\"index\":\(index),\"message\":{\"role\":\"assistant\",".utf8)
        if let thinking = choices[index].answer.thinking {
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
            let calls = answer.toolCalls.indices.map { wholeCall($0, of: index) }
            tail += ",\"tool_calls\":[\(calls.joined(separator: ","))]"
        }
        tail += "},\"logprobs\":null,\"finish_reason\":\"\(finishReason)\"}"
        return JSONFrame(head: head, tail: Array(tail.utf8))
    }

    private func wholeCall(_ index: Int, of choice: Int) -> String {
        let call = answer.toolCalls[index]
        let (type, key) = call.isCustom ? ("custom", "input") : ("function", "arguments")
        let arguments = String(decoding: answer.escaped(call.fragments), as: UTF8.self)
        return "{\"id\":\"\(id(ofCall: index, of: choice))\",\"type\":\"\(type)\","
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

    private func id(ofCall index: Int, of choice: Int) -> String {
        guard server != .mistral else {
            return answer.digits.suffix(8) + String(index + choice, radix: 36)
        }
        return "call_\(answer.digits)\(choice == 0 ? "" : "c\(choice)")\(index)"
    }

    private var finishReason: String {
        switch answer.stop {
        case .natural, .stopSequence, .refused: "stop"
        case .outputLimit: "length"
        case .toolCall: "tool_calls"
        case .filtered, .blocked: "content_filter"
        }
    }

    /// Where a server that is played tells a stream's usage unasked.
    private var ownUsage: String {
        guard answer.showsUsage else { return "" }
        switch server {
        case .mistral: return ",\"usage\":\(usageText)"
        case .groq: return ",\"x_groq\":{\"id\":\"req_sandbox\",\"usage\":\(usageText)}"
        case .deepseek, nil: return ""
        }
    }

    /// Prompt tokens include those read from and written to caches, completion tokens include
    /// reasoning.
    private var usageText: String {
        let usage = answer.usage
        let input = usage.inputTokens
        let output = usage.outputTokens
        let written = usage.cacheWrite5m + usage.cacheWrite1h
        if server == .deepseek {
            return "{\"prompt_tokens\":\(input),\"completion_tokens\":\(output),"
                + "\"total_tokens\":\(input + output),"
                + "\"prompt_cache_hit_tokens\":\(usage.cacheRead),"
                + "\"prompt_cache_miss_tokens\":\(input - usage.cacheRead),"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":\(usage.reasoning)}}"
        }
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
