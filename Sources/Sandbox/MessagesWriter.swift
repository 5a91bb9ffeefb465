import NIOCore
import Vocabulary
import Wire

/// Writes Anthropic messages and their events.
struct MessagesWriter: DialectWriter {
    let answer: Answer
    let textFrame: JSONFrame

    /// A writer of an answer.
    init(_ answer: Answer) {
        self.answer = answer
        let position = answer.blocks.firstIndex(of: .text) ?? 0
        textFrame = JSONFrame(
            head: Array(
                ("event: content_block_delta\ndata: {\"type\":\"content_block_delta\","
                    + "\"index\":\(position),\"delta\":{\"type\":\"text_delta\",\"text\":\"").utf8),
            tail: Array("\"}}\n\n".utf8))
    }

    // MARK: Streams

    func write(_ beat: AnswerBeat, into buffer: inout ByteBuffer) -> Bool {
        switch beat {
        case .start:
            let usage = answer.showsUsage ? ",\"usage\":\(startUsage)" : ""
            write(
                "message_start",
                ",\"message\":{\(identity),\"content\":[],\"stop_reason\":null,"
                    + "\"stop_sequence\":null\(usage)}", into: &buffer)
        case .blockStart(let block, let position):
            write(
                "content_block_start",
                ",\"index\":\(position),\"content_block\":\(start(of: block))", into: &buffer)
        case .ping:
            write("ping", "", into: &buffer)
        case .piece(.text, _, let index):
            buffer.writeBytes(textFrame.head)
            buffer.writeBytes(answer.pieces(of: .text).piece(index))
            buffer.writeBytes(textFrame.tail)
        case .piece(let block, let position, let index):
            let (type, key) =
                block == .thinking
                ? ("thinking_delta", "thinking") : ("input_json_delta", "partial_json")
            let piece = String(decoding: answer.pieces(of: block).piece(index), as: UTF8.self)
            write(
                "content_block_delta",
                ",\"index\":\(position),\"delta\":{\"type\":\"\(type)\",\"\(key)\":\"\(piece)\"}",
                into: &buffer)
        case .blockStop(let block, let position):
            if block == .thinking {
                write(
                    "content_block_delta",
                    ",\"index\":\(position),\"delta\":{\"type\":\"signature_delta\","
                        + "\"signature\":\"\(signature)\"}", into: &buffer)
            }
            write("content_block_stop", ",\"index\":\(position)", into: &buffer)
        case .finish:
            let usage = answer.showsUsage ? ",\"usage\":\(finalUsage)" : ""
            write(
                "message_delta",
                ",\"delta\":{\"stop_reason\":\"\(stopReason)\",\"stop_sequence\":null}\(usage)",
                into: &buffer)
        case .usage:
            return false
        case .end:
            write("message_stop", "", into: &buffer)
        }
        return true
    }

    func writeError(_ refusal: Refusal, into buffer: inout ByteBuffer) {
        buffer.writeString("event: error\ndata: ")
        buffer.writeBytes(ErrorEnvelope.body(refusal, dialect: .anthropic, requestID: ""))
        buffer.writeString("\n\n")
    }

    private func write(_ type: String, _ members: String, into buffer: inout ByteBuffer) {
        buffer.writeString("event: \(type)\ndata: {\"type\":\"\(type)\"\(members)}\n\n")
    }

    private func start(of block: AnswerBlock) -> String {
        switch block {
        case .thinking: "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"
        case .text: "{\"type\":\"text\",\"text\":\"\"}"
        case .tool(let index):
            "{\"type\":\"tool_use\",\"id\":\"\(id(ofCall: index))\","
                + "\"name\":\(Self.text(answer.toolCalls[index].name)),\"input\":{}}"
        }
    }

    // MARK: Whole answers

    func wholeFrame(hasText: Bool) -> JSONFrame {
        var head = "{\(identity),\"content\":["
        var tail = ""
        if let thinking = answer.thinking, thinking.count > 0 {
            let text = String(decoding: answer.escaped(thinking), as: UTF8.self)
            head += "{\"type\":\"thinking\",\"thinking\":\"\(text)\","
            head += "\"signature\":\"\(signature)\"}"
            if hasText || !answer.toolCalls.isEmpty { head += "," }
        }
        if hasText {
            head += "{\"type\":\"text\",\"text\":\""
            tail += answer.toolCalls.isEmpty ? "\"}" : "\"},"
        }
        tail += answer.toolCalls.enumerated().map { index, call in
            let input = call.isCut ? "{}" : String(decoding: call.arguments, as: UTF8.self)
            return "{\"type\":\"tool_use\",\"id\":\"\(id(ofCall: index))\","
                + "\"name\":\(Self.text(call.name)),\"input\":\(input)}"
        }.joined(separator: ",")
        tail += "],\"stop_reason\":\"\(stopReason)\",\"stop_sequence\":null"
        if answer.showsUsage { tail += ",\"usage\":\(wholeUsage)" }
        return JSONFrame(head: Array(head.utf8), tail: Array((tail + "}").utf8))
    }

    // MARK: Parts

    private var identity: String {
        "\"id\":\"msg_\(answer.digits)\",\"type\":\"message\",\"role\":\"assistant\","
            + "\"model\":\(Self.text(answer.model))"
    }

    private func id(ofCall index: Int) -> String { "toolu_\(answer.digits)\(index)" }

    /// Stands for the provider's proof that thinking is its own.
    private var signature: String { "c2FuZGJveA\(answer.digits)" }

    private var stopReason: String {
        switch answer.stop {
        case .natural: "end_turn"
        case .outputLimit: "max_tokens"
        case .toolCall: "tool_use"
        }
    }

    /// Input tokens are without those read from and written to caches.
    private var inputUsage: String {
        let usage = answer.usage
        return "\"input_tokens\":\(usage.freshInput),"
            + "\"cache_creation_input_tokens\":\(usage.cacheWrite5m + usage.cacheWrite1h),"
            + "\"cache_read_input_tokens\":\(usage.cacheRead)"
    }

    private var cacheCreation: String {
        ",\"cache_creation\":{\"ephemeral_5m_input_tokens\":\(answer.usage.cacheWrite5m),"
            + "\"ephemeral_1h_input_tokens\":\(answer.usage.cacheWrite1h)}"
    }

    private var outputDetails: String {
        answer.usage.reasoning == 0
            ? "" : ",\"output_tokens_details\":{\"thinking_tokens\":\(answer.usage.reasoning)}"
    }

    /// What the first event says: the input, and a first output token.
    private var startUsage: String {
        "{\(inputUsage)\(cacheCreation),\"output_tokens\":\(min(1, answer.usage.outputTokens)),"
            + "\"service_tier\":\"standard\"}"
    }

    /// What the last but one event says: all tokens from the start.
    private var finalUsage: String {
        "{\(inputUsage),\"output_tokens\":\(answer.usage.outputTokens)\(outputDetails)}"
    }

    private var wholeUsage: String {
        "{\(inputUsage)\(cacheCreation),\"output_tokens\":\(answer.usage.outputTokens)"
            + "\(outputDetails),\"service_tier\":\"standard\"}"
    }

    private static func text(_ string: String) -> String {
        String(decoding: JSONText.quoted(string), as: UTF8.self)
    }
}
