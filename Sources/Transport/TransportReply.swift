/// A provider's final head, and its body still to come.
package struct TransportReply: Sendable {
    /// The status, 200 to 999.
    package let status: Int
    /// Header fields in the order they came; names in lower case, values visible ASCII, spaces and
    /// tabs only (a field with anything else was left out).
    package let headers: [(name: String, value: String)]
    /// The body, as a stream of bytes.
    package let body: TransportBody
    /// How long it took so far.
    package let timing: TransportTiming

    /// The value of the first field of that name.
    ///
    /// - Parameter name: In lower case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// When the steps before a reply's body happened.
package struct TransportTiming: Equatable, Sendable {
    /// Nanoseconds from the start until connected (near zero on a kept connection).
    package let connectedNanoseconds: UInt64
    /// Nanoseconds from the start until the final head was complete.
    package let firstByteNanoseconds: UInt64
    /// Whether a kept connection carried the exchange.
    package let isConnectionReused: Bool
}
