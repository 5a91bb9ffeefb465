import Wire

/// What a chat completion or a chunk says of itself beside its usage.
///
/// Source: facts/protocols 4.1.
enum ChatAnswer {
    /// Takes over id, model and tier; what isn't said stays.
    static func note(_ root: JSONNode, in reading: inout ReplyReading) {
        if reading.providerID == nil { reading.providerID = root.shortText("id", bytesMax: 128) }
        if let model = root.shortText("model"), !model.isEmpty { reading.modelServed = model }
        if let tier = root.shortText("service_tier", bytesMax: 32) { reading.tierServed = tier }
    }

    /// How many bytes of text a message or a delta holds: content, refusal, reasoning and tool arguments.
    static func textBytes(_ message: JSONNode) -> Int {
        var bytes = 0
        for key in ["content", "refusal", "reasoning_content", "reasoning"] {
            if let text = message[key], text.kind == .string { bytes += text.range.count - 2 }
        }
        if let calls = message["tool_calls"], calls.kind == .array {
            for call in calls.elements {
                guard let function = call["function"] else { continue }
                for key in ["name", "arguments"] {
                    if let text = function[key], text.kind == .string {
                        bytes += text.range.count - 2
                    }
                }
            }
        }
        return bytes
    }
}
