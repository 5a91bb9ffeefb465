import Vocabulary
import Wire

/// Reads a stream of Messages events (facts/protocols 4.3).
///
/// Before `message_start` → running → stopped (a `message_delta` said why) → over (`message_stop`,
/// `error` or the end of bytes). Blocks are found by their index; one that was never opened is
/// ignored.
struct MessagesStreamReader: TranslationStreamReader {
    private enum Phase { case before, running, stopped, over }

    private struct Block {
        let key: Int
        var signature = ""
        var proofForm = OpaqueProof.Form.signature
        /// A call's input as its start had it, for servers that send no deltas of it.
        var input = ""
        /// Of a hosted block, whose deltas say nothing to others.
        var isMute = false
        var split = SplitCharacter()
    }

    private let context: ReplyContext
    private var phase = Phase.before
    private var blocks: [Int64: Block] = [:]
    private var nextKey = 0
    private var usage = MessagesUsageForm()

    init(context: ReplyContext) { self.context = context }

    mutating func read(_ event: ServerSentEvent, into events: inout [StreamEvent]) {
        guard event.hasData, phase != .over else { return }
        guard let document = try? JSONDocument(parsing: event.data),
            document.root.kind == .object,  // told below
            let kind = document.root.text("type")
        else {
            fail(
                ProviderFault(.malformed, "The provider sent something that isn't an event."),
                into: &events)
            return
        }
        let root = document.root
        switch kind {
        case "message_start": start(root["message"], into: &events)
        case "content_block_start": open(root, into: &events)
        case "content_block_delta": delta(root, into: &events)
        case "content_block_stop": close(root["index"]?.int64, into: &events)
        case "message_delta": stop(root, into: &events)
        case "message_stop": end(into: &events)
        case "ping": events.append(.keepalive)
        case "error": fail(MessagesFaults.fault(root, status: nil), into: &events)
        default: break
        }
    }

    mutating func finish(into events: inout [StreamEvent]) {
        if phase != .over { fail(.broken, into: &events) }
    }

    private mutating func start(_ message: JSONNode?, into events: inout [StreamEvent]) {
        guard phase == .before, let message else { return }
        phase = .running
        usage.take(message["usage"])
        events.append(
            .start(
                StreamStart(
                    providerID: message.text("id"), model: message.text("model"), tier: usage.tier))
        )
        if let usage = usage.reported { events.append(.usage(usage, isFinal: false)) }
    }

    private mutating func open(_ root: JSONNode, into events: inout [StreamEvent]) {
        guard phase == .running, let index = root["index"]?.int64, blocks[index] == nil,
            let content = root["content_block"], let type = content.text("type")
        else { return }
        var block = Block(key: nextKey)
        let key = nextKey
        nextKey += 1
        var first: String?
        switch type {
        case "text":
            events.append(.blockStart(key: key, StreamBlock(.text)))
            first = content.text("text")
        case "thinking":
            events.append(.blockStart(key: key, StreamBlock(.reasoning)))
            first = content.text("thinking")
            block.signature = content.text("signature") ?? ""
        case "redacted_thinking":
            events.append(.blockStart(key: key, StreamBlock(.reasoning)))
            block.signature = content.text("data") ?? ""
            block.proofForm = .redacted
        case "tool_use":
            let id = content.text("id") ?? ""
            let call = ToolCall(
                id: id.isEmpty ? "toolu_\(context.seed)\(key)" : id,
                name: content.text("name") ?? "",
                input: "")
            guard !call.name.isEmpty else {
                nextKey -= 1
                return
            }
            events.append(.blockStart(key: key, StreamBlock(.tool(call))))
            if let input = content["input"], input.count > 0 {
                block.input = String(decoding: input.bytes, as: UTF8.self)
            }
        default:
            block.isMute = true
            let item = HostedItem(kind: type, json: Array(content.bytes), dialect: .anthropic)
            events.append(.blockStart(key: key, StreamBlock(.hosted(item))))
        }
        if let first, !first.isEmpty { events.append(.blockDelta(key: key, first)) }
        blocks[index] = block
    }

    private mutating func delta(_ root: JSONNode, into events: inout [StreamEvent]) {
        guard let index = root["index"]?.int64, var block = blocks[index], !block.isMute,
            let delta = root["delta"], let type = delta.text("type")
        else { return }
        let text: String?
        switch type {
        case "text_delta": text = block.split.text(delta["text"])
        case "input_json_delta":
            text = block.split.text(delta["partial_json"])
            if text?.isEmpty == false { block.input = "" }
        case "thinking_delta": text = block.split.text(delta["thinking"])
        case "signature_delta":
            blocks[index]?.signature += delta.text("signature") ?? ""
            return
        case "citations_delta":
            if let citation = delta["citation"] {
                events.append(
                    .annotation(key: block.key, MessagesCitationForm.citation(citation)))
            }
            return
        default: return
        }
        if let text, !text.isEmpty { events.append(.blockDelta(key: block.key, text)) }
        blocks[index] = block
    }

    private mutating func close(_ index: Int64?, into events: inout [StreamEvent]) {
        guard let index, var block = blocks.removeValue(forKey: index) else { return }
        if let rest = block.split.flush() { events.append(.blockDelta(key: block.key, rest)) }
        if !block.input.isEmpty {
            events.append(.blockDelta(key: block.key, block.input))
        }
        if !block.signature.isEmpty, block.signature != ProofTag.unproven {
            let proof = OpaqueProof(
                block.signature, form: block.proofForm, provenance: context.provenance)
            events.append(.blockOpaque(key: block.key, proof))
        }
        events.append(.blockStop(key: block.key))
    }

    private mutating func stop(_ root: JSONNode, into events: inout [StreamEvent]) {
        guard phase != .before else { return }
        if let said = root["usage"], said.kind == .object {
            usage.take(said)
            if let usage = usage.reported { events.append(.usage(usage, isFinal: false)) }
        }
        guard phase == .running, let delta = root["delta"], let word = delta.text("stop_reason")
        else {
            return
        }
        let reason = MessagesStopForm.reason(word)
        if let words = MessagesStopForm.explanation(delta, of: reason) {
            for index in blocks.keys.sorted() { close(index, into: &events) }
            events.append(.blockStart(key: nextKey, StreamBlock(.refusal)))
            events.append(.blockDelta(key: nextKey, words))
            events.append(.blockStop(key: nextKey))
            nextKey += 1
        }
        stop(reason, delta.text("stop_sequence"), into: &events)
    }

    private mutating func stop(
        _ reason: StopReason, _ sequence: String?, into events: inout [StreamEvent]
    ) {
        phase = .stopped
        for index in blocks.keys.sorted() { close(index, into: &events) }
        events.append(.stop(choice: 0, reason, sequence: sequence))
    }

    private mutating func end(into events: inout [StreamEvent]) {
        guard phase != .before else { return fail(.broken, into: &events) }
        if phase == .running { stop(.other, nil, into: &events) }
        phase = .over
        if let usage = usage.reported { events.append(.usage(usage, isFinal: true)) }
        events.append(.end)
    }

    private mutating func fail(_ fault: ProviderFault, into events: inout [StreamEvent]) {
        phase = .over
        events.append(.error(fault))
    }
}
