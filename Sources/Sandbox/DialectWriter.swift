import NIOCore

/// Puts an answer into a dialect's bytes.
///
/// A further dialect is a further conforming type; nothing else knows what its events look like.
protocol DialectWriter: Sendable {
    /// The answer that is written.
    var answer: Answer { get }

    /// Writes the event of a beat.
    ///
    /// - Returns: Whether the dialect has an event for it.
    func write(_ beat: AnswerBeat, into buffer: inout ByteBuffer) -> Bool

    /// The bytes of a text event before and after its text.
    var textFrame: JSONFrame { get }

    /// Writes the event that a stream fails with.
    func writeError(_ refusal: Refusal, into buffer: inout ByteBuffer)

    /// The body of an answer in one piece, before and after its visible text.
    ///
    /// - Parameter hasText: Whether text is put between; what the dialect has instead is in the
    /// frame otherwise.
    func wholeFrame(hasText: Bool) -> JSONFrame
}

/// What stands before and after a text that is put in later.
struct JSONFrame: Equatable, Sendable {
    /// What stands before the text.
    let head: [UInt8]
    /// What stands after it.
    let tail: [UInt8]
}
