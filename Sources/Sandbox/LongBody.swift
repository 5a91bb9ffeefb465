import NIOCore
import Vocabulary

/// An answer in one piece whose middle is too long to keep, or never ends.
struct LongBody: BodySource {
    private let frame: JSONFrame
    private let text: AnswerText
    private let isGiant: Bool
    private var giantBytesLeft: Int?
    private var index = -1
    private let giantTokens: Int64
    private(set) var outputTokens: Int64

    /// A body whose visible text is `giantBytes` long, or the endless text of the answer.
    init(_ writer: any DialectWriter, giantBytes: Int?) {
        frame = writer.wholeFrame(hasText: true)
        text = writer.answer.pieces(of: .text)
        isGiant = giantBytes != nil
        giantTokens = writer.answer.usage.visibleOutput
        outputTokens = writer.answer.usage.reasoning
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
            outputTokens += giantTokens
            return .part
        }
        buffer.writeBytes(text.piece(index))
        index += 1
        outputTokens += 1
        return .event
    }
}
