import Translation
import Vocabulary
import Wire

/// Turns bytes of a provider's stream into bytes for the client: a state machine without I/O.
///
/// Held (nothing goes out, an error is still a whole answer) → open (the first content came, or the bounds of holding
/// were reached) → ended (the dialect's end, which waits for the books).
struct StreamPump {
    /// What goes to the client now, and the end if it came.
    struct Step {
        var bytes: [UInt8] = []
        var end: [UInt8]?
    }

    private var events: ServerSentEventReader
    private var reader: any StreamReader
    private let limits: GatewayLimits
    private let beganNanoseconds: UInt64
    private var held: [UInt8] = []
    /// What a failed step would have sent.
    private var unsent: [UInt8] = []
    private var heldEvents = 0
    private var isOpen = false
    private var unreadBytes = 0

    init(reader: any StreamReader, limits: GatewayLimits, beganNanoseconds: UInt64) {
        self.reader = reader
        self.limits = limits
        self.beganNanoseconds = beganNanoseconds
        events = ServerSentEventReader(
            lineBytesMax: limits.eventBytesMax, eventBytesMax: limits.eventBytesMax)
    }

    /// What the stream said of itself so far.
    var reading: ReplyReading { reader.reading }

    /// What of the answer the client may not bring back.
    var stash: ProofStash? { reader.stash }

    /// Counts bytes that came after the client had left.
    ///
    /// - Returns: All of them.
    mutating func noteUnread(_ count: Int) -> Int {
        unreadBytes += count
        return unreadBytes
    }

    /// Takes bytes from the provider, or `nil` at the end of its answer.
    ///
    /// - Throws: The provider's failure, `.upstreamBroken` for an answer that stops before its dialect's end.
    mutating func take(_ bytes: [UInt8]?, at now: UInt64) throws(RoadFault) -> Step {
        var step = Step()
        do throws(RoadFault) {
            try take(bytes, at: now, &step)
        } catch {
            unsent = step.bytes + held
            throw error
        }
        return step
    }

    private mutating func take(
        _ bytes: [UInt8]?, at now: UInt64, _ step: inout Step
    ) throws(RoadFault) {
        guard let bytes else {
            if let event = events.finish(), event.hasData { try take(event, &step) }
            if step.end == nil { try follow(reader.finish(), &step) }
            return
        }
        do { try events.push(bytes) } catch {
            throw RoadFault(
                .upstreamTooLarge, .upstream, "The provider sent an event larger than Bursar takes."
            )
        }
        while step.end == nil, let event = events.next() { try take(event, &step) }
        if !isOpen, !held.isEmpty, mustOpen(at: now) { open(&step) }
    }

    /// The last bytes for a client whose stream has begun and fails: what came before the fault and wasn't sent yet, then
    /// the client's own last event. After an echo nothing that the provider wrote is in it.
    ///
    /// - Parameter usual: The dialect's usual one, for readers that have no other.
    mutating func end(with fault: RoadFault, usual: [UInt8]) -> [UInt8] {
        (fault.isEcho ? [] : unsent) + (reader.end(with: fault) ?? usual)
    }

    private mutating func take(_ event: ServerSentEvent, _ step: inout Step) throws(RoadFault) {
        try follow(reader.take(event), &step)
    }

    private mutating func follow(
        _ verdict: StreamVerdict, _ step: inout Step
    ) throws(RoadFault) {
        switch verdict {
        case .drop: break
        case .failure(let fault): throw fault
        case .prelude(let bytes):
            if isOpen {
                step.bytes += bytes
            } else {
                held += bytes
                heldEvents += 1
            }
        case .content(let bytes):
            open(&step)
            step.bytes += bytes
        case .end(let bytes):
            open(&step)
            step.end = bytes
        }
    }

    private mutating func open(_ step: inout Step) {
        isOpen = true
        guard !held.isEmpty else { return }
        step.bytes += held
        held = []
    }

    private func mustOpen(at now: UInt64) -> Bool {
        heldEvents >= limits.heldEventsMax || held.count >= limits.heldBytesMax
            || now >= beganNanoseconds + UInt64(limits.heldMillisecondsMax) * 1_000_000
    }
}
