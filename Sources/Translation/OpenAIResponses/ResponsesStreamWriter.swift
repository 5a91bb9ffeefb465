import Vocabulary
import Wire

/// Writes a stream of Responses events (facts/protocols 4.2).
///
/// Begun (`response.created`, `response.in_progress`) → items, one after the other, each announced
/// and closed → over: exactly one `response.completed`, `.incomplete` or `.failed` with the whole
/// output and the usage; `error` only where nothing had begun.
struct ResponsesStreamWriter: TranslationStreamWriter {
    private let context: ReplyContext
    private var sink = ResponsesEventSink(isOn: true)
    private var serial = SerialBlocks()
    private var ordered: [StreamEvent] = []
    private var output: ResponsesOutput
    private var envelope: ResponsesEnvelope?
    private var others: Set<Int> = []
    private var usage: ReportedUsage?
    private var reason = StopReason.finished
    private var isOver = false

    init(context: ReplyContext) {
        self.context = context
        output = ResponsesOutput(context)
    }

    mutating func write(_ event: StreamEvent, into bytes: inout [UInt8]) {
        guard !isOver else { return }
        defer { sink.drain(into: &bytes) }
        switch event {
        case .start(let start): begin(start)
        case .blockStart(let key, let block) where block.choice != 0: others.insert(key)
        case .blockStart(let key, _), .blockDelta(let key, _), .blockBreak(let key),
            .blockOpaque(let key, _), .annotation(let key, _), .blockStop(let key):
            guard envelope != nil, others.isEmpty || !others.contains(key) else { return }
            ordered.removeAll(keepingCapacity: true)
            serial.take(event, into: &ordered)
            for event in ordered { output.take(event, &sink) }
        case .logprobs(let choice, let logprobs):
            if choice == 0, context.wantsLogprobs { output.add(logprobs: logprobs) }
        case .usage(let usage, _): self.usage = usage
        case .stop(let choice, let reason, _): if choice == 0 { self.reason = reason }
        case .error(let fault): fail(fault)
        case .end: end()
        case .keepalive: break
        }
    }

    private mutating func begin(_ start: StreamStart) {
        guard envelope == nil else { return }
        let begun = ResponsesEnvelope(
            context, model: start.model, createdSeconds: start.createdSeconds, tier: start.tier)
        envelope = begun
        for type in ["response.created", "response.in_progress"] {
            sink.send(type) { json in
                json.key("response")
                begun.write(.inProgress, output: [], to: &json)
            }
        }
    }

    private mutating func end() {
        isOver = true
        guard let envelope else { return }
        let form = ResponsesStopForm(reason, hasRefusal: output.hasRefusal)
        output.finish(isWhole: form.status == .completed, &sink)
        let (items, usage) = (output.items, usage)
        sink.send("response.\(form.status.rawValue)") { json in
            json.key("response")
            envelope.write(
                form.status, output: items, usage: usage, cause: form.cause, fault: form.fault,
                to: &json)
        }
    }

    /// What was announced is closed as incomplete; the failure carries the usage so far (PT-73).
    private mutating func fail(_ fault: ProviderFault) {
        isOver = true
        guard let envelope else { return sink.send(error: fault) }
        output.finish(isWhole: false, &sink)
        let (items, usage) = (output.items, usage)
        sink.send("response.failed") { json in
            json.key("response")
            envelope.write(.failed, output: items, usage: usage, fault: fault, to: &json)
        }
    }
}
