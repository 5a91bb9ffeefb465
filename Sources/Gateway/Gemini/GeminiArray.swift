import Vocabulary
import Wire

/// Gemini's stream without `alt=sse`: the same answers as the elements of one JSON array, written piece by piece
/// (facts/protocols 4.4).
///
/// Wraps the stream's own reader and takes its events apart again. Events before the first content wait here, so that the
/// bracket that opens the array is out exactly when something of it is.
struct GeminiArray: StreamReader {
    private var inner: any StreamReader
    private let waitingBytesMax: Int
    private let eventBytesMax: Int
    private var waiting: [UInt8] = []
    private var hasBegun = false

    init(_ inner: any StreamReader, limits: GatewayLimits) {
        self.inner = inner
        waitingBytesMax = limits.heldBytesMax
        eventBytesMax = limits.eventBytesMax
    }

    var reading: ReplyReading { inner.reading }

    mutating func take(_ event: ServerSentEvent) -> StreamVerdict { rendered(inner.take(event)) }

    mutating func finish() -> StreamVerdict { rendered(inner.finish()) }

    mutating func end(with fault: RoadFault) -> [UInt8]? {
        let bytes = inner.end(with: fault) ?? GeminiFaults.lastEvent(fault)
        return elements(bytes) + closing()
    }

    private mutating func rendered(_ verdict: StreamVerdict) -> StreamVerdict {
        switch verdict {
        case .drop, .failure: return verdict
        case .prelude(let bytes):
            waiting += bytes
            guard hasBegun || waiting.count > waitingBytesMax else { return .drop }
            return .content(released([]))
        case .content(let bytes): return .content(released(bytes))
        case .end(let bytes): return .end(released(bytes) + closing())
        }
    }

    private mutating func released(_ bytes: [UInt8]) -> [UInt8] {
        defer { waiting = [] }
        return elements(waiting + bytes)
    }

    /// The elements that whole events become.
    private mutating func elements(_ bytes: [UInt8]) -> [UInt8] {
        var events = ServerSentEventReader(
            lineBytesMax: eventBytesMax * 2, eventBytesMax: eventBytesMax * 2)
        // they passed a reader with lower bounds, or a writer of ours
        try? events.push(bytes)
        var array: [UInt8] = []
        while let event = events.next() ?? events.finish() {
            guard event.hasData else { continue }
            array += Array((hasBegun ? ",\r\n" : "[").utf8) + event.data
            hasBegun = true
        }
        return array
    }

    private func closing() -> [UInt8] { Array((hasBegun ? "]" : "[]").utf8) }
}

/// Faults where a stream is an array: an array of one error, as Google gives them.
package enum GeminiArrayFaults: FaultRules {
    package static func reply(to fault: RoadFault, call: Identifier?) -> WholeReply {
        var reply = GeminiFaults.reply(to: fault, call: call)
        reply.body = bracketed(reply.body)
        return reply
    }

    /// Where elements have gone out, `GeminiArray` writes the end.
    package static func streamEnd(_ fault: RoadFault, call: Identifier) -> [UInt8] {
        bracketed(GeminiFaults.reply(to: fault, call: nil).body)
    }

    /// White space, which JSON allows between any two elements.
    package static let keepalive = Array("\n".utf8)

    private static func bracketed(_ body: [UInt8]) -> [UInt8] {
        Array("[".utf8) + body + Array("]".utf8)
    }
}
