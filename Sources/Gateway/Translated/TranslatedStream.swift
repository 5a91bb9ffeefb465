import Translation
import Vocabulary
import Wire

/// Reads a provider's stream in its dialect and writes the client's in another.
struct TranslatedStream: StreamReader {
    private(set) var reading = ReplyReading()
    private var reader: any TranslationStreamReader
    private var homeward: HomewardStream
    private var writer: any TranslationStreamWriter
    private var isOver = false

    init(_ context: ReplyContext) {
        reader = Dialects.rules(for: context.target).streamReader(context: context)
        writer = Dialects.rules(for: context.source).streamWriter(context: context)
        homeward = HomewardStream(context)
    }

    mutating func take(_ event: ServerSentEvent) -> StreamVerdict {
        var events: [StreamEvent] = []
        reader.read(event, into: &events)
        return write(events)
    }

    mutating func finish() -> StreamVerdict {
        var events: [StreamEvent] = []
        reader.finish(into: &events)
        return write(events)
    }

    mutating func end(with fault: RoadFault) -> [UInt8]? {
        var bytes: [UInt8] = []
        writer.write(.error(fault.providerFault), into: &bytes)
        return bytes.isEmpty ? nil : bytes
    }

    private mutating func write(_ raw: [StreamEvent]) -> StreamVerdict {
        var events: [StreamEvent] = []
        for event in raw { homeward.take(event, into: &events) }
        var bytes: [UInt8] = []
        var hasContent = false
        for event in events {
            reading.note(event)
            if case .error(let fault) = event { return .failure(RoadFault(fault)) }
            if case .end = event { isOver = true }
            if event.isContent { hasContent = true }
            writer.write(event, into: &bytes)
        }
        if isOver {
            reading.isComplete = true
            return .end(bytes)
        }
        return hasContent ? .content(bytes) : .prelude(bytes)
    }
}
