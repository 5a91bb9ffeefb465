import Vocabulary
import Wire

/// Usage as Gemini says it: the prompt with what was cached, candidates without thoughts
/// (facts/protocols 4.4, 5.2).
struct GeminiUsageForm {
    private var prompt: Int64?
    private var cached: Int64?
    private var toolUse: Int64?
    private var candidates: Int64?
    private var thoughts: Int64?
    private var total: Int64?
    private var audioIn: Int64?
    private var audioOut: Int64?
    private var json: [UInt8]?
    private var isCounted = true
    /// How many web searches grounded the answer.
    var searches: Int64 = 0

    /// Takes over what an object says; it counts from the beginning each time, and what it doesn't
    /// say stays (PT-06).
    mutating func take(_ usage: JSONNode?) {
        guard let usage, usage.kind == .object else { return }
        prompt = usage.usageCount("promptTokenCount") ?? prompt
        cached = usage.usageCount("cachedContentTokenCount") ?? cached
        toolUse = usage.usageCount("toolUsePromptTokenCount") ?? toolUse
        candidates = usage.usageCount("candidatesTokenCount") ?? candidates
        thoughts = usage.usageCount("thoughtsTokenCount") ?? thoughts
        total = usage.usageCount("totalTokenCount") ?? total
        if let audio = Self.audio(usage["promptTokensDetails"]) {
            audioIn = max(0, audio - (Self.audio(usage["cacheTokensDetails"]) ?? 0))
        }
        audioOut = Self.audio(usage["candidatesTokensDetails"]) ?? audioOut
        if usage.hasNoCount("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount") {
            isCounted = false
        }
        json = Array(usage.bytes)
    }

    private static func audio(_ details: JSONNode?) -> Int64? {
        guard let details, details.kind == .array else { return nil }
        for detail in details.elements where detail["modality"]?.isString(equalTo: "AUDIO") == true
        {
            return detail.usageCount("tokenCount")
        }
        return nil
    }

    /// The disjoint meters; `nil` if nothing was said.
    var reported: ReportedUsage? {
        guard json != nil else { return nil }
        var usage = ReportedUsage()
        usage.json = json
        usage.isCounted = isCounted
        if let prompt {
            var rest = UsageRemainder(prompt)
            usage[.cacheRead] = rest.take(cached)
            usage[.audioInput] = rest.take(audioIn)
            usage[.freshInput] = rest.rest &+ (toolUse ?? 0)
            if rest.wasShort { usage.isConsistent = false }
        }
        if let candidates {
            var rest = UsageRemainder(candidates)
            usage[.audioOutput] = rest.take(audioOut)
            usage[.visibleOutput] = rest.rest
            if rest.wasShort { usage.isConsistent = false }
        }
        usage[.reasoning] = thoughts
        if searches > 0 { usage[.searches] = searches }
        if let total, let prompt {
            let sum = prompt &+ (candidates ?? 0) &+ (toolUse ?? 0) &+ (thoughts ?? 0)
            if sum != total { usage.isConsistent = false }
        }
        return usage
    }

    /// Writes a usage object; of the parts those that are known (PT-15).
    static func write(_ usage: ReportedUsage, to json: inout JSONWriter) {
        let tokens = usage.tokens
        json.beginObject()
        json.member("promptTokenCount", tokens.inputTokens)
        json.member("candidatesTokenCount", tokens.visibleOutput &+ tokens.audioOutput)
        json.member("totalTokenCount", tokens.inputTokens &+ tokens.outputTokens)
        if let cached = usage[.cacheRead] { json.member("cachedContentTokenCount", cached) }
        if let thoughts = usage[.reasoning] { json.member("thoughtsTokenCount", thoughts) }
        json.endObject()
    }
}
