import Vocabulary
import Wire

/// What a chat completion or a chunk says of itself: usage into disjoint meters, model, tier, id.
///
/// Source: facts/protocols 4.1 and 5.2; prompt tokens include what was cached, completion tokens the reasoning.
enum ChatUsage {
    /// Takes over what an answer or a chunk says; what it doesn't say stays.
    static func note(_ root: JSONNode, in reading: inout ReplyReading) {
        if reading.providerID == nil { reading.providerID = root.shortText("id", bytesMax: 128) }
        if let model = root.shortText("model"), !model.isEmpty { reading.modelServed = model }
        if let tier = root.shortText("service_tier", bytesMax: 32) { reading.tierServed = tier }
        if let object = root["usage"], object.kind == .object {
            let keys = ["prompt_tokens", "completion_tokens"]
            guard keys.contains(where: { UsageNumber.read($0, of: object) != nil }) else {
                reading.isInconsistent = true
                return
            }
            let (usage, isConsistent) = meters(object)
            reading.usage = usage
            if !isConsistent { reading.isInconsistent = true }
        }
    }

    /// The disjoint meters of a usage object.
    ///
    /// - Returns: And whether its numbers agree; parts that exceed their whole are cut to it.
    static func meters(_ object: JSONNode) -> (usage: TokenUsage, isConsistent: Bool) {
        var prompt = Remainder(UsageNumber.read("prompt_tokens", of: object) ?? 0)
        var completion = Remainder(UsageNumber.read("completion_tokens", of: object) ?? 0)
        let prompts = object["prompt_tokens_details"]
        let completions = object["completion_tokens_details"]
        var usage = TokenUsage()
        usage.cacheRead = prompt.take(UsageNumber.read("cached_tokens", of: prompts))
        usage.cacheWrite5m = prompt.take(UsageNumber.read("cache_write_tokens", of: prompts))
        usage.audioInput = prompt.take(UsageNumber.read("audio_tokens", of: prompts))
        usage.freshInput = prompt.rest
        usage.reasoning = completion.take(UsageNumber.read("reasoning_tokens", of: completions))
        usage.audioOutput = completion.take(UsageNumber.read("audio_tokens", of: completions))
        usage.visibleOutput = completion.rest
        return (usage, !prompt.wasShort && !completion.wasShort)
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

/// A whole that parts are taken from, never below zero.
struct Remainder {
    private(set) var rest: Int64
    /// A part was larger than what was left.
    private(set) var wasShort = false

    init(_ whole: Int64) { rest = whole }

    /// Takes a part, or what is left of the whole.
    mutating func take(_ part: Int64?) -> Int64 {
        let part = part ?? 0
        let taken = min(part, rest)
        if taken < part { wasShort = true }
        rest -= taken
        return taken
    }
}
