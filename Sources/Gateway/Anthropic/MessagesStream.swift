import Wire

/// Reads a stream of Anthropic events; all of them pass as they came.
struct MessagesStream: StreamReader {
    private(set) var reading = ReplyReading()
    private var isOver = false

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
            if let message = root["message"] { MessagesUsage.note(message: message, in: &reading) }
            return isOver ? .drop : .prelude(event.raw)
        case "message_delta":
            MessagesUsage.note(usage: root["usage"], in: &reading)
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
            if let delta = root["delta"] { reading.outputBytes += MessagesUsage.textBytes(delta) }
            return isOver ? .drop : .content(event.raw)
        }
    }
}
