import Vocabulary
import Wire

/// Reads a stream of Gemini's answers (facts/protocols 4.4): server-sent events, or the pieces of a
/// JSON list as a server sends them without `alt=sse`.
///
/// There is no terminator: the stream is complete if every candidate has its finish reason, or the
/// prompt was blocked, when the bytes end (PT-24).
struct GeminiStreamReader: TranslationStreamReader {
    private var answer: GeminiAnswerReader
    private var bare = JSONPieces()
    private var isOver = false

    init(context: ReplyContext) { answer = GeminiAnswerReader(context) }

    mutating func read(_ event: ServerSentEvent, into events: inout [StreamEvent]) {
        guard !isOver else { return }
        if event.hasData {
            guard event.data != Self.done else { return }
            return read(event.data, into: &events)
        }
        // Objects without `data:`: an error, or a list.
        guard bare.push(event.raw) else {
            return fail(
                ProviderFault(.malformed, "The provider sent something that isn't an answer."),
                into: &events)
        }
        while !isOver, let piece = bare.next() { read(piece, into: &events) }
    }

    mutating func finish(into events: inout [StreamEvent]) {
        guard !isOver else { return }
        isOver = true
        answer.finish(into: &events)
    }

    private static let done = Array("[DONE]".utf8)

    private mutating func read(_ json: [UInt8], into events: inout [StreamEvent]) {
        guard let document = try? JSONDocument(parsing: json) else {  // told below
            return fail(
                ProviderFault(.malformed, "The provider sent something that isn't an answer."),
                into: &events)
        }
        if let error = GeminiFaults.error(in: document.root) {
            return fail(GeminiFaults.fault(error, status: nil), into: &events)
        }
        guard document.root.kind == .array else { return answer.take(document.root, into: &events) }
        for element in document.root.elements { answer.take(element, into: &events) }
    }

    private mutating func fail(_ fault: ProviderFault, into events: inout [StreamEvent]) {
        isOver = true
        events.append(.error(fault))
    }
}
