import Transport

/// Bounds of the road; each has a name, none can be switched off.
package struct GatewayLimits: Sendable {
    /// The longest body of a request, in bytes.
    package var requestBytesMax = 32 << 20
    /// The longest whole answer, in bytes.
    package var replyBytesMax = 64 << 20
    /// The longest stream, in bytes.
    package var streamBytesMax = 256 << 20
    /// The longest streamed event, in bytes.
    package var eventBytesMax = 8 << 20
    /// How much of a provider's error is read, in bytes.
    package var errorBytesMax = 64 << 10

    /// What is held back before a stream's first content: events, bytes, milliseconds.
    package var heldEventsMax = 64
    package var heldBytesMax = 256 << 10
    package var heldMillisecondsMax: Int64 = 2_000
    /// A stream that is silent for so long gets a keepalive.
    package var keepaliveMilliseconds: Int64 = 10_000

    /// How long, and how many bytes, an upstream is still read after its client hung up.
    package var drainMilliseconds: Int64 = 30_000
    package var drainBytesMax = 4 << 20

    package var connectMilliseconds = 10_000
    package var firstByteMilliseconds = 600_000
    package var idleMilliseconds = 120_000
    package var totalMilliseconds = 3_600_000

    /// How often a call is tried at most, how long after its head no further try begins, and how long it pauses before the
    /// same upstream again, in milliseconds.
    package var triesMax = 4
    package var retryMilliseconds: Int64 = 30_000
    package var backOffMilliseconds: Int64 = 100
    /// How long a call waits for a key, in milliseconds.
    package var keyWaitMilliseconds: Int64 = 10_000

    /// The output that is assumed, and held for, when neither request nor catalogue bounds it.
    package var outputTokensAssumed: Int64 = 4_096

    /// How long rows of calls are kept, in milliseconds; 0 for ever.
    package var keptCallsMilliseconds: Int64 = 0

    package init() {}
}
