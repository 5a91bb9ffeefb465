import Vocabulary
import Wire

/// Reads a stream of Responses events, OpenAI's own and what compatible servers make of them
/// (facts/protocols 4.2).
///
/// Before the first response → running → over, at exactly one of `response.completed`,
/// `.incomplete`, `.failed`, `.cancelled`, `error`, or the end of bytes. Deltas are told as they
/// come; whatever an item's or the response's last word has beyond them is told then (PT-22).
struct ResponsesStreamReader: TranslationStreamReader {
    private let context: ReplyContext
    private var hasStarted = false
    private var isOver = false
    private var items: [Int64: ResponsesStreamItem] = [:]
    private var last: Int64 = 0
    private var blocks: ResponsesStreamBlocks
    private var usage = ResponsesUsageForm()

    init(context: ReplyContext) {
        self.context = context
        blocks = ResponsesStreamBlocks(context)
    }

    mutating func read(_ event: ServerSentEvent, into events: inout [StreamEvent]) {
        guard event.hasData, !isOver, event.data != Self.done else { return }
        guard let document = try? JSONDocument(parsing: event.data), document.root.kind == .object
        else {  // told below
            return fail(
                ProviderFault(.malformed, "The provider sent something that isn't an event."),
                into: &events)
        }
        let root = document.root
        guard let type = root.text("type") else {
            if let error = root["error"], !error.isNull {
                fail(ResponsesFaults.streamFault(root), into: &events)
            }
            return
        }
        switch type {
        case "error": return fail(ResponsesFaults.streamFault(root), into: &events)
        case "response.created", "response.queued", "response.in_progress":
            start(root["response"], into: &events)
        case "response.completed", "response.incomplete", "response.failed", "response.cancelled":
            end(root, type, into: &events)
        default:
            guard type.hasPrefix("response.") else { return }
            start(nil, into: &events)
            readItem(root, type, into: &events)
        }
    }

    mutating func finish(into events: inout [StreamEvent]) {
        if !isOver { fail(.broken, into: &events) }
    }

    private static let done = Array("[DONE]".utf8)

    private mutating func start(_ response: JSONNode?, into events: inout [StreamEvent]) {
        guard !hasStarted else { return }
        hasStarted = true
        events.append(
            .start(
                StreamStart(
                    providerID: response?.text("id"),
                    model: response?.text("model").flatMap { $0.isEmpty ? nil : $0 },
                    createdSeconds: response?["created_at"]?.int64,
                    tier: response?.text("service_tier"))))
    }

    private mutating func readItem(
        _ root: JSONNode, _ type: String, into events: inout [StreamEvent]
    ) {
        let index = root["output_index"]?.int64 ?? last
        guard (0..<100_000).contains(index) else { return }
        last = index
        var item = items[index] ?? ResponsesStreamItem()
        items[index] = nil  // so that it is changed in place
        defer { items[index] = item }
        guard !item.isDone else { return }
        switch type {
        case "response.output_item.added":
            if let node = root["item"] { item.announce(node, &blocks, into: &events) }
        case "response.output_item.done":
            if let node = root["item"] { finish(&item, node, into: &events) }
        case "response.output_text.delta":
            item.addText(
                item.text(root["delta"]), at: root, isRefusal: false, &blocks, into: &events)
            tellLogprobs(root, into: &events)
        case "response.refusal.delta":
            item.addText(
                item.text(root["delta"]), at: root, isRefusal: true, &blocks, into: &events)
        case "response.output_text.done":
            item.completeText(root.text("text"), at: root, isRefusal: false, &blocks, into: &events)
        case "response.refusal.done":
            item.completeText(
                root.text("refusal"), at: root, isRefusal: true, &blocks, into: &events)
        case "response.output_text.annotation.added":
            if let node = root["annotation"] {
                item.cite(ResponsesCitationForm.citation(node), at: root, into: &events)
            }
        case "response.content_part.done":
            item.closeText(at: root, into: &events)
        case "response.reasoning_summary_text.delta":
            item.addThought(item.text(root["delta"]), at: root, .summary, &blocks, into: &events)
        case "response.reasoning_summary_text.done":
            item.completeThought(root.text("text"), at: root, .summary, &blocks, into: &events)
        case "response.reasoning_text.delta":
            item.addThought(item.text(root["delta"]), at: root, .text, &blocks, into: &events)
        case "response.reasoning_text.done":
            item.completeThought(root.text("text"), at: root, .text, &blocks, into: &events)
        case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta":
            item.addInput(item.text(root["delta"]), into: &events)
        case "response.function_call_arguments.done":
            item.completeInput(root.text("arguments"), into: &events)
        case "response.custom_tool_call_input.done":
            item.completeInput(root.text("input"), into: &events)
        default:
            events.append(.keepalive)
        }
    }

    private mutating func finish(
        _ item: inout ResponsesStreamItem, _ node: JSONNode, into events: inout [StreamEvent]
    ) {
        item.announce(node, &blocks, into: &events)
        item.finish(node, &blocks, into: &events)
        if item.type == "web_search_call" { usage.searches += 1 }
    }

    private func tellLogprobs(_ root: JSONNode, into events: inout [StreamEvent]) {
        guard let list = root["logprobs"], list.kind == .array, list.count > 0 else { return }
        if let form = ResponsesReplyReader.logprobs([list.bytes.dropFirst().dropLast()]) {
            events.append(.logprobs(choice: 0, form))
        }
    }

    /// The end. What the whole response has and the stream hadn't is told first.
    private mutating func end(_ root: JSONNode, _ type: String, into events: inout [StreamEvent]) {
        guard let response = root["response"], response.kind == .object else {
            return fail(
                ProviderFault(.malformed, "The provider's stream ended without its response."),
                into: &events)
        }
        start(response, into: &events)
        usage.take(response["usage"])
        var fault = ResponsesFaults.fault(of: response)
        if fault == nil, type == "response.failed" || type == "response.cancelled" {
            fault = ProviderFault(.serverError, "")
        }
        if let fault {
            if let usage = usage.reported { events.append(.usage(usage, isFinal: true)) }
            return fail(fault, into: &events)
        }
        if let output = response["output"], output.kind == .array {
            var index: Int64 = 0
            for node in output.elements {
                var item = items[index] ?? ResponsesStreamItem()
                items[index] = nil
                if !item.isDone { finish(&item, node, into: &events) }
                items[index] = item
                index += 1
            }
        }
        for index in items.keys.sorted() { items[index]?.close(into: &events) }
        if let usage = usage.reported { events.append(.usage(usage, isFinal: true)) }
        let reason = ResponsesStopForm.reason(
            response, hasCall: blocks.hasCall, hasRefusal: blocks.hasRefusal)
        events.append(.stop(choice: 0, reason, sequence: nil))
        events.append(.end)
        isOver = true
    }

    private mutating func fail(_ fault: ProviderFault, into events: inout [StreamEvent]) {
        isOver = true
        events.append(.error(fault))
    }
}
