import Vocabulary
import Wire

/// Writes a stream of Gemini's answers as server-sent events (facts/protocols 4.4): texts as they
/// come, calls whole, the finish reasons and the usage in the last one. Nothing follows it; an
/// error is an object of its own.
struct GeminiStreamWriter: TranslationStreamWriter {
    private let context: ReplyContext
    private var outputs: [Int: GeminiOutput] = [:]
    /// Parts are told in the order their blocks were begun.
    private var serials: [Int: SerialBlocks] = [:]
    private var ordered: [StreamEvent] = []
    private var choiceOfBlock: [Int: Int] = [:]
    private var reasons: [Int: StopReason] = [:]
    private var tail: [UInt8] = []
    private var usage: ReportedUsage?
    private var isOver = false

    init(context: ReplyContext) { self.context = context }

    mutating func write(_ event: StreamEvent, into bytes: inout [UInt8]) {
        guard !isOver else { return }
        switch event {
        case .start(let start):
            guard tail.isEmpty else { return }
            var json = JSONWriter()
            json.beginObject()
            json.member("modelVersion", start.model ?? context.model)
            json.member("responseId", context.seed)
            json.endObject()
            tail = json.bytes
        case .blockStart(let key, let block):
            choiceOfBlock[key] = block.choice
            passBlock(event, to: block.choice, into: &bytes)
        case .blockDelta(let key, _), .blockBreak(let key), .blockOpaque(let key, _),
            .annotation(let key, _):
            if let choice = choiceOfBlock[key] { passBlock(event, to: choice, into: &bytes) }
        case .blockStop(let key):
            guard let choice = choiceOfBlock.removeValue(forKey: key) else { return }
            passBlock(event, to: choice, into: &bytes)
        case .logprobs(let choice, _):
            if context.wantsLogprobs { pass(event, to: choice, into: &bytes) }
        case .usage(let usage, _): self.usage = usage
        case .stop(let choice, let reason, _): reasons[choice] = reason
        case .error(let fault):
            isOver = true
            StreamText.append(event: nil, GeminiFaults.body(fault, fault.publicMessage), to: &bytes)
        case .end:
            isOver = true
            writeEnd(into: &bytes)
        case .keepalive: break
        }
    }

    private mutating func passBlock(
        _ event: StreamEvent, to choice: Int, into bytes: inout [UInt8]
    ) {
        ordered.removeAll(keepingCapacity: true)
        serials[choice, default: SerialBlocks()].take(event, into: &ordered)
        for event in ordered { pass(event, to: choice, into: &bytes) }
    }

    private mutating func pass(_ event: StreamEvent, to choice: Int, into bytes: inout [UInt8]) {
        var output = outputs[choice] ?? GeminiOutput(context, isWhole: false)
        outputs[choice] = nil  // so that it is changed in place
        output.take(event)
        let parts = output.takeParts()
        outputs[choice] = output
        guard !parts.isEmpty else { return }
        var json = JSONWriter(reservingBytes: 160)
        json.beginObject()
        json.beginArray("candidates")
        json.beginObject()
        GeminiOutput.writeContent(parts, to: &json)
        json.member("index", Int64(choice))
        json.endObject()
        json.endArray()
        json.members(tail)
        json.endObject()
        StreamText.append(event: nil, json.bytes, to: &bytes)
    }

    private mutating func writeEnd(into bytes: inout [UInt8]) {
        var json = JSONWriter(reservingBytes: 256)
        json.beginObject()
        if outputs.isEmpty, !reasons.isEmpty, reasons.values.allSatisfy({ $0 == .promptBlocked }) {
            GeminiReplyWriter.writeBlock(to: &json)
        } else {
            json.beginArray("candidates")
            for choice in reasons.keys.sorted() {
                var output = outputs[choice] ?? GeminiOutput(context, isWhole: false)
                json.beginObject()
                output.writeEnd(reasons[choice] ?? .other, to: &json)
                json.member("index", Int64(choice))
                json.endObject()
            }
            json.endArray()
        }
        if let usage {
            json.key("usageMetadata")
            GeminiUsageForm.write(usage, to: &json)
        }
        json.members(tail)
        json.endObject()
        StreamText.append(event: nil, json.bytes, to: &bytes)
    }
}
