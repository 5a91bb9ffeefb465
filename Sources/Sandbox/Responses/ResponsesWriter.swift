import NIOCore
import Vocabulary
import Wire

/// Writes OpenAI responses and their events (facts 4.2: the order of events).
struct ResponsesWriter: DialectWriter {
    let dialect = Dialect.openAIResponses
    let answer: Answer
    private let items: ResponsesItems
    /// The settings that each shape of the response echoes.
    private let settings: [UInt8]
    private let blocks: [AnswerBlock]

    /// A writer of an answer to a prompt.
    init(_ answer: Answer, to prompt: Prompt) {
        self.answer = answer
        items = ResponsesItems(answer, to: prompt)
        settings = ResponsesSettings.members(of: prompt)
        blocks = answer.blocks
    }

    // MARK: Streams

    func eventCount(of beat: AnswerBeat) -> Int {
        switch beat {
        case .start: 2
        case .blockStart(.thinking, _): items.summaries.isEmpty ? 1 : 2
        case .blockStart(.text, _): 2
        case .blockStart(.tool, _): 1
        case .piece(.thinking, _, let index): index == items.secondSummaryStart ? 4 : 1
        case .piece: 1
        case .blockStop(.thinking, _): items.summaries.isEmpty ? 1 : 3
        case .blockStop(.text, _): 3
        case .blockStop(.tool, _): 2
        case .end: 1
        case .ping, .finish, .usage: 0
        }
    }

    func write(
        _ beat: AnswerBeat, event: Int, at place: EventPlace, into buffer: inout ByteBuffer
    ) {
        switch beat {
        case .start:
            let type = event == 0 ? "response.created" : "response.in_progress"
            let response = self.response(.inProgress, output: .init(head: [], tail: []))
            write(type, ",\"response\":", response.head + response.tail, at: place, into: &buffer)
        case .blockStart(let block, let position) where event == 0:
            write(
                "response.output_item.added", ",\"output_index\":\(position),\"item\":",
                Array(items.start(of: block).utf8), at: place, into: &buffer)
        case .blockStart(.text, _):
            let part = items.textPart
            write(
                "response.content_part.added", textPlace + ",\"part\":", part.head + part.tail,
                at: place, into: &buffer)
        case .blockStart(_, let position):
            writeSummary(.partAdded, 0, position, at: place, into: &buffer)
        case .piece(.text, _, let index):
            let frame = textFrame(at: place)
            buffer.writeBytes(frame.head)
            buffer.writeBytes(answer.pieces(of: .text).piece(index))
            buffer.writeBytes(frame.tail)
        case .piece(.thinking, let position, let index):
            writeThinking(index, event, position, at: place, into: &buffer)
        case .piece(.tool(let call), let position, let index):
            let piece = String(
                decoding: answer.pieces(of: .tool(call)).piece(index), as: UTF8.self)
            write(
                "\(callEvent(call)).delta",
                itemPlace(.tool(call), position) + ",\"delta\":\"\(piece)\"", [], at: place,
                into: &buffer)
        case .blockStop(let block, let position):
            writeStop(block, event, position, at: place, into: &buffer)
        case .end:
            let response = self.response(.ended, output: output)
            let text = answer.text.map(answer.escaped) ?? []
            write(
                "response.\(Status.ended.name(of: answer))", ",\"response\":",
                response.head + text + response.tail, at: place, into: &buffer)
        case .ping, .finish, .usage: break
        }
    }

    func textFrame(at place: EventPlace) -> JSONFrame {
        let type = isRefusal ? "response.refusal.delta" : "response.output_text.delta"
        let end = isRefusal ? "\"}\n\n" : "\",\"logprobs\":[]}\n\n"
        return JSONFrame(
            head: Array((start(of: type, at: place) + textPlace + ",\"delta\":\"").utf8),
            tail: Array(end.utf8))
    }

    func writeError(_ refusal: Refusal, at place: EventPlace, into buffer: inout ByteBuffer) {
        let message = String(decoding: JSONText.quoted(refusal.message), as: UTF8.self)
        write(
            "error", ",\"code\":\"server_error\",\"message\":\(message),\"param\":null", [],
            at: place, into: &buffer)
    }

    func writeFailure(_ refusal: Refusal, at place: EventPlace, into buffer: inout ByteBuffer) {
        let response = self.response(
            .failed(refusal, outputTokens: place.outputTokens), output: .init(head: [], tail: []))
        write(
            "response.failed", ",\"response\":", response.head + response.tail, at: place,
            into: &buffer)
    }

    // MARK: Whole answers

    func wholeFrame(hasText: Bool) -> JSONFrame { response(.ended, output: output) }

    func wholeFailure(_ refusal: Refusal) -> [UInt8] {
        let response = self.response(
            .failed(refusal, outputTokens: nil), output: .init(head: [], tail: []))
        return response.head + response.tail
    }

    // MARK: Events

    private var isRefusal: Bool { answer.stop == .refused }

    private func start(of type: String, at place: EventPlace) -> String {
        "event: \(type)\ndata: {\"type\":\"\(type)\",\"sequence_number\":\(place.number)"
    }

    private func write(
        _ type: String, _ members: String, _ value: [UInt8], at place: EventPlace,
        into buffer: inout ByteBuffer
    ) {
        buffer.writeString(start(of: type, at: place))
        buffer.writeString(members)
        buffer.writeBytes(value)
        buffer.writeStaticString("}\n\n")
    }

    private func itemPlace(_ block: AnswerBlock, _ position: Int) -> String {
        ",\"item_id\":\"\(items.ids.item(of: block))\",\"output_index\":\(position)"
    }

    private var textPlace: String {
        itemPlace(.text, blocks.firstIndex(of: .text) ?? 0) + ",\"content_index\":0"
    }

    private func callEvent(_ index: Int) -> String {
        answer.toolCalls[index].isCustom
            ? "response.custom_tool_call_input" : "response.function_call_arguments"
    }

    private func writeStop(
        _ block: AnswerBlock, _ event: Int, _ position: Int, at place: EventPlace,
        into buffer: inout ByteBuffer
    ) {
        if event == eventCount(of: .blockStop(block, position: position)) - 1 {
            let item = items.end(of: block)
            let text = block == .text ? answer.text.map(answer.escaped) ?? [] : []
            return write(
                "response.output_item.done", ",\"output_index\":\(position),\"item\":",
                item.head + text + item.tail, at: place, into: &buffer)
        }
        switch block {
        case .thinking:
            let last = items.summaries.count - 1
            writeSummary(
                event == 0 ? .textDone : .partDone, last, position, at: place, into: &buffer)
        case .text:
            let text = answer.text.map(answer.escaped) ?? []
            if event == 0 {
                let (type, key, end) =
                    isRefusal
                    ? ("response.refusal.done", "refusal", "")
                    : ("response.output_text.done", "text", ",\"logprobs\":[]")
                write(
                    type, textPlace + ",\"\(key)\":\"", text + Array(("\"" + end).utf8), at: place,
                    into: &buffer)
            } else {
                let part = items.textPart
                write(
                    "response.content_part.done", textPlace + ",\"part\":",
                    part.head + text + part.tail, at: place, into: &buffer)
            }
        case .tool(let index):
            let call = answer.toolCalls[index]
            let text = String(decoding: answer.escaped(call.fragments), as: UTF8.self)
            let name = String(decoding: JSONText.quoted(call.name), as: UTF8.self)
            let members =
                call.isCustom
                ? ",\"input\":\"\(text)\"" : ",\"name\":\(name),\"arguments\":\"\(text)\""
            write(
                "\(callEvent(index)).done", itemPlace(block, position) + members, [], at: place,
                into: &buffer)
        }
    }

    // MARK: Summaries

    private enum SummaryEvent { case partAdded, textDone, partDone }

    /// Writes a word of reasoning; at the start of the second part, the first is closed before.
    private func writeThinking(
        _ index: Int, _ event: Int, _ position: Int, at place: EventPlace,
        into buffer: inout ByteBuffer
    ) {
        let isTurn = index == items.secondSummaryStart
        switch (isTurn, event) {
        case (true, 0): writeSummary(.textDone, 0, position, at: place, into: &buffer)
        case (true, 1): writeSummary(.partDone, 0, position, at: place, into: &buffer)
        case (true, 2): writeSummary(.partAdded, 1, position, at: place, into: &buffer)
        default:
            let piece = String(
                decoding: answer.pieces(of: .thinking).piece(index), as: UTF8.self)
            let part = items.summaryIndex(ofWord: index)
            write(
                "response.reasoning_summary_text.delta",
                itemPlace(.thinking, position)
                    + ",\"summary_index\":\(part),\"delta\":\"\(piece)\"",
                [], at: place, into: &buffer)
        }
    }

    private func writeSummary(
        _ event: SummaryEvent, _ part: Int, _ position: Int, at place: EventPlace,
        into buffer: inout ByteBuffer
    ) {
        let text = event == .partAdded ? "" : items.summaries[part]
        let start = itemPlace(.thinking, position) + ",\"summary_index\":\(part)"
        let (type, value) =
            switch event {
            case .partAdded: ("part.added", "\"part\":\(ResponsesItems.part(text))")
            case .textDone: ("text.done", "\"text\":\"\(text)\"")
            case .partDone: ("part.done", "\"part\":\(ResponsesItems.part(text))")
            }
        write(
            "response.reasoning_summary_\(type)", "\(start),\(value)", [], at: place, into: &buffer)
    }
}

// MARK: The response itself

extension ResponsesWriter {
    /// What a response tells of its end.
    private enum Status {
        case inProgress
        case ended
        case failed(Refusal, outputTokens: Int64?)

        func name(of answer: Answer) -> String {
            switch self {
            case .inProgress: return "in_progress"
            case .failed: return "failed"
            case .ended:
                return Self.reason(of: answer) == nil ? "completed" : "incomplete"
            }
        }

        /// Why an answer is incomplete; `nil` when it is complete.
        static func reason(of answer: Answer) -> String? {
            switch answer.stop {
            case .outputLimit: "max_output_tokens"
            case .filtered, .blocked: "content_filter"
            default: nil
            }
        }
    }

    /// All items, before and after the text of the message.
    private var output: JSONFrame {
        var head: [UInt8] = []
        var tail: [UInt8] = []
        for (index, block) in blocks.enumerated() {
            let item = items.end(of: block)
            let comma = index == 0 ? [] : Array(",".utf8)
            if block == .text {
                head += comma + item.head
                tail = item.tail
            } else if tail.isEmpty {
                head += comma + item.head
            } else {
                tail += comma + item.head
            }
        }
        return JSONFrame(head: head, tail: tail)
    }

    private func response(_ status: Status, output: JSONFrame) -> JSONFrame {
        var error = "null"
        var details = "null"
        var usage: String?
        switch status {
        case .inProgress: break
        case .ended:
            details = Status.reason(of: answer).map { "{\"reason\":\"\($0)\"}" } ?? "null"
            usage = usageText(answer.usage)
        case .failed(let refusal, let tokens):
            let message = String(decoding: JSONText.quoted(refusal.message), as: UTF8.self)
            error = "{\"code\":\"server_error\",\"message\":\(message)}"
            usage = tokens.map { tokens in
                var usage = answer.usage
                usage.reasoning = min(usage.reasoning, tokens)
                usage.visibleOutput = tokens - usage.reasoning
                return usageText(usage)
            }
        }
        let name = status.name(of: answer)
        let model = String(decoding: JSONText.quoted(answer.model), as: UTF8.self)
        let completed = name == "completed" ? "1767225600" : "null"
        let head =
            "{\"id\":\"\(items.ids.response)\",\"object\":\"response\",\"created_at\":1767225600,"
            + "\"status\":\"\(name)\",\"completed_at\":\(completed),\"error\":\(error),"
            + "\"incomplete_details\":\(details),\"model\":\(model),"
        let end = answer.showsUsage ? usage ?? "null" : "null"
        return JSONFrame(
            head: Array(head.utf8) + settings + Array(",\"output\":[".utf8) + output.head,
            tail: output.tail + Array("],\"usage\":\(end)}".utf8))
    }

    /// Input tokens include those read from and written to caches, output tokens include
    /// reasoning.
    private func usageText(_ usage: TokenUsage) -> String {
        let written = usage.cacheWrite5m + usage.cacheWrite1h
        return "{\"input_tokens\":\(usage.inputTokens),\"input_tokens_details\":{"
            + "\"cached_tokens\":\(usage.cacheRead),\"cache_write_tokens\":\(written)},"
            + "\"output_tokens\":\(usage.outputTokens),\"output_tokens_details\":{"
            + "\"reasoning_tokens\":\(usage.reasoning)},"
            + "\"total_tokens\":\(usage.inputTokens + usage.outputTokens)}"
    }
}
