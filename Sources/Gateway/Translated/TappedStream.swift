import Translation
import Vocabulary
import Wire

/// Passes a provider's stream on as it came, and listens with its dialect's reader.
///
/// For dialects without a last event of their own (Gemini) each event from the first answer's stop on waits for the next.
struct TappedStream: StreamReader {
    private(set) var reading = ReplyReading()
    private var reader: any TranslationStreamReader
    private var hasStopped = false
    private var tail: [UInt8] = []

    init(_ context: ReplyContext) {
        reader = Dialects.rules(for: context.target).streamReader(context: context)
    }

    mutating func take(_ event: ServerSentEvent) -> StreamVerdict {
        var events: [StreamEvent] = []
        reader.read(event, into: &events)
        return verdict(events, raw: event.raw)
    }

    mutating func finish() -> StreamVerdict {
        var events: [StreamEvent] = []
        reader.finish(into: &events)
        return verdict(events, raw: [])
    }

    private mutating func verdict(_ events: [StreamEvent], raw: [UInt8]) -> StreamVerdict {
        var hasContent = false
        for event in events {
            reading.note(event)
            switch event {
            case .error(let fault): return .failure(RoadFault(fault))
            case .stop: hasStopped = true
            case .end: reading.isComplete = true
            default: break
            }
            if event.isContent { hasContent = true }
        }
        if reading.isComplete { return .end(tail + raw) }
        if hasStopped {
            // Only the newest event waits: it may be the last.
            defer { tail = raw }
            return tail.isEmpty ? .drop : .content(tail)
        }
        return hasContent ? .content(raw) : .prelude(raw)
    }
}
