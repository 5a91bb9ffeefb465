import Vocabulary
import Wire

/// Usage as Chat says it: prompt tokens with what was cached, completion tokens with reasoning
/// (facts/protocols 4.1, 5.2).
package struct ChatUsageForm: Sendable {
    private var prompt: Int64?
    private var cached: Int64?
    private var written: Int64?
    private var audioIn: Int64?
    private var completion: Int64?
    private var reasoning: Int64?
    private var audioOut: Int64?
    private var total: Int64?
    private var json: [UInt8]?
    private var isCounted = true

    /// Nothing said yet.
    package init() {}

    /// Takes over what an object says; what it doesn't say stays (PT-05, PT-07).
    package mutating func take(_ usage: JSONNode?) {
        guard let usage, usage.kind == .object else { return }
        prompt = usage.usageCount("prompt_tokens") ?? prompt
        completion = usage.usageCount("completion_tokens") ?? completion
        total = usage.usageCount("total_tokens") ?? total
        // DeepSeek says it beside the details.
        cached = usage.usageCount("prompt_cache_hit_tokens") ?? cached
        if let details = usage["prompt_tokens_details"] {
            cached = details.usageCount("cached_tokens") ?? cached
            written = details.usageCount("cache_write_tokens") ?? written
            audioIn = details.usageCount("audio_tokens") ?? audioIn
        }
        if let details = usage["completion_tokens_details"] {
            reasoning = details.usageCount("reasoning_tokens") ?? reasoning
            audioOut = details.usageCount("audio_tokens") ?? audioOut
        }
        if usage.hasNoCount("prompt_tokens", "completion_tokens") { isCounted = false }
        json = Array(usage.bytes)
    }

    /// The disjoint meters; `nil` if nothing was said.
    package var reported: ReportedUsage? {
        guard json != nil else { return nil }
        var usage = ReportedUsage()
        usage.json = json
        usage.isCounted = isCounted
        if let prompt {
            var rest = UsageRemainder(prompt)
            usage[.cacheRead] = rest.take(cached)
            usage[.cacheWrite5m] = rest.take(written)
            usage[.audioInput] = rest.take(audioIn)
            usage[.freshInput] = rest.rest
            if rest.wasShort { usage.isConsistent = false }
        }
        let beside = reasoningBeside
        if let completion {
            var rest = UsageRemainder(completion &+ beside)
            usage[.reasoning] = rest.take(reasoning)
            usage[.audioOutput] = rest.take(audioOut)
            usage[.visibleOutput] = rest.rest
            if rest.wasShort { usage.isConsistent = false }
        }
        if let total, let prompt, let completion, total != prompt &+ completion &+ beside {
            usage.isConsistent = false
        }
        return usage
    }

    /// The reasoning that a provider counts beside the completion instead of in it, as xAI does: the total tells.
    private var reasoningBeside: Int64 {
        guard let total, let prompt, let completion, let reasoning,
            total != prompt &+ completion, total == prompt &+ completion &+ reasoning
        else { return 0 }
        return reasoning
    }

    /// Writes a usage object: the totals, and of the details those that are known (PT-15).
    static func write(_ usage: ReportedUsage, to json: inout JSONWriter) {
        let (input, output) = (usage.tokens.inputTokens, usage.tokens.outputTokens)
        json.beginObject()
        json.member("prompt_tokens", input)
        json.member("completion_tokens", output)
        json.member("total_tokens", input &+ output)
        let prompts: [(String, Int64?)] = [
            ("cached_tokens", usage[.cacheRead]), ("cache_write_tokens", usage.cacheWrites),
            ("audio_tokens", usage[.audioInput]),
        ]
        write("prompt_tokens_details", prompts, to: &json)
        let completions: [(String, Int64?)] = [
            ("reasoning_tokens", usage[.reasoning]), ("audio_tokens", usage[.audioOutput]),
        ]
        write("completion_tokens_details", completions, to: &json)
        json.endObject()
    }

    private static func write(
        _ name: String, _ details: [(String, Int64?)], to json: inout JSONWriter
    ) {
        guard details.contains(where: { $0.1 != nil }) else { return }
        json.beginObject(name)
        for case (let key, let count?) in details { json.member(key, count) }
        json.endObject()
    }
}
