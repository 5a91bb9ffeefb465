import Vocabulary
import Wire

/// The output items of a response as they are written, one after the other: texts and refusals that
/// follow each other are one message; an item stays open until the next begins, since only then it
/// is known whether it was cut.
///
/// Gemini's proofs on texts and calls have no place in Responses: they become reasoning items
/// without a summary, before the item if they are known by then, else behind it (`RequestDraft`
/// puts them back).
struct ResponsesOutput: Sendable {
    private enum Item {
        case message(ResponsesMessage)
        case reasoning(ResponsesReasoning)
        case call(ResponsesCall)
    }

    private let seed: String
    private let isReasoningShown: Bool
    /// The items that are closed.
    private(set) var items: [[UInt8]] = []
    /// Has the model declined?
    private(set) var hasRefusal = false
    private var open: Item?
    /// The kind of the block at hand.
    private var block: StreamBlock?
    /// A proof to be written behind the open item.
    private var lateProof: OpaqueProof?
    /// Probabilities that came before their text.
    private var earlyLogprobs: [[UInt8]] = []

    /// No items.
    init(_ context: ReplyContext) {
        seed = context.seed
        isReasoningShown = context.display != nil && context.display != .omitted
    }

    /// Takes an event of a block; blocks don't overlap.
    mutating func take(_ event: StreamEvent, _ sink: inout ResponsesEventSink) {
        switch event {
        case .blockStart(_, let block): begin(block, &sink)
        case .blockDelta(_, let text): append(text, &sink)
        case .blockBreak:
            guard var item = takeReasoning() else { return }
            item.closePart(&sink)
            open = .reasoning(item)
        case .annotation(_, let citation):
            guard var item = takeMessage() else { return }
            item.cite(citation)
            open = .message(item)
        case .blockOpaque(_, let proof): prove(proof, &sink)
        case .blockStop: end(&sink)
        case .start, .logprobs, .usage, .stop, .error, .end, .keepalive: break
        }
    }

    /// Probabilities in Chat's form; their entries are the same here.
    mutating func add(logprobs: [UInt8]) {
        guard let document = try? JSONDocument(parsing: logprobs),  // else left out
            let list = document.root["content"], list.kind == .array, list.count > 0
        else { return }
        let entries = Array(list.bytes.dropFirst().dropLast())
        guard var item = takeMessage() else { return earlyLogprobs.append(entries) }
        if item.isPartOpen { item.add(logprobs: entries) } else { earlyLogprobs.append(entries) }
        open = .message(item)
    }

    /// Closes what is open.
    mutating func finish(isWhole: Bool, _ sink: inout ResponsesEventSink) {
        closeOpen(status: isWhole ? "completed" : "incomplete", &sink)
    }

    private mutating func begin(_ block: StreamBlock, _ sink: inout ResponsesEventSink) {
        self.block = block
        if let proof = block.proof {
            closeOpen(&sink)
            carry(proof, &sink)
        }
        switch block.kind {
        case .tool(let call):
            closeOpen(&sink)
            open = .call(ResponsesCall(id: id("fc"), index: index, call, &sink))
        case .hosted(let item):
            if item.dialect != .openAIResponses { return show(item, &sink) }
            closeOpen(&sink)
            for name in ["added", "done"] {
                sink.send("response.output_item.\(name)") { json in
                    json.member("output_index", index)
                    json.member("item", json: item.json)
                }
            }
            items.append(item.json)
        case .text, .refusal, .reasoning: break  // begun with their first piece
        }
    }

    /// Writes a foreign picture as Responses tells its own.
    private mutating func show(_ item: HostedItem, _ sink: inout ResponsesEventSink) {
        guard let picture = item.picture else { return }
        closeOpen(&sink)
        func call(_ status: String, _ base64: String?) -> [UInt8] {
            var json = JSONWriter(reservingBytes: (base64?.utf8.count ?? 0) + 160)
            json.beginObject()
            json.member("type", "image_generation_call")
            json.member("id", id("ig"))
            json.member("status", status)
            json.key("result")
            if let base64 { json.string(base64) } else { json.null() }
            if picture.mediaType.hasPrefix("image/") {
                json.member("output_format", String(picture.mediaType.dropFirst(6)))
            }
            json.endObject()
            return json.bytes
        }
        let whole = call("completed", picture.base64)
        for (name, json) in [("added", call("in_progress", nil)), ("done", whole)] {
            sink.send("response.output_item.\(name)") { event in
                event.member("output_index", index)
                event.member("item", json: json)
            }
        }
        items.append(whole)
    }

    private mutating func append(_ text: String, _ sink: inout ResponsesEventSink) {
        guard let block else { return }
        switch block.kind {
        case .tool:
            guard var item = takeCall() else { return }
            item.append(text, &sink)
            open = .call(item)
        case .reasoning:
            guard isReasoningShown else { return }
            var item = reasoning(&sink)
            item.append(text, &sink)
            open = .reasoning(item)
        case .text, .refusal:
            var isRefusal = false
            if case .refusal = block.kind { isRefusal = true }
            var item = message(isRefusal: isRefusal, &sink)
            item.append(text, &sink)
            open = .message(item)
        case .hosted: break
        }
    }

    /// The open reasoning item, or a new one. It is taken out, so that it is changed in place.
    private mutating func reasoning(_ sink: inout ResponsesEventSink) -> ResponsesReasoning {
        if let item = takeReasoning() { return item }
        closeOpen(&sink)
        return ResponsesReasoning(id: id("rs"), index: index, &sink)
    }

    /// The open message with an open part, or a new one.
    private mutating func message(
        isRefusal: Bool, _ sink: inout ResponsesEventSink
    ) -> ResponsesMessage {
        let phase = block?.phase
        var item: ResponsesMessage
        if lateProof == nil, let own = takeMessage(phase: phase) {
            item = own
        } else {
            closeOpen(&sink)
            item = ResponsesMessage(id: id("msg"), index: index, phase: phase, &sink)
        }
        if !item.isPartOpen {
            item.openPart(isRefusal: isRefusal, &sink)
            if isRefusal { hasRefusal = true }
            for entries in earlyLogprobs { item.add(logprobs: entries) }
            earlyLogprobs = []
        }
        return item
    }

    private mutating func prove(_ proof: OpaqueProof, _ sink: inout ResponsesEventSink) {
        guard let block else { return }
        if case .reasoning = block.kind {
            var item = reasoning(&sink)
            item.prove(proof)
            open = .reasoning(item)
        } else {
            lateProof = proof
        }
    }

    private mutating func end(_ sink: inout ResponsesEventSink) {
        if var item = takeMessage() {
            item.closePart(&sink)
            open = .message(item)
        } else if case .reasoning = open {
            closeOpen(&sink)
        }
        block = nil
    }

    private mutating func closeOpen(status: String = "completed", _ sink: inout ResponsesEventSink)
    {
        let last = open
        open = nil
        switch last {
        case .message(var item): items.append(item.close(status: status, &sink))
        case .reasoning(var item): items.append(item.close(&sink))
        case .call(var item): items.append(item.close(status: status, &sink))
        case nil: break
        }
        if let proof = lateProof {
            lateProof = nil
            carry(proof, &sink)
        }
    }

    /// Writes a reasoning item that only carries a proof.
    private mutating func carry(_ proof: OpaqueProof, _ sink: inout ResponsesEventSink) {
        var item = ResponsesReasoning(id: id("rs"), index: index, &sink)
        item.prove(proof)
        items.append(item.close(&sink))
    }

    // An item is taken out while it is changed, so that its text isn't copied.

    private mutating func takeMessage() -> ResponsesMessage? {
        guard case .message(let item) = open else { return nil }
        open = nil
        return item
    }

    private mutating func takeMessage(phase: String?) -> ResponsesMessage? {
        guard case .message(let item) = open, item.phase == phase else { return nil }
        open = nil
        return item
    }

    private mutating func takeReasoning() -> ResponsesReasoning? {
        guard case .reasoning(let item) = open else { return nil }
        open = nil
        return item
    }

    private mutating func takeCall() -> ResponsesCall? {
        guard case .call(let item) = open else { return nil }
        open = nil
        return item
    }

    private var index: Int64 { Int64(items.count) }

    private func id(_ prefix: String) -> String { "\(prefix)_\(seed)\(items.count)" }
}
