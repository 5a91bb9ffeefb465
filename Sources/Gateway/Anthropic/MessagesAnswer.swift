import Wire

/// What a message, or an event of its stream, says of itself beside its usage.
///
/// Source: facts/protocols 4.3.
enum MessagesAnswer {
    /// Takes over what a message object says: a whole answer, or that of `message_start`.
    static func note(_ message: JSONNode, in reading: inout ReplyReading) {
        reading.providerID = message.shortText("id", bytesMax: 128) ?? reading.providerID
        reading.modelServed = message.shortText("model") ?? reading.modelServed
    }

    /// How many bytes of text a content block or a delta holds.
    static func textBytes(_ block: JSONNode) -> Int {
        var bytes = 0
        for key in ["text", "thinking", "partial_json"] {
            if let text = block[key], text.kind == .string { bytes += text.range.count - 2 }
        }
        if let input = block["input"] { bytes += input.range.count }
        return bytes
    }
}
