import NIOCore

/// The events of an answer, with what goes wrong in between.
struct StreamBody: BodySource {
    private let writer: any DialectWriter
    private var sequence: AnswerSequence
    /// The beat under way, how many events it has, and which is next.
    private var beat = AnswerBeat.start
    private var eventCount = 0
    private var event = 0
    /// Events given so far.
    private var number = 0
    private let fault: ScriptedFault?
    /// Events until the fault; `nil` for one that doesn't count events.
    private var eventsLeft: Int?
    private let giantBytes: Int
    /// Bytes of the giant line still to be given, once it has begun.
    private var giantBytesLeft: Int?
    private var hasEnded = false

    /// A stream of an answer as its script wants it.
    init(_ writer: any DialectWriter, script: ModelScript) {
        self.writer = writer
        sequence = AnswerSequence(writer.answer)
        fault = script.fault
        giantBytes = script.size ?? GiantLine.bytesDefault
        eventsLeft =
            switch script.fault {
            case .errorInStream, .bareError, .stall: script.after ?? 0
            case .failed, .noTerminal: script.after
            default: nil
            }
    }

    var outputTokens: Int64 { sequence.outputTokens }

    private var place: EventPlace {
        EventPlace(number: number, outputTokens: sequence.outputTokens)
    }

    mutating func writeNext(into buffer: inout ByteBuffer) -> BodyStep {
        if giantBytesLeft != nil { return writeGiant(into: &buffer) }
        if hasEnded { return .end }
        if eventsLeft == 0 { return fail(into: &buffer) }
        while event == eventCount {
            guard let next = sequence.next() else { return .end }
            beat = next
            event = 0
            eventCount = writer.eventCount(of: next)
            if beat == writer.terminal, fault == .noTerminal || fault == .failed {
                return fail(into: &buffer)
            }
        }
        if fault == .giantLine, case .piece(.text, _, index: 0) = beat {
            event = eventCount
            buffer.writeBytes(writer.textFrame(at: place).head)
            giantBytesLeft = giantBytes
            return .part
        }
        writer.write(beat, event: event, at: place, into: &buffer)
        event += 1
        number += 1
        eventsLeft = eventsLeft.map { $0 - 1 }
        return beat == .end && event == eventCount ? .last : .event
    }

    private mutating func fail(into buffer: inout ByteBuffer) -> BodyStep {
        if fault == .stall { return .stall }
        hasEnded = true
        let refusal = Refusal(status: 529, message: "Overloaded")
        switch fault {
        case .errorInStream: writer.writeError(refusal, at: place, into: &buffer)
        case .failed: writer.writeFailure(refusal, at: place, into: &buffer)
        case .bareError:
            buffer.writeBytes(ErrorEnvelope.lines(refusal, dialect: writer.dialect))
        default: return .end
        }
        return .last
    }

    private mutating func writeGiant(into buffer: inout ByteBuffer) -> BodyStep {
        let step = GiantLine.write(&giantBytesLeft, into: &buffer)
        guard step == .event else { return step }
        buffer.writeBytes(writer.textFrame(at: place).tail)
        number += 1
        return .event
    }
}
