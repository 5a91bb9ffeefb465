import Ledger
import Translation
import Vocabulary
import Wire

/// What a provider's answer says of itself.
struct ReplyReading: Sendable {
    /// `nil` when the provider reported nothing.
    var usage: TokenUsage?
    /// The provider's numbers contradict each other; what could be kept was.
    var isInconsistent = false
    /// `false` when one of its totals can't be one, so that usage has to be estimated.
    var isCounted = true
    var modelServed: String?
    var tierServed: String?
    var providerID: String?
    /// Bytes of text that were generated, for an estimate when usage is missing.
    var outputBytes = 0
    /// The dialect's own end was seen.
    var isComplete = false
    /// The usage is the provider's last word on it, even if the answer failed.
    var isUsageFinal = false
    /// The client is told a number that the provider didn't say.
    var isEstimate = false
    /// What redaction took out of it, and what it noted.
    var findings: CallFindings?
}

/// Reads one stream, event by event, and says what becomes of each.
protocol StreamReader: Sendable {
    /// What was learned so far.
    var reading: ReplyReading { get }

    /// What of the answer the client's dialect may not bring back.
    var stash: ProofStash? { get }

    /// Takes the next event.
    mutating func take(_ event: ServerSentEvent) -> StreamVerdict

    /// The provider's answer is over, whether its dialect's end came or not.
    mutating func finish() -> StreamVerdict

    /// The client's own last event for a fault, where it depends on what was sent; `nil` for the usual one.
    mutating func end(with fault: RoadFault) -> [UInt8]?
}

extension StreamReader {
    var stash: ProofStash? { nil }

    mutating func finish() -> StreamVerdict {
        reading.isComplete ? .end([]) : .failure(.brokenStream)
    }

    mutating func end(with fault: RoadFault) -> [UInt8]? { nil }
}

/// The reader of answers that never stream: whatever comes as a stream isn't one of them.
struct NoStream: StreamReader {
    let reading = ReplyReading()

    mutating func take(_ event: ServerSentEvent) -> StreamVerdict { .failure(.brokenStream) }
}

extension RoadFault {
    /// A stream that stopped before its end.
    static let brokenStream = RoadFault(
        .upstreamBroken, .upstream, "The provider's stream broke off before its end. Try again.")
}

/// What becomes of a streamed event.
enum StreamVerdict: Sendable {
    /// Goes to the client, but isn't content yet: may be held back.
    case prelude([UInt8])
    /// Goes to the client.
    case content([UInt8])
    /// Isn't for the client.
    case drop
    /// The dialect's end; goes to the client once the books are written.
    case end([UInt8])
    /// The provider reports a failure.
    case failure(RoadFault)
}

extension JSONNode {
    /// A member's text when it is one of at most so many bytes and holds no control characters.
    func shortText(_ key: String, bytesMax: Int = 256) -> String? {
        guard let text = self[key]?.string, text.utf8.count <= bytesMax,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else { return nil }
        return text
    }
}
