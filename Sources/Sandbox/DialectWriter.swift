import NIOCore
import Vocabulary

/// Puts an answer into a dialect's bytes.
///
/// A further dialect is a further conforming type; nothing else knows what its events look like.
protocol DialectWriter: Sendable {
    /// The dialect it is put into.
    var dialect: Dialect { get }

    /// The answer that is written.
    var answer: Answer { get }

    /// The beat whose last event tells a client that the answer is complete.
    var terminal: AnswerBeat { get }

    /// How many events the dialect has for a beat.
    func eventCount(of beat: AnswerBeat) -> Int

    /// Writes one event of a beat.
    ///
    /// - Parameter event: Counts from zero, below `eventCount(of:)`.
    func write(_ beat: AnswerBeat, event: Int, at place: EventPlace, into buffer: inout ByteBuffer)

    /// The bytes of a text event before and after its text.
    func textFrame(at place: EventPlace) -> JSONFrame

    /// Writes the event that a stream breaks with.
    func writeError(_ refusal: Refusal, at place: EventPlace, into buffer: inout ByteBuffer)

    /// Writes the event of an answer that failed; that of an error where there is no other.
    func writeFailure(_ refusal: Refusal, at place: EventPlace, into buffer: inout ByteBuffer)

    /// The body of an answer in one piece, before and after its visible text.
    ///
    /// - Parameter hasText: Whether text is put between; what the dialect has instead is in the
    /// frame otherwise.
    func wholeFrame(hasText: Bool) -> JSONFrame

    /// The body that says with status 200 that the answer failed.
    func wholeFailure(_ refusal: Refusal) -> [UInt8]
}

extension DialectWriter {
    var terminal: AnswerBeat { .end }

    func writeFailure(_ refusal: Refusal, at place: EventPlace, into buffer: inout ByteBuffer) {
        writeError(refusal, at: place, into: &buffer)
    }

    func wholeFailure(_ refusal: Refusal) -> [UInt8] {
        ErrorEnvelope.body(refusal, dialect: dialect, requestID: "")
    }
}

/// Where an event stands in its stream.
struct EventPlace: Equatable, Sendable {
    /// Counts from zero.
    let number: Int
    /// Output tokens given so far, those of the event included.
    let outputTokens: Int64
}

/// What stands before and after a text that is put in later.
struct JSONFrame: Equatable, Sendable {
    /// What stands before the text.
    let head: [UInt8]
    /// What stands after it.
    let tail: [UInt8]
}
