import Logging
import Vocabulary
import Wire

/// Writes the log as JSON lines on standard error: one object an event, everything in it escaped.
struct JSONLines: LogHandler {
    var metadata: Logger.Metadata = [:]
    /// The process's level, unless this logger was given its own.
    var logLevel: Logger.Level {
        get { own ?? LogThreshold.current }
        set { own = newValue }
    }
    private var own: Logger.Level?
    private let label: String
    private let clock = SystemClock()

    init(label: String) { self.label = label }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var writer = JSONWriter(reservingBytes: 384)
        writer.beginObject()
        writer.key("time")
        writer.string(clock.now.text)
        writer.key("level")
        writer.string(event.level.rawValue)
        writer.key("room")
        writer.string(label)
        writer.key("message")
        writer.string(event.message.description)
        let own = event.metadata ?? [:]
        let facts = metadata.isEmpty ? own : metadata.merging(own) { _, new in new }
        for (key, value) in facts.sorted(by: { $0.key < $1.key }) {
            if case .stringConvertible(let value) = value, let members = value as? any JSONFields {
                members.write(to: &writer)
                continue
            }
            writer.key(key)
            Self.write(value, to: &writer)
        }
        writer.endObject()
        LogDrain.standardError.take(
            writer.bytes + [UInt8(ascii: "\n")], isUrgent: event.level >= .warning)
    }

    private static func write(_ value: Logger.MetadataValue, to writer: inout JSONWriter) {
        switch value {
        case .string(let text): writer.string(text)
        case .stringConvertible(let value):
            if let number = value as? any BinaryInteger, let integer = Int64(exactly: number) {
                writer.integer(integer)
            } else {
                writer.string(value.description)
            }
        case .array(let values):
            writer.beginArray()
            for value in values { write(value, to: &writer) }
            writer.endArray()
        case .dictionary(let values):
            writer.beginObject()
            for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                writer.key(key)
                write(value, to: &writer)
            }
            writer.endObject()
        }
    }
}
