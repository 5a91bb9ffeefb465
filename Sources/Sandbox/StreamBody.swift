import NIOCore

/// The events of an answer, with what goes wrong in between.
struct StreamBody: BodySource {
    private let writer: any DialectWriter
    private var sequence: AnswerSequence
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
            case .errorInStream, .stall: script.after ?? 0
            case .noTerminal: script.after
            default: nil
            }
    }

    var outputTokens: Int64 { sequence.outputTokens }

    mutating func writeNext(into buffer: inout ByteBuffer) -> BodyStep {
        if giantBytesLeft != nil { return writeGiant(into: &buffer) }
        if hasEnded { return .end }
        if eventsLeft == 0 { return fail(into: &buffer) }
        while let beat = sequence.next() {
            if beat == .end, fault == .noTerminal { return .end }
            if fault == .giantLine, case .piece(.text, _, index: 0) = beat {
                buffer.writeBytes(writer.textFrame.head)
                giantBytesLeft = giantBytes
                return .part
            }
            if writer.write(beat, into: &buffer) {
                eventsLeft = eventsLeft.map { $0 - 1 }
                return beat == .end ? .last : .event
            }
        }
        return .end
    }

    private mutating func fail(into buffer: inout ByteBuffer) -> BodyStep {
        switch fault {
        case .stall: return .stall
        case .errorInStream:
            writer.writeError(Refusal(status: 529, message: "Overloaded"), into: &buffer)
            hasEnded = true
            return .last
        default: return .end
        }
    }

    private mutating func writeGiant(into buffer: inout ByteBuffer) -> BodyStep {
        let step = GiantLine.write(&giantBytesLeft, into: &buffer)
        guard step == .event else { return step }
        buffer.writeBytes(writer.textFrame.tail)
        return .event
    }
}
