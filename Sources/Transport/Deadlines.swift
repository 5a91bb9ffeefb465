/// How long each part of an exchange may take, in milliseconds of the monotonic clock.
///
/// They are checked by the loop itself, to within about ten milliseconds (fifty with thousands of
/// open exchanges).
package struct Deadlines: Equatable, Sendable {
    /// From the start until connected: name look-up, TCP and TLS.
    package var connectMilliseconds: Int
    /// From connected until the final head is complete; sending the request counts.
    package var firstByteMilliseconds: Int
    /// Between two reads of the body, while we are reading (not while the consumer is behind).
    package var idleMilliseconds: Int
    /// From the start to the end of everything.
    package var totalMilliseconds: Int

    package init(
        connectMilliseconds: Int = 10_000, firstByteMilliseconds: Int = 600_000,
        idleMilliseconds: Int = 120_000, totalMilliseconds: Int = 1_800_000
    ) {
        self.connectMilliseconds = connectMilliseconds
        self.firstByteMilliseconds = firstByteMilliseconds
        self.idleMilliseconds = idleMilliseconds
        self.totalMilliseconds = totalMilliseconds
    }
}

/// How much a provider may send in one exchange.
package struct TransportLimits: Equatable, Sendable {
    /// Bytes of all heads together: interim ones, the final one and trailers.
    package var headBytesMax: Int
    /// Header fields of all heads together.
    package var headFieldsMax: Int
    /// Bytes of the body.
    package var bodyBytesMax: Int

    package init(
        headBytesMax: Int = 64 << 10, headFieldsMax: Int = 200, bodyBytesMax: Int = 256 << 20
    ) {
        self.headBytesMax = headBytesMax
        self.headFieldsMax = headFieldsMax
        self.bodyBytesMax = bodyBytesMax
    }
}
