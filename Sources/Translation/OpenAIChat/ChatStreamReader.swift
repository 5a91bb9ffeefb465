import Vocabulary
import Wire

/// Reads a stream of chat completion chunks, OpenAI's own and what compatible servers make of them
/// (facts/protocols 4.1).
///
/// Before the first chunk → running → over (`[DONE]`, an error, or the end of bytes). Of a chunk
/// the delta is read first, then the finish reason, then the usage (PT-18). Usage is read to the
/// end of the stream (PT-07).
struct ChatStreamReader: TranslationStreamReader {
    private let context: ReplyContext
    private var hasStarted = false
    private var isOver = false
    private var choices: [Int: ChatStreamChoice] = [:]
    private var keys = 0
    private var usage = ChatUsageForm()
    /// Did nothing of an answer come since usage was said?
    private var isUsageLast = false

    init(context: ReplyContext) { self.context = context }

    mutating func read(_ event: ServerSentEvent, into events: inout [StreamEvent]) {
        guard event.hasData, !isOver else { return }
        if event.data == Self.done { return end(atTerminator: true, into: &events) }
        guard let document = try? JSONDocument(parsing: event.data), document.root.kind == .object
        else {  // told below
            return fail(
                ProviderFault(.malformed, "The provider sent something that isn't a chunk."),
                into: &events)
        }
        let root = document.root
        if let error = root["error"], !error.isNull {
            takeUsage(root)
            if isUsageLast, let usage = usage.reported {
                events.append(.usage(usage, isFinal: true))
            }
            return fail(ChatFaults.fault(error, status: nil), into: &events)
        }
        start(root, into: &events)
        if let list = root["choices"], list.kind == .array {
            for choice in list.elements { read(choice, into: &events) }
            if list.count > 0 { isUsageLast = false }
        }
        if takeUsage(root), let usage = usage.reported {
            events.append(.usage(usage, isFinal: false))
        }
    }

    /// Takes the usage of a chunk; `false` if it has none.
    @discardableResult private mutating func takeUsage(_ root: JSONNode) -> Bool {
        var hasUsage = false
        for said in [root["usage"], root["x_groq"]?["usage"]] {
            guard let said, said.kind == .object else { continue }
            usage.take(said)
            hasUsage = true
        }
        if hasUsage { isUsageLast = true }
        return hasUsage
    }

    mutating func finish(into events: inout [StreamEvent]) {
        if !isOver { end(atTerminator: false, into: &events) }
    }

    private static let done = Array("[DONE]".utf8)

    private mutating func start(_ root: JSONNode, into events: inout [StreamEvent]) {
        guard !hasStarted else { return }
        hasStarted = true
        events.append(
            .start(
                StreamStart(
                    providerID: root.text("id"),
                    model: root.text("model").flatMap { $0.isEmpty ? nil : $0 },
                    createdSeconds: root["created"]?.int64, tier: root.text("service_tier"))))
    }

    private mutating func read(_ node: JSONNode, into events: inout [StreamEvent]) {
        let index = node["index"]?.int64.flatMap { Int(exactly: $0) } ?? 0
        guard (0..<128).contains(index) else { return }
        var choice = choices[index] ?? ChatStreamChoice(index: index, context: context)
        choices[index] = nil  // so that it is changed in place
        if let delta = node["delta"], delta.kind == .object {
            choice.take(delta, &keys, into: &events)
        }
        if let logprobs = node["logprobs"], logprobs.kind == .object {
            events.append(.logprobs(choice: index, Array(logprobs.bytes)))
        }
        // Some servers say "" until it is over.
        if let word = node.text("finish_reason"), !word.isEmpty {
            choice.note(finish: word)
        }
        choices[index] = choice
    }

    /// The end: clean after the provider's own terminator, or after a finish reason for every
    /// answer (PT-24, PT-73).
    private mutating func end(atTerminator: Bool, into events: inout [StreamEvent]) {
        guard hasStarted, !choices.isEmpty else { return fail(.broken, into: &events) }
        let order = choices.keys.sorted()
        for index in order where choices[index]?.isFinished == false {
            guard atTerminator, choices[index]?.isWhole == true else {
                return fail(.broken, into: &events)
            }
        }
        for index in order { choices[index]?.finish(&keys, into: &events) }
        isOver = true
        if let usage = usage.reported { events.append(.usage(usage, isFinal: true)) }
        events.append(.end)
    }

    private mutating func fail(_ fault: ProviderFault, into events: inout [StreamEvent]) {
        isOver = true
        events.append(.error(fault))
    }
}
