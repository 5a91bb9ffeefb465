import Vocabulary
import Wire

/// Usage as Messages says it: input without what was cached, output with thinking (facts/protocols
/// 4.3, 5.2).
package struct MessagesUsageForm: Sendable {
    private var input: Int64?
    private var read: Int64?
    private var written: Int64?
    private var written5m: Int64?
    private var written1h: Int64?
    private var output: Int64?
    private var thinking: Int64?
    private var searches: Int64?
    private var json: [UInt8]?
    private var isCounted = true

    /// The service tier that served.
    package private(set) var tier: String?

    /// Nothing said yet.
    package init() {}

    /// Takes over what an object says; what it doesn't say stays (PT-05, PT-06).
    package mutating func take(_ usage: JSONNode?) {
        guard let usage, usage.kind == .object else { return }
        input = usage.usageCount("input_tokens") ?? input
        read = usage.usageCount("cache_read_input_tokens") ?? read
        written = usage.usageCount("cache_creation_input_tokens") ?? written
        if let split = usage["cache_creation"] {
            written5m = split.usageCount("ephemeral_5m_input_tokens") ?? written5m
            written1h = split.usageCount("ephemeral_1h_input_tokens") ?? written1h
        }
        output = usage.usageCount("output_tokens") ?? output
        thinking = usage["output_tokens_details"]?.usageCount("thinking_tokens") ?? thinking
        searches = usage["server_tool_use"]?.usageCount("web_search_requests") ?? searches
        tier = Self.tier(usage) ?? tier
        if usage.hasNoCount("input_tokens", "output_tokens") { isCounted = false }
        json = Array(usage.bytes)
    }

    /// The tier with what else a price goes by: `fast` for that speed, and `us` where the answer was made in the United
    /// States by wish.
    ///
    /// Source: Anthropic's description of `usage`, with `speed` and `inference_geo`.
    private static func tier(_ usage: JSONNode) -> String? {
        let tier =
            usage["speed"]?.isString(equalTo: "fast") == true
            ? "fast" : usage.text("service_tier")
        guard usage["inference_geo"]?.isString(equalTo: "us") == true else { return tier }
        return tier == nil || tier == "standard" ? "us" : tier.map { $0 + ".us" }
    }

    /// The disjoint meters; `nil` if nothing was said.
    package var reported: ReportedUsage? {
        guard json != nil else { return nil }
        var usage = ReportedUsage()
        usage.json = json
        usage.isCounted = isCounted
        usage[.freshInput] = input
        usage[.cacheRead] = read
        if let written {
            var rest = UsageRemainder(written)
            usage[.cacheWrite1h] = rest.take(written1h)
            if let written5m, written5m > rest.rest { usage.isConsistent = false }
            usage[.cacheWrite5m] = rest.rest
            if rest.wasShort { usage.isConsistent = false }
        } else {
            usage[.cacheWrite5m] = written5m
            usage[.cacheWrite1h] = written1h
        }
        if let output {
            var rest = UsageRemainder(output)
            usage[.reasoning] = rest.take(thinking)
            usage[.visibleOutput] = rest.rest
            if rest.wasShort { usage.isConsistent = false }
        }
        usage[.searches] = searches
        return usage
    }

    /// Writes a usage object. The SDKs require both totals; what else isn't known stays out
    /// (PT-15).
    static func write(
        _ usage: ReportedUsage?, promptEstimate: Int64? = nil, to json: inout JSONWriter
    ) {
        json.beginObject()
        if let usage, usage.hasInput {
            json.member("input_tokens", usage.tokens.freshInput &+ usage.tokens.audioInput)
            if let written = usage.cacheWrites {
                json.member("cache_creation_input_tokens", written)
            }
            if let read = usage[.cacheRead] { json.member("cache_read_input_tokens", read) }
            if let hour = usage[.cacheWrite1h] {
                json.beginObject("cache_creation")
                json.member("ephemeral_5m_input_tokens", usage.tokens.cacheWrite5m)
                json.member("ephemeral_1h_input_tokens", hour)
                json.endObject()
            }
        } else {
            json.member("input_tokens", promptEstimate ?? 0)
        }
        json.member("output_tokens", usage?.tokens.outputTokens ?? 0)
        if let reasoning = usage?[.reasoning] {
            json.beginObject("output_tokens_details")
            json.member("thinking_tokens", reasoning)
            json.endObject()
        }
        json.endObject()
    }
}
