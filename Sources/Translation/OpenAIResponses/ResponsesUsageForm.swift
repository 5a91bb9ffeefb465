import Vocabulary
import Wire

/// Usage as Responses says it: input with what was cached, output with reasoning (facts/protocols
/// 4.2, 5.2).
struct ResponsesUsageForm {
    private var usage: ReportedUsage?
    /// How many web searches were seen among the items.
    var searches: Int64 = 0

    /// Takes the usage of a response; it comes whole, once.
    mutating func take(_ node: JSONNode?) {
        guard let node, node.kind == .object else { return }
        var usage = ReportedUsage()
        usage.json = Array(node.bytes)
        usage.isCounted = !node.hasNoCount("input_tokens", "output_tokens")
        let input = node.usageCount("input_tokens")
        let output = node.usageCount("output_tokens")
        if let input {
            let details = node["input_tokens_details"]
            var rest = UsageRemainder(input)
            usage[.cacheRead] = rest.take(details?.usageCount("cached_tokens"))
            usage[.cacheWrite5m] = rest.take(details?.usageCount("cache_write_tokens"))
            usage[.audioInput] = rest.take(details?.usageCount("audio_tokens"))
            usage[.freshInput] = rest.rest
            if rest.wasShort { usage.isConsistent = false }
        }
        if let output {
            let details = node["output_tokens_details"]
            var rest = UsageRemainder(output)
            usage[.reasoning] = rest.take(details?.usageCount("reasoning_tokens"))
            usage[.audioOutput] = rest.take(details?.usageCount("audio_tokens"))
            usage[.visibleOutput] = rest.rest
            if rest.wasShort { usage.isConsistent = false }
        }
        if let total = node.usageCount("total_tokens"), let input, let output,
            total != input &+ output
        {
            usage.isConsistent = false
        }
        self.usage = usage
    }

    /// The disjoint meters; `nil` if nothing was said.
    var reported: ReportedUsage? {
        guard var usage else { return nil }
        if searches > 0 { usage[.searches] = searches }
        return usage
    }

    /// Writes a usage object. The SDKs require all of its members, so what isn't known is zero.
    static func write(_ usage: ReportedUsage, to json: inout JSONWriter) {
        let (input, output) = (usage.tokens.inputTokens, usage.tokens.outputTokens)
        json.beginObject()
        json.member("input_tokens", input)
        json.beginObject("input_tokens_details")
        json.member("cached_tokens", usage.tokens.cacheRead)
        json.member("cache_write_tokens", usage.cacheWrites ?? 0)
        json.endObject()
        json.member("output_tokens", output)
        json.beginObject("output_tokens_details")
        json.member("reasoning_tokens", usage.tokens.reasoning)
        json.endObject()
        json.member("total_tokens", input &+ output)
        json.endObject()
    }
}
