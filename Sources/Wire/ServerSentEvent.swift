/// One block of an event stream: what stands between two blank lines (WHATWG HTML, section 9.2).
package struct ServerSentEvent: Equatable, Sendable {
    /// The last `event` field; empty if there is none.
    package let name: [UInt8]
    /// The values of all `data` fields, joined by line feeds.
    package let data: [UInt8]
    /// Exactly what arrived, its blank line (if it came) and stray blank lines before it included,
    /// so that the `raw` of all events in a row is the stream.
    package let raw: [UInt8]
    /// Whether there was a `data` field, be it an empty one; without one, clients see no event.
    package let hasData: Bool
}

/// Why an event stream can't be read on.
package struct ServerSentEventFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The closed list of reasons.
    package enum Code: Sendable {
        /// A line is longer than `lineBytesMax`, its end not counted.
        case lineTooLong
        /// An event is longer than `eventBytesMax`, all its bytes counted.
        case eventTooLong
    }

    /// The reason.
    package let code: Code
    /// How many bytes are allowed.
    package let bytesMax: Int

    /// The reason and the limit, for a human.
    package var description: String {
        switch code {
        case .lineTooLong: "line of the event stream longer than \(bytesMax) bytes"
        case .eventTooLong: "event of the stream longer than \(bytesMax) bytes"
        }
    }
}
