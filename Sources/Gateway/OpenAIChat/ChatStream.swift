import Translation
import Wire

/// Reads a stream of chat completion chunks.
///
/// Usage is always asked of the provider. A client that didn't ask sees neither the chunk that carries it nor the
/// null fields on the others; everything else passes as it came.
struct ChatStream: StreamReader {
    private(set) var reading = ReplyReading()
    private let asksForUsage: Bool
    private let answers: Int64
    private var finished: Set<Int64> = []
    private var isOver = false
    private var usage = ChatUsageForm()

    init(asksForUsage: Bool, answers: Int64 = 1) {
        self.asksForUsage = asksForUsage
        self.answers = answers
    }

    mutating func take(_ event: ServerSentEvent) -> StreamVerdict {
        guard event.hasData else { return .drop }
        if event.data == Self.done {
            isOver = true
            reading.isComplete = true
            return .end(event.raw)
        }
        guard let document = try? JSONDocument(parsing: event.data) else {  // told by the verdict
            return .failure(malformed)
        }
        let root = document.root
        if let error = root["error"], !error.isNull { return .failure(ChatRules.failure(error)) }
        ChatAnswer.note(root, in: &reading)
        // Groq tells it in a place of its own too.
        for object in [root["x_groq"]?["usage"], root["usage"]] where object?.kind == .object {
            usage.take(object)
            reading.note(usage.reported)
        }
        guard !isOver else { return .drop }
        // Chunks of usage alone may leave the list out.
        let choices = root["choices"].flatMap { $0.isNull ? nil : $0 }
        guard root.kind == .object, choices?.kind ?? .array == .array else {
            return .failure(malformed)
        }
        var hasContent = false
        for choice in choices?.elements ?? root.elements {
            if let delta = choice["delta"] {
                let bytes = ChatAnswer.textBytes(delta)
                reading.outputBytes += bytes
                if bytes > 0 || delta["tool_calls"]?.kind == .array { hasContent = true }
            }
            // Some servers say "" until it is over.
            if let word = choice["finish_reason"], word.kind == .string, word.utf8?.isEmpty == false
            {
                if finished.count < answers { finished.insert(choice["index"]?.int64 ?? 0) }
                hasContent = true
            }
        }
        let hasFinished = finished.count >= answers
        if hasFinished { reading.isComplete = true }
        guard let usage = root["usage"], !asksForUsage else {
            return hasContent || hasFinished ? .content(event.raw) : .prelude(event.raw)
        }
        if choices?.count ?? 0 == 0, !usage.isNull { return .drop }
        var edits = JSONEdits()
        edits.removeMember("usage", of: root)
        let bytes = ServerSentEventWriter.event(name: nil, data: edits.applied(to: document))
        return hasContent || hasFinished ? .content(bytes) : .prelude(bytes)
    }

    private static let done = Array("[DONE]".utf8)

    private var malformed: RoadFault {
        RoadFault(
            .upstreamMalformed, .upstream,
            "The provider sent something that isn't a chat completion chunk.")
    }
}
