import NIOCore

/// A body that is made while it is sent.
protocol BodySource: Sendable {
    /// Output tokens given so far.
    var outputTokens: Int64 { get }

    /// Appends the next bytes and tells what they were.
    mutating func writeNext(into buffer: inout ByteBuffer) -> BodyStep
}

/// What a body source has just appended, or that it has nothing more.
enum BodyStep: Equatable, Sendable {
    /// A whole event; the pace holds after it.
    case event
    /// The last event; the body ends in order after it.
    case last
    /// A part of something longer; more may follow at once.
    case part
    /// Nothing; the body has ended in order.
    case end
    /// Nothing; the body never goes on.
    case stall
    /// Perhaps bytes; the connection ends here, so many bytes before what was announced.
    case broken(bytesMissing: Int, isReset: Bool)
}

extension BodyStep {
    /// Whether the body gives no more bytes after this.
    var isFinal: Bool {
        switch self {
        case .event, .part: false
        case .last, .end, .stall, .broken: true
        }
    }
}

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

/// The filling of an overlong line.
enum GiantLine {
    /// Bytes of the text when the script doesn't say: twice what readers should put up with.
    static let bytesDefault = 16 * 1024 * 1024
    /// Bytes written at once.
    private static let stepBytes = 32 * 1024

    /// Appends some of the bytes left; `.event`, and nothing left, when that was all.
    static func write(_ bytesLeft: inout Int?, into buffer: inout ByteBuffer) -> BodyStep {
        guard let left = bytesLeft, left > 0 else {
            bytesLeft = nil
            return .event
        }
        let count = min(left, stepBytes)
        buffer.writeRepeatingByte(UInt8(ascii: "x"), count: count)
        bytesLeft = left - count
        return .part
    }
}

/// An answer in one piece whose middle is too long to keep, or never ends.
struct LongBody: BodySource {
    private let frame: JSONFrame
    private let text: AnswerText
    private let isGiant: Bool
    private var giantBytesLeft: Int?
    private var index = -1
    private(set) var outputTokens: Int64 = 0

    /// A body whose visible text is `giantBytes` long, or the endless text of the answer.
    init(_ writer: any DialectWriter, giantBytes: Int?) {
        frame = writer.wholeFrame(hasText: true)
        text = writer.answer.pieces(of: .text)
        isGiant = giantBytes != nil
        giantBytesLeft = giantBytes
    }

    /// The length of the body where it has one.
    var length: Int? { giantBytesLeft.map { frame.head.count + $0 + frame.tail.count } }

    mutating func writeNext(into buffer: inout ByteBuffer) -> BodyStep {
        if index < 0 {
            buffer.writeBytes(frame.head)
            index = 0
            return .part
        }
        if isGiant {
            guard giantBytesLeft != nil else { return .end }
            let step = GiantLine.write(&giantBytesLeft, into: &buffer)
            guard step == .event else { return step }
            buffer.writeBytes(frame.tail)
            outputTokens += 1
            return .part
        }
        buffer.writeBytes(text.piece(index))
        index += 1
        outputTokens += 1
        return .event
    }
}

/// A body that stops short of its length and leaves the connection open.
struct StalledBody: BodySource {
    private var bytes: ArraySlice<UInt8>
    let outputTokens: Int64 = 0

    /// The first bytes of a body.
    init(_ body: [UInt8], after count: Int) { bytes = body.prefix(count) }

    mutating func writeNext(into buffer: inout ByteBuffer) -> BodyStep {
        guard !bytes.isEmpty else { return .stall }
        buffer.writeBytes(bytes)
        bytes = []
        return .part
    }
}

/// Bytes that are there already, for those faults that begin with an ordinary body.
struct ReadyBody: BodySource {
    private var bytes: [UInt8]
    let outputTokens: Int64

    init(_ bytes: [UInt8], outputTokens: Int64) {
        self.bytes = bytes
        self.outputTokens = outputTokens
    }

    mutating func writeNext(into buffer: inout ByteBuffer) -> BodyStep {
        guard !bytes.isEmpty else { return .end }
        buffer.writeBytes(bytes)
        bytes = []
        return .part
    }
}

/// Another body until so many bytes, then the end of the connection.
struct CutBody: BodySource {
    private var whole: any BodySource
    private var bytesLeft: Int
    private let isReset: Bool

    init(_ whole: any BodySource, after bytes: Int, isReset: Bool) {
        self.whole = whole
        bytesLeft = bytes
        self.isReset = isReset
    }

    /// Bytes of a stream that are sent before the cut when the script doesn't say.
    static let streamBytesDefault = 1000

    var outputTokens: Int64 { whole.outputTokens }

    mutating func writeNext(into buffer: inout ByteBuffer) -> BodyStep {
        let start = buffer.writerIndex
        let step = whole.writeNext(into: &buffer)
        let written = buffer.writerIndex - start
        guard written > bytesLeft || step.isFinal else {
            bytesLeft -= written
            return step
        }
        let missing = max(0, written - bytesLeft)
        buffer.moveWriterIndex(to: buffer.writerIndex - missing)
        return .broken(bytesMissing: missing, isReset: isReset)
    }
}
