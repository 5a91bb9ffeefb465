import Vocabulary
import Wire

/// Turns a provider's stream into the client's, event by event: a state machine without I/O.
package struct StreamTranslator: Sendable {
    /// What an event of the provider becomes.
    package struct Step: Sendable {
        /// Bytes for the client; none when the event says nothing yet.
        package var bytes: [UInt8] = []
        /// Is there content among them, after which the answer can't be started anew?
        package var hasContent = false
        /// The answer is complete; the bytes are its last.
        package var isEnd = false
        /// The provider failed. Nothing was written for it: `failure(_:)` writes it, once the
        /// call's fate is decided.
        package var fault: ProviderFault?
    }

    private var reader: any TranslationStreamReader
    private var writer: any TranslationStreamWriter
    private var homeward: HomewardStream
    private var read: [StreamEvent] = []
    private var own: [StreamEvent] = []

    /// What the stream said of itself so far.
    package private(set) var account = AnswerAccount()
    /// Reasoning and proofs that the client's dialect may not carry, by the calls they belong to.
    package private(set) var stash: ProofStash

    /// For one stream.
    package init(_ context: ReplyContext) {
        reader = Dialects.rules(for: context.target).streamReader(context: context)
        writer = Dialects.rules(for: context.source).streamWriter(context: context)
        homeward = HomewardStream(context)
        stash = ProofStash(keepsUnproven: context.keepsReasoning)
    }

    /// Takes the provider's next event.
    package mutating func take(_ event: ServerSentEvent) -> Step {
        read.removeAll(keepingCapacity: true)
        reader.read(event, into: &read)
        return pass()
    }

    /// The provider's bytes are over.
    package mutating func finish() -> Step {
        read.removeAll(keepingCapacity: true)
        reader.finish(into: &read)
        return pass()
    }

    /// The last bytes of a stream that fails, in the client's dialect.
    package mutating func failure(_ fault: ProviderFault) -> [UInt8] {
        var bytes: [UInt8] = []
        writer.write(.error(fault), into: &bytes)
        return bytes
    }

    private mutating func pass() -> Step {
        var step = Step()
        own.removeAll(keepingCapacity: true)
        for event in read { homeward.take(event, into: &own) }
        var isFailing = false
        if case .error = own.last { isFailing = true }
        for event in own {
            account.take(event)
            stash.take(event)
            switch event {
            case .error(let fault): step.fault = fault
            // For the books alone: the client gets the error, perhaps of a stream that never began.
            case .usage where isFailing: break
            default:
                writer.write(event, into: &step.bytes)
                if event.isContent { step.hasContent = true }
                if case .end = event { step.isEnd = true }
            }
        }
        return step
    }
}
