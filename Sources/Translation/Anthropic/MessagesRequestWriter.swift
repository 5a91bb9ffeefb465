import Vocabulary
import Wire

/// Writes a Messages request (facts/protocols 4.3 and 5.3–5.8).
struct MessagesRequestWriter: RequestWriting {
    /// What is written, and what is lost of it.
    var draft: RequestDraft
    /// The body so far.
    var json: JSONWriter
    private var marksLeft = 4
    private let thinking: MessagesThinking

    /// The most output where neither the client nor the catalogue says it.
    static let outputTokensAssumed: Int64 = 8_192

    init(_ draft: RequestDraft) throws(TranslationFault) {
        self.draft = draft
        json = JSONWriter(for: draft)
        thinking = try MessagesThinking(&self.draft)
    }

    mutating func write() throws(TranslationFault) {
        json.beginObject()
        json.member("model", draft.target.model)
        json.member("max_tokens", thinking.outputTokensMax)
        try writeSystem()
        try writeTurns()
        try writeTools()
        try writeAnswer()
        try writeHousekeeping()
        try draft.losses.tellUncarried(of: conversation)
        json.endObject()
    }

    private mutating func writeSystem() throws(TranslationFault) {
        let blocks = conversation.system.filter { !$0.text.isBlank }
        guard !blocks.isEmpty else { return }
        if blocks.count == 1, blocks[0].cacheMark == nil {
            json.member("system", blocks[0].text)
            return
        }
        json.beginArray("system")
        for block in blocks {
            json.beginObject()
            json.member("type", "text")
            json.member("text", block.text)
            try writeMark(block.cacheMark)
            json.endObject()
        }
        json.endArray()
    }

    /// A mark, as long as fewer than four have been written.
    mutating func writeMark(_ mark: CacheMark?) throws(TranslationFault) {
        guard let mark else { return }
        guard marksLeft > 0, traits.takesCacheMarks else {
            try draft.losses.tellOtherwise(.cacheMark)
            return
        }
        marksLeft -= 1
        json.beginObject("cache_control")
        json.member("type", "ephemeral")
        if let lifetime = mark.lifetime, ["5m", "1h"].contains(lifetime) {
            json.member("ttl", lifetime)
        }
        json.endObject()
    }

    private mutating func writeAnswer() throws(TranslationFault) {
        thinking.write(to: &json)
        let schema = try fittedSchema()
        if conversation.outputShape == .json { try draft.losses.tell(.jsonObject) }
        if schema != nil || thinking.effort != nil {
            json.beginObject("output_config")
            thinking.writeEffort(to: &json)
            if let schema {
                json.beginObject("format")
                json.member("type", "json_schema")
                json.member("schema", json: schema)
                json.endObject()
            }
            json.endObject()
        }
        try writeSampling()
        if !conversation.stopSequences.isEmpty {
            if conversation.stopSequences.count > traits.stopSequencesMax
                || conversation.stopSequences.contains(where: \.isBlank)
            {
                try draft.losses.tellOtherwise(.stopSequences)
            } else {
                json.member("stop_sequences", conversation.stopSequences)
            }
        }
        if let choices = conversation.choices, choices > 1 { try draft.losses.tell(.choices) }
        if conversation.logprobs?.isOn == true { try draft.losses.tell(.logprobs) }
        if conversation.toolCallsMax != nil { try draft.losses.tell(.toolCallsMax) }
        if conversation.verbosity != nil { try draft.losses.tell(.verbosity) }
        if conversation.outputModalities.contains(where: { $0 != "text" }) {
            try draft.losses.tell(.outputModalities)
        }
        if conversation.stream.isOn { json.member("stream", true) }
    }

    /// The schema of the answer as the model takes it; `nil` if there is none to send.
    private mutating func fittedSchema() throws(TranslationFault) -> [UInt8]? {
        guard case .schema(let schema) = conversation.outputShape else { return nil }
        let fitted = traits.takesJSONSchema ? MessagesOutputSchema(schema.schema) : nil
        guard let fitted, !fitted.isDivided else {
            try draft.losses.tellOtherwise(.jsonSchema)
            return nil
        }
        if fitted.isLoosened { try draft.losses.tell(.schemaBounds) }
        return fitted.json
    }

    private mutating func writeSampling() throws(TranslationFault) {
        let sampling = conversation.sampling
        var hasTemperature = false
        if let temperature = sampling.temperature {
            if (thinking.isOn || !traits.takesSampling) && temperature.value != 1 {
                try draft.losses.tellOtherwise(.temperature)
            } else if traits.takesSampling, !thinking.isOn {
                hasTemperature = temperature.value != 1
                if temperature.value > traits.temperatureMax {
                    try draft.losses.tellOtherwise(.temperature)
                    json.member("temperature", ifAny: NumberText("1"))
                } else {
                    json.member("temperature", ifAny: temperature)
                }
            }
        }
        if let topP = sampling.topP, topP.value != 1 {
            let isTaken = traits.takesSampling && (!thinking.isOn || topP.value >= 0.95)
            if isTaken && !hasTemperature {
                json.member("top_p", ifAny: topP)
            } else {
                try draft.losses.tellOtherwise(.topP)
            }
        }
        if let topK = sampling.topK {
            if traits.takesSampling && !thinking.isOn {
                json.member("top_k", ifAny: topK)
            } else {
                try draft.losses.tellOtherwise(.topK)
            }
        }
        for penalty in [sampling.presencePenalty, sampling.frequencyPenalty] {
            if let penalty, penalty.value != 0 { try draft.losses.tell(.penalties) }
        }
        if sampling.seed != nil { try draft.losses.tell(.seed) }
    }

    private mutating func writeHousekeeping() throws(TranslationFault) {
        if let user = conversation.endUser.id ?? conversation.endUser.oldID, !user.isEmpty {
            json.beginObject("metadata")
            json.member("user_id", user)
            json.endObject()
        }
        if !conversation.metadata.isEmpty { try draft.losses.tell(.metadata) }
        switch conversation.tier {
        case nil, "auto": break
        case "default", "standard_only", "standard": json.member("service_tier", "standard_only")
        default: try draft.losses.tellOtherwise(.tier)
        }
        if let mark = conversation.cache.automatic {
            json.beginObject("cache_control")
            json.member("type", "ephemeral")
            json.member("ttl", ifAny: mark.lifetime)
            json.endObject()
        }
        if conversation.cache.key != nil { try draft.losses.tell(.cacheKey) }
        if conversation.cache.retention != nil { try draft.losses.tell(.cacheRetention) }
        if conversation.cache.options != nil { try draft.losses.tell(.cacheOptions) }
        if conversation.cache.content != nil { try draft.losses.tell(.cachedContent) }
        if conversation.stream.wantsObfuscation == true {
            try draft.losses.tell(.streamObfuscation)
        }
        try draft.tellServerState()
    }
}
