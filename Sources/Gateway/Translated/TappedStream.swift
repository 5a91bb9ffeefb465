import Translation
import Vocabulary
import Wire

/// Passes a provider's stream on as it came, and listens with its dialect's reader.
///
/// For dialects without a last event of their own (Gemini) each event from the first answer's stop on waits for the next.
struct TappedStream: StreamReader {
    private var account = AnswerAccount()
    private var reader: any TranslationStreamReader
    /// What ends a stream of Responses that breaks.
    private var failure: ResponsesFailure?
    private var hasStopped = false
    private var tail: [UInt8] = []

    init(_ context: ReplyContext) {
        reader = Dialects.rules(for: context.target).streamReader(context: context)
        if context.source == .openAIResponses { failure = ResponsesFailure(context) }
    }

    var reading: ReplyReading { ReplyReading(account) }

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

    mutating func end(with fault: RoadFault) -> [UInt8]? {
        fault.isEcho ? nil : failure?.event(fault.providerFault)
    }

    private mutating func verdict(_ events: [StreamEvent], raw: [UInt8]) -> StreamVerdict {
        var hasContent = false
        for event in events {
            account.take(event)
            if case .error(let fault) = event { return .failure(RoadFault(fault)) }
            if case .stop = event { hasStopped = true }
            if event.isContent { hasContent = true }
        }
        failure?.pass(events)
        if account.isComplete { return .end(tail + raw) }
        if hasStopped {
            // Only the newest event waits: it may be the last.
            defer { tail = raw }
            return tail.isEmpty ? .drop : .content(tail)
        }
        return hasContent ? .content(raw) : .prelude(raw)
    }
}
