import Vocabulary
import Wire

/// Writes a stream of Messages events (facts/protocols 4.3).
///
/// Blocks never overlap here, so one is written at a time: what comes of others waits until those
/// before them are closed (PT-17). A block of text or reasoning is announced with its first piece,
/// so that none stays empty.
struct MessagesStreamWriter: TranslationStreamWriter {
    private struct Waiting {
        let key: Int
        let block: StreamBlock
        var events: [StreamEvent] = []
    }

    private let context: ReplyContext
    /// The block that is being written, and whether it was announced.
    private var active: Waiting?
    private var isAnnounced = false
    private var isProven = false
    private var waiting: [Waiting] = []
    private var nextIndex: Int64 = 0
    private var usage: ReportedUsage?
    private var reason = StopReason.finished
    private var sequence: String?
    private var isOver = false
    private var hasStarted = false

    init(context: ReplyContext) { self.context = context }

    mutating func write(_ event: StreamEvent, into bytes: inout [UInt8]) {
        guard !isOver else { return }
        switch event {
        case .start(let start):
            guard !hasStarted else { return }
            hasStarted = true
            writeStart(start, into: &bytes)
        case .blockStart(let key, let block):
            guard block.choice == 0 else { return }
            let next = Waiting(key: key, block: block)
            if active == nil { begin(next, into: &bytes) } else { waiting.append(next) }
        case .blockDelta(let key, _), .blockBreak(let key), .blockOpaque(let key, _),
            .annotation(let key, _), .blockStop(let key):
            if active?.key == key {
                writeActive(event, into: &bytes)
            } else if let place = waiting.firstIndex(where: { $0.key == key }) {
                waiting[place].events.append(event)
            }
        case .usage(let usage, _): self.usage = usage
        case .stop(let choice, let reason, let sequence):
            guard choice == 0 else { return }
            self.reason = reason
            self.sequence = sequence
        case .error(let fault):
            isOver = true
            bytes += MessagesFaults.streamEnd(fault)
        case .end:
            isOver = true
            writeEnd(into: &bytes)
        case .logprobs, .keepalive: break
        }
    }

    private mutating func begin(_ block: Waiting, into bytes: inout [UInt8]) {
        active = block
        isAnnounced = false
        isProven = false
        if let proof = block.block.proof, context.display != nil {
            writeThinking(proof, into: &bytes)
        }
        switch block.block.kind {
        case .tool, .hosted: announce(into: &bytes)
        case .text, .refusal, .reasoning: break
        }
    }

    /// Writes what belongs to the block at hand; at its end those that waited follow.
    private mutating func writeActive(_ event: StreamEvent, into bytes: inout [UInt8]) {
        guard let block = active?.block else { return }
        switch event {
        case .blockDelta(_, let text):
            guard let (type, member) = delta(of: block.kind) else { return }
            announce(into: &bytes)
            writeDelta(type, member, text, into: &bytes)
        case .blockBreak:
            if isAnnounced, case .reasoning = block.kind, context.display != .omitted {
                writeDelta("thinking_delta", "thinking", "\n\n", into: &bytes)
            }
        case .blockOpaque(_, let proof):
            guard case .reasoning = block.kind else {
                active?.events.append(event)
                return
            }
            guard context.display != nil else { return }
            announce(into: &bytes)
            isProven = true
            writeDelta("signature_delta", "signature", ProofTag.tagged(proof), into: &bytes)
        case .annotation(_, let citation):
            guard case .text = block.kind, let form = MessagesCitationForm.json(citation) else {
                return
            }
            announce(into: &bytes)
            writeCitation(form, into: &bytes)
        case .blockStop:
            let late = active?.events ?? []
            if isAnnounced, !isProven, case .reasoning = block.kind {
                writeDelta("signature_delta", "signature", ProofTag.unproven, into: &bytes)
            }
            if isAnnounced { writeStop(into: &bytes) }
            active = nil
            for case .blockOpaque(_, let proof) in late where context.display != nil {
                writeThinking(proof, into: &bytes)
            }
            takeNext(into: &bytes)
        default: break
        }
    }

    private mutating func takeNext(into bytes: inout [UInt8]) {
        guard active == nil, !waiting.isEmpty else { return }
        let next = waiting.removeFirst()
        begin(Waiting(key: next.key, block: next.block), into: &bytes)
        for event in next.events { writeActive(event, into: &bytes) }
    }

    /// The delta's type and the member with its text; `nil` for a block that says nothing here.
    private func delta(of kind: StreamBlock.Kind) -> (type: String, member: String)? {
        switch kind {
        case .text, .refusal: ("text_delta", "text")
        case .reasoning:
            context.display == nil || context.display == .omitted
                ? nil : ("thinking_delta", "thinking")
        case .tool: ("input_json_delta", "partial_json")
        case .hosted: nil
        }
    }

    private mutating func announce(into bytes: inout [UInt8]) {
        guard !isAnnounced, let block = active?.block else { return }
        if case .hosted(let item) = block.kind, item.dialect != .anthropic { return }
        isAnnounced = true
        var json = event("content_block_start")
        json.member("index", nextIndex)
        json.key("content_block")
        switch block.kind {
        case .hosted(let item): json.raw(item.json)
        case .text, .refusal:
            json.beginObject()
            json.member("type", "text")
            json.member("text", "")
            json.endObject()
        case .reasoning: writeEmptyThinking(to: &json)
        case .tool(let call):
            json.beginObject()
            json.member("type", "tool_use")
            json.member("id", call.id)
            json.member("name", call.name)
            json.beginObject("input")
            json.endObject()
            json.endObject()
        }
        end("content_block_start", &json, into: &bytes)
    }

    /// A block of thinking that only carries a proof.
    private mutating func writeThinking(_ proof: OpaqueProof, into bytes: inout [UInt8]) {
        var json = event("content_block_start")
        json.member("index", nextIndex)
        json.key("content_block")
        writeEmptyThinking(to: &json)
        end("content_block_start", &json, into: &bytes)
        writeDelta("signature_delta", "signature", ProofTag.tagged(proof), into: &bytes)
        writeStop(into: &bytes)
    }

    private func writeEmptyThinking(to json: inout JSONWriter) {
        json.beginObject()
        json.member("type", "thinking")
        json.member("thinking", "")
        json.member("signature", "")
        json.endObject()
    }

    private func writeDelta(
        _ type: String, _ member: String, _ text: String, into bytes: inout [UInt8]
    ) {
        var json = event("content_block_delta")
        json.member("index", nextIndex)
        json.beginObject("delta")
        json.member("type", type)
        json.member(member, text)
        json.endObject()
        end("content_block_delta", &json, into: &bytes)
    }

    private func writeCitation(_ citation: [UInt8], into bytes: inout [UInt8]) {
        var json = event("content_block_delta")
        json.member("index", nextIndex)
        json.beginObject("delta")
        json.member("type", "citations_delta")
        json.member("citation", json: citation)
        json.endObject()
        end("content_block_delta", &json, into: &bytes)
    }

    private mutating func writeStop(into bytes: inout [UInt8]) {
        var json = event("content_block_stop")
        json.member("index", nextIndex)
        end("content_block_stop", &json, into: &bytes)
        nextIndex += 1
    }

    private func writeStart(_ start: StreamStart, into bytes: inout [UInt8]) {
        var json = event("message_start")
        json.beginObject("message")
        json.member("id", "msg_\(context.seed)")
        json.member("type", "message")
        json.member("role", "assistant")
        json.member("model", start.model ?? context.model)
        json.beginArray("content")
        json.endArray()
        json.nullMember("stop_reason")
        json.nullMember("stop_sequence")
        json.key("usage")
        MessagesUsageForm.write(nil, to: &json)
        json.endObject()
        end("message_start", &json, into: &bytes)
    }

    private mutating func writeEnd(into bytes: inout [UInt8]) {
        var json = event("message_delta")
        json.beginObject("delta")
        json.member("stop_reason", MessagesStopForm.word(reason, sequence: sequence))
        json.key("stop_sequence")
        if let sequence { json.string(sequence) } else { json.null() }
        json.endObject()
        json.key("usage")
        MessagesUsageForm.write(usage, promptEstimate: context.promptEstimate, to: &json)
        end("message_delta", &json, into: &bytes)
        var last = event("message_stop")
        end("message_stop", &last, into: &bytes)
    }

    private func event(_ type: String) -> JSONWriter {
        var json = JSONWriter(reservingBytes: 160)
        json.beginObject()
        json.member("type", type)
        return json
    }

    private func end(_ name: String, _ json: inout JSONWriter, into bytes: inout [UInt8]) {
        json.endObject()
        StreamText.append(event: name, json.bytes, to: &bytes)
    }
}
