import Vocabulary

/// Everything `serve` can be told, validated.
package struct ServerSettings: Hashable, Sendable {
    /// Where clients knock.
    package var listen: ListenAddress
    /// The certificate and key of the data listener; `nil` for plain HTTP.
    package var tls: TLSFiles?
    /// How much the log tells.
    package var logLevel: LogLevel
    /// How long a provider may take.
    package var upstream: UpstreamDeadlines
    /// What a client's request may take.
    package var request: RequestLimits
    /// The longest silence on a client's stream before a keepalive, in milliseconds.
    package var keepaliveMilliseconds: Int64
    /// How long calls in flight may go on after SIGTERM, in milliseconds.
    package var drainMilliseconds: Int64
    /// How long and how far an upstream is read on after its client has hung up.
    package var hangUp: HangUpLimits
    /// How long rows of calls are kept; 0 for ever.
    package var keptCallsMilliseconds: Int64
    /// What the operator says of models, a list in JSON; `Translation` reads it.
    package var modelTraits: String?
    /// When the log is signed and who is told.
    package var checkpoints: CheckpointSettings
    /// Servers of the operator's that are told of events.
    package var webhooks: [WebhookSettings]
    /// Go on when memory can't be locked against swapping.
    package var allowInsecureMemory: Bool

    /// The certificate chain and its private key, as PEM files.
    package struct TLSFiles: Hashable, Sendable {
        package let certificatePath: String
        package let keyPath: String
    }

    /// Deadlines towards a provider, in milliseconds.
    package struct UpstreamDeadlines: Hashable, Sendable {
        package var connectMilliseconds: Int64
        package var firstByteMilliseconds: Int64
        package var idleMilliseconds: Int64
        package var totalMilliseconds: Int64
    }

    /// Bounds of a client's request.
    package struct RequestLimits: Hashable, Sendable {
        package var headerFieldsMax: Int
        package var headerBytesMax: Int
        package var bodyBytesMax: Int
        package var headMilliseconds: Int64
        package var bodyIdleMilliseconds: Int64
        package var connectionsMax: Int
    }

    /// Bounds of reading on without a client.
    package struct HangUpLimits: Hashable, Sendable {
        package var milliseconds: Int64
        package var bytesMax: Int
    }

    /// Reads every setting from its first source, else takes its default.
    ///
    /// - Throws: One sentence naming the value and where it came from.
    package init(_ layers: SettingLayers) throws(SettingsFault) {
        let reader = SettingReader(layers)
        listen = try reader.address(.listen, ListenAddress(host: "127.0.0.1", port: 8484))
        logLevel = try reader.logLevel(.info)
        tls = try reader.tlsFiles()
        upstream = UpstreamDeadlines(
            connectMilliseconds: try reader.duration(.connectDeadline, 10_000, 100...300_000),
            firstByteMilliseconds: try reader.duration(
                .firstByteDeadline, 600_000, 100...3_600_000),
            idleMilliseconds: try reader.duration(.idleDeadline, 300_000, 100...3_600_000),
            totalMilliseconds: try reader.duration(.totalDeadline, 3_600_000, 1_000...86_400_000))
        request = RequestLimits(
            headerFieldsMax: try reader.count(.headerFieldsMax, 100, 10...1_000),
            headerBytesMax: try reader.count(.headerBytesMax, 32_768, 1_024...262_144),
            bodyBytesMax: try reader.count(.bodyBytesMax, 33_554_432, 1_024...268_435_456),
            headMilliseconds: try reader.duration(.headDeadline, 10_000, 100...120_000),
            bodyIdleMilliseconds: try reader.duration(.bodyIdleDeadline, 30_000, 100...600_000),
            connectionsMax: try reader.count(.connectionsMax, 10_000, 1...1_000_000))
        keepaliveMilliseconds = try reader.duration(.keepalive, 15_000, 100...600_000)
        drainMilliseconds = try reader.duration(.drain, 30_000, 0...3_600_000)
        hangUp = HangUpLimits(
            milliseconds: try reader.duration(.hangUpDrain, 60_000, 0...3_600_000),
            bytesMax: try reader.count(.hangUpBytesMax, 16_777_216, 0...1_073_741_824))
        keptCallsMilliseconds = try reader.duration(.retentionCalls, 0, 0...315_360_000_000)
        modelTraits = layers.text(of: .modelTraits)?.value
        webhooks = try reader.webhooks()
        checkpoints = try reader.checkpoints()
        allowInsecureMemory = try reader.flag(.allowInsecureMemory, false)
    }

    /// The defaults alone.
    package static func defaults() throws(SettingsFault) -> ServerSettings {
        try ServerSettings(SettingLayers(flags: [:], environment: [:], file: nil, filePath: ""))
    }
}
