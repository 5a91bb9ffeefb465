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
