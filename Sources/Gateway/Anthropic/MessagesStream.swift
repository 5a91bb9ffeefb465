import Translation
import Wire

/// Reads a stream of Anthropic events; all of them pass as they came.
struct MessagesStream: StreamReader {
    private(set) var reading = ReplyReading()
    private var isOver = false
    private var usage = MessagesUsageForm()

    mutating func take(_ event: ServerSentEvent) -> StreamVerdict {
        guard event.hasData else { return .drop }
        guard let document = try? JSONDocument(parsing: event.data), document.root.kind == .object,
            let kind = document.root.shortText("type", bytesMax: 64)
        else {  // told by the verdict
            return .failure(
                RoadFault(
                    .upstreamMalformed, .upstream,
                    "The provider sent something that isn't an event of a message."))
        }
        let root = document.root
        switch kind {
        case "message_start":
            if let message = root["message"] {
                MessagesAnswer.note(message, in: &reading)
                take(message["usage"])
            }
            return isOver ? .drop : .prelude(event.raw)
        case "message_delta":
            take(root["usage"])
            return isOver ? .drop : .content(event.raw)
        case "message_stop":
            guard !isOver else { return .drop }
            isOver = true
            reading.isComplete = true
            return .end(event.raw)
        case "error":
            return .failure(MessagesRules.failure(root["error"]))
        case "ping", "content_block_start":
            return isOver ? .drop : .prelude(event.raw)
        default:
            if let delta = root["delta"] { reading.outputBytes += MessagesAnswer.textBytes(delta) }
            return isOver ? .drop : .content(event.raw)
        }
    }

    private mutating func take(_ object: JSONNode?) {
        guard let object, object.kind == .object else { return }
        usage.take(object)
        reading.note(usage.reported, tier: usage.tier)
    }
}
