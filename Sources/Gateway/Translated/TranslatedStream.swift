import Translation
import Wire

/// Reads a provider's stream in its dialect and writes the client's in another.
struct TranslatedStream: StreamReader {
    private var translator: StreamTranslator

    init(_ context: ReplyContext) { translator = StreamTranslator(context) }

    var reading: ReplyReading { ReplyReading(translator.account) }

    var stash: ProofStash? { translator.stash }

    mutating func take(_ event: ServerSentEvent) -> StreamVerdict {
        verdict(translator.take(event))
    }

    mutating func finish() -> StreamVerdict { verdict(translator.finish()) }

    mutating func end(with fault: RoadFault) -> [UInt8]? {
        guard !fault.isEcho else { return nil }
        let bytes = translator.failure(fault.providerFault)
        return bytes.isEmpty ? nil : bytes
    }

    private func verdict(_ step: StreamTranslator.Step) -> StreamVerdict {
        if let fault = step.fault { return .failure(RoadFault(fault)) }
        if step.isEnd { return .end(step.bytes) }
        return step.hasContent ? .content(step.bytes) : .prelude(step.bytes)
    }
}
