import Vocabulary
import Wire

/// What a message, or an event of its stream, says of itself.
///
/// Source: facts/protocols 4.3 and 5.2; input tokens exclude the cached ones, output tokens include thinking, and
/// later events overwrite what earlier ones said.
enum MessagesUsage {
    /// Takes over what a message object says: a whole answer, or that of `message_start`.
    static func note(message: JSONNode, in reading: inout ReplyReading) {
        reading.providerID = message.shortText("id", bytesMax: 128) ?? reading.providerID
        reading.modelServed = message.shortText("model") ?? reading.modelServed
        note(usage: message["usage"], in: &reading)
    }

    /// Takes over the members of a usage object; absent and null ones leave what was known.
    static func note(usage object: JSONNode?, in reading: inout ReplyReading) {
        guard let object, object.kind == .object else { return }
        let keys = [
            "input_tokens", "output_tokens", "cache_read_input_tokens",
            "cache_creation_input_tokens",
        ]
        guard keys.contains(where: { UsageNumber.read($0, of: object) != nil }) else {
            if object.count > 0 { reading.isInconsistent = true }
            return
        }
        var usage = reading.usage ?? TokenUsage()
        if let tokens = UsageNumber.read("input_tokens", of: object) { usage.freshInput = tokens }
        if let tokens = UsageNumber.read("cache_read_input_tokens", of: object) {
            usage.cacheRead = tokens
        }
        noteWrites(object, in: &usage, &reading)
        if let tokens = UsageNumber.read("output_tokens", of: object) {
            var output = Remainder(tokens)
            let thinking = UsageNumber.read("thinking_tokens", of: object["output_tokens_details"])
            usage.reasoning = output.take(thinking ?? min(usage.reasoning, tokens))
            usage.visibleOutput = output.rest
            if output.wasShort { reading.isInconsistent = true }
        }
        if let searches = UsageNumber.read("web_search_requests", of: object["server_tool_use"]) {
            usage.searches = searches
        }
        if let tier = object.shortText("service_tier", bytesMax: 32) { reading.tierServed = tier }
        reading.usage = usage
    }

    /// Cache writes by their lifetime; those of unknown lifetime count as five minutes, and a total without a split
    /// leaves the split that was known.
    private static func noteWrites(
        _ object: JSONNode, in usage: inout TokenUsage, _ reading: inout ReplyReading
    ) {
        let split = object["cache_creation"]
        let hour = UsageNumber.read("ephemeral_1h_input_tokens", of: split)
        let minutes = UsageNumber.read("ephemeral_5m_input_tokens", of: split)
        if let total = UsageNumber.read("cache_creation_input_tokens", of: object) {
            var writes = Remainder(total)
            usage.cacheWrite1h = writes.take(hour ?? min(usage.cacheWrite1h, total))
            usage.cacheWrite5m = writes.rest
            if writes.wasShort || (minutes ?? 0) > writes.rest { reading.isInconsistent = true }
        } else if hour != nil || minutes != nil {
            usage.cacheWrite1h = hour ?? 0
            usage.cacheWrite5m = minutes ?? 0
        }
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
