import Vocabulary
import Wire

/// Writes a Chat Completions request (facts/protocols 4.1 and 5.3–5.8), for OpenAI or a compatible
/// server.
struct ChatRequestWriter: RequestWriting {
    /// What is written, and what is lost of it.
    var draft: RequestDraft
    /// The body so far.
    var json: JSONWriter

    init(_ draft: RequestDraft) {
        self.draft = draft
        json = JSONWriter(for: draft)
    }

    mutating func write() throws(TranslationFault) {
        json.beginObject()
        json.member("model", draft.target.model)
        try writeMessages()
        try writeTools()
        try writeLimits()
        try writeSampling()
        try writeReasoning()
        try writeShape()
        try writeHousekeeping()
        if conversation.stream.isOn {
            json.member("stream", true)
            if traits.takesStreamUsage {
                json.beginObject("stream_options")
                json.member("include_usage", true)
                if let wish = conversation.stream.wantsObfuscation, traits.takesHousekeeping {
                    json.member("include_obfuscation", wish)
                }
                json.endObject()
            }
        }
        try draft.losses.tellUncarried(of: conversation)
        json.endObject()
    }

    private mutating func writeLimits() throws(TranslationFault) {
        if let wish = conversation.outputTokensMax {
            let most = traits.outputTokensMax ?? wish
            if wish > most { try draft.losses.tellOtherwise(.outputTokensMax) }
            json.member(traits.tokenLimitField.rawValue, min(wish, most))
        }
        if !conversation.stopSequences.isEmpty {
            if conversation.stopSequences.count > traits.stopSequencesMax {
                try draft.losses.tellOtherwise(.stopSequences)
            } else {
                json.member("stop", conversation.stopSequences)
            }
        }
        if let choices = conversation.choices, choices > 1 {
            if traits.takesChoices {
                json.member("n", choices)
            } else {
                try draft.losses.tellOtherwise(.choices)
            }
        }
        if let logprobs = conversation.logprobs, logprobs.isOn {
            if traits.takesLogprobs {
                json.member("logprobs", true)
                if let alternatives = logprobs.alternatives {
                    json.member("top_logprobs", alternatives)
                }
            } else {
                try draft.losses.tellOtherwise(.logprobs)
            }
        }
        if conversation.toolCallsMax != nil { try draft.losses.tell(.toolCallsMax) }
        if conversation.outputModalities.contains(where: { $0 != "text" }) {
            try draft.losses.tell(.outputModalities)
        }
    }

    private mutating func writeSampling() throws(TranslationFault) {
        let sampling = conversation.sampling
        if let temperature = sampling.temperature {
            if traits.takesSampling {
                json.member("temperature", ifAny: temperature)
            } else if temperature.value != 1 {
                try draft.losses.tellOtherwise(.temperature)
            }
        }
        if let topP = sampling.topP {
            if traits.takesSampling {
                json.member("top_p", ifAny: topP)
            } else if topP.value != 1 {
                try draft.losses.tellOtherwise(.topP)
            }
        }
        if sampling.topK != nil { try draft.losses.tell(.topK) }
        for (name, penalty) in [
            ("presence_penalty", sampling.presencePenalty),
            ("frequency_penalty", sampling.frequencyPenalty),
        ] {
            guard let penalty, penalty.value != 0 else { continue }
            if traits.takesSampling {
                json.member(name, ifAny: penalty)
            } else {
                try draft.losses.tellOtherwise(.penalties)
            }
        }
        if let seed = sampling.seed {
            if traits.takesSeed {
                json.member("seed", ifAny: seed)
            } else {
                try draft.losses.tellOtherwise(.seed)
            }
        }
    }

    private mutating func writeReasoning() throws(TranslationFault) {
        let reasoning = conversation.reasoning
        if reasoning.unknownEffort != nil { try draft.losses.tellOtherwise(.reasoningEffort) }
        guard let wish = draft.wishedEffort else { return }
        guard traits.thinking == .effort else {
            if wish != ReasoningControls.Effort.none {
                try draft.losses.tellOtherwise(.reasoningEffort)
            }
            return
        }
        if reasoning.budgetTokens != nil, reasoning.effort == nil {
            try draft.losses.tell(.reasoningBudget)
        }
        if let effort = draft.nearestEffort(to: wish) {
            json.member("reasoning_effort", effort.rawValue)
        }
    }

    private mutating func writeShape() throws(TranslationFault) {
        switch conversation.outputShape {
        case nil, .text: break
        case .json:
            guard traits.takesJSONObject else {
                try draft.losses.tellOtherwise(.jsonObject)
                return
            }
            json.beginObject("response_format")
            json.member("type", "json_object")
            json.endObject()
        case .schema(let schema):
            guard traits.takesJSONSchema else {
                try draft.losses.tellOtherwise(.jsonSchema)
                return
            }
            json.beginObject("response_format")
            json.member("type", "json_schema")
            json.beginObject("json_schema")
            json.member("name", IdentifierRule.openAIToolName.fitted(schema.name ?? "response"))
            json.member("description", ifAny: schema.description)
            json.member("schema", json: schema.schema)
            if let isStrict = schema.isStrict { json.member("strict", isStrict) }
            json.endObject()
            json.endObject()
        }
        if let verbosity = conversation.verbosity {
            if traits.takesHousekeeping {
                json.member("verbosity", verbosity)
            } else {
                try draft.losses.tellOtherwise(.verbosity)
            }
        }
    }

    private mutating func writeHousekeeping() throws(TranslationFault) {
        guard traits.takesHousekeeping else { return try tellHousekeeping() }
        if let user = conversation.endUser.id, !user.isEmpty {
            // OpenAI takes 64 characters; longer ids become a hash of themselves.
            json.member(
                "safety_identifier",
                user.utf8.count <= 64 ? user : IdentifierRule.openAIToolID.fitted(user))
        }
        json.member("user", ifAny: conversation.endUser.oldID)
        if !conversation.metadata.isEmpty {
            // Chat takes metadata of stored answers only.
            if conversation.serverState.mayStore == true {
                json.beginObject("metadata")
                for entry in conversation.metadata { json.member(entry.name, entry.value) }
                json.endObject()
            } else {
                try draft.losses.tellOtherwise(.metadata)
            }
        }
        switch conversation.tier {
        case nil: break
        case "standard_only", "standard": json.member("service_tier", "default")
        case let tier? where ChatTierForm.word(tier) != nil: json.member("service_tier", tier)
        default: try draft.losses.tellOtherwise(.tier)
        }
        if let mayStore = conversation.serverState.mayStore { json.member("store", mayStore) }
        json.member("prompt_cache_key", ifAny: conversation.cache.key)
        json.member("prompt_cache_retention", ifAny: conversation.cache.retention)
        if let options = conversation.cache.options {
            json.member("prompt_cache_options", json: options)
        }
        try tellRest()
    }

    /// Compatible servers know none of it.
    private mutating func tellHousekeeping() throws(TranslationFault) {
        if let user = conversation.endUser.id ?? conversation.endUser.oldID, !user.isEmpty {
            json.member("user", user)
        }
        if !conversation.metadata.isEmpty { try draft.losses.tellOtherwise(.metadata) }
        if let tier = conversation.tier, tier != "auto", tier != "default" {
            try draft.losses.tellOtherwise(.tier)
        }
        if conversation.serverState.mayStore == true { try draft.losses.tellOtherwise(.store) }
        if conversation.cache.key != nil { try draft.losses.tellOtherwise(.cacheKey) }
        if conversation.cache.retention != nil { try draft.losses.tellOtherwise(.cacheRetention) }
        if conversation.cache.options != nil { try draft.losses.tellOtherwise(.cacheOptions) }
        try tellRest()
    }

    private mutating func tellRest() throws(TranslationFault) {
        if conversation.cache.automatic != nil { try draft.losses.tell(.cacheAutomatic) }
        if conversation.cache.content != nil { try draft.losses.tell(.cachedContent) }
        try draft.tellServerState()
    }
}
