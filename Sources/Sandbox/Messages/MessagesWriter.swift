import NIOCore
import Vocabulary
import Wire

/// Writes Anthropic messages and their events.
struct MessagesWriter: DialectWriter {
    let dialect = Dialect.anthropic
    let answer: Answer
    /// Whether thinking is a block that only the provider can read.
    private let isRedacted: Bool
    private let text: JSONFrame

    /// A writer of an answer to a prompt.
    init(_ answer: Answer, to prompt: Prompt) {
        self.answer = answer
        isRedacted = prompt.thinking == .redacted
        let position = answer.blocks.firstIndex(of: .text) ?? 0
        text = JSONFrame(
            head: Array(
                ("event: content_block_delta\ndata: {\"type\":\"content_block_delta\","
                    + "\"index\":\(position),\"delta\":{\"type\":\"text_delta\",\"text\":\"").utf8),
            tail: Array("\"}}\n\n".utf8))
    }

    // MARK: Streams

    func textFrame(at place: EventPlace) -> JSONFrame { text }

    func eventCount(of beat: AnswerBeat) -> Int {
        switch beat {
        case .usage: 0
        case .blockStop(.thinking, _): isRedacted ? 1 : 2
        default: 1
        }
    }

    func write(
        _ beat: AnswerBeat, event: Int, at place: EventPlace, into buffer: inout ByteBuffer
    ) {
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
            buffer.writeBytes(text.head)
            buffer.writeBytes(answer.pieces(of: .text).piece(index))
            buffer.writeBytes(text.tail)
        case .piece(let block, let position, let index):
            let (type, key) =
                block == .thinking
                ? ("thinking_delta", "thinking") : ("input_json_delta", "partial_json")
            let piece = String(decoding: answer.pieces(of: block).piece(index), as: UTF8.self)
            writeDelta(type, "\"\(key)\":\"\(piece)\"", position, into: &buffer)
        case .blockStop(.thinking, let position) where event == 0 && !isRedacted:
            writeDelta(
                "signature_delta", "\"signature\":\"\(signature)\"", position, into: &buffer)
        case .blockStop(_, let position):
            write("content_block_stop", ",\"index\":\(position)", into: &buffer)
        case .finish:
            let usage = answer.showsUsage ? ",\"usage\":\(finalUsage)" : ""
            write("message_delta", ",\"delta\":{\(ending)}\(usage)", into: &buffer)
        case .usage: break
        case .end:
            write("message_stop", "", into: &buffer)
        }
    }

    func writeError(_ refusal: Refusal, at place: EventPlace, into buffer: inout ByteBuffer) {
        buffer.writeString("event: error\ndata: ")
        buffer.writeBytes(ErrorEnvelope.body(refusal, dialect: .anthropic, requestID: ""))
        buffer.writeString("\n\n")
    }

    private func writeDelta(
        _ type: String, _ member: String, _ position: Int, into buffer: inout ByteBuffer
    ) {
        write(
            "content_block_delta",
            ",\"index\":\(position),\"delta\":{\"type\":\"\(type)\",\(member)}", into: &buffer)
    }

    private func write(_ type: String, _ members: String, into buffer: inout ByteBuffer) {
        buffer.writeString("event: \(type)\ndata: {\"type\":\"\(type)\"\(members)}\n\n")
    }

    private func start(of block: AnswerBlock) -> String {
        switch block {
        case .thinking:
            isRedacted
                ? redactedBlock : "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"
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
        if let thinking = answer.thinking {
            let text = String(decoding: answer.escaped(thinking), as: UTF8.self)
            head +=
                isRedacted
                ? redactedBlock
                : "{\"type\":\"thinking\",\"thinking\":\"\(text)\",\"signature\":\"\(signature)\"}"
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
        tail += "],\(ending)"
        if answer.showsUsage { tail += ",\"usage\":\(wholeUsage)" }
        return JSONFrame(head: Array(head.utf8), tail: Array((tail + "}").utf8))
    }

    // MARK: Parts

    private var identity: String {
        "\"id\":\"msg_\(answer.digits)\",\"type\":\"message\",\"role\":\"assistant\","
            + "\"model\":\(Self.text(answer.model))"
    }

    private func id(ofCall index: Int) -> String { "toolu_\(answer.digits)\(index)" }

    /// The provider's proof that thinking is its own.
    private var signature: String {
        let thinking = answer.thinking.map(answer.escaped) ?? []
        return Seal(.thinking, content: String(decoding: thinking, as: UTF8.self)).text
    }

    private var redactedBlock: String {
        let data = Seal(.redacted, content: answer.digits).text
        return "{\"type\":\"redacted_thinking\",\"data\":\"\(data)\"}"
    }

    /// The members that tell why it ended.
    private var ending: String {
        let details =
            ",\"stop_details\":{\"type\":\"refusal\",\"category\":null,\"explanation\":null}"
        return switch answer.stop {
        case .natural: "\"stop_reason\":\"end_turn\",\"stop_sequence\":null"
        case .outputLimit: "\"stop_reason\":\"max_tokens\",\"stop_sequence\":null"
        case .toolCall: "\"stop_reason\":\"tool_use\",\"stop_sequence\":null"
        case .stopSequence(let text):
            "\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\(Self.text(text))"
        case .refused, .filtered, .blocked:
            "\"stop_reason\":\"refusal\",\"stop_sequence\":null\(details)"
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
