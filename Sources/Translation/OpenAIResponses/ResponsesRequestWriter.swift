import Vocabulary
import Wire

/// Writes a Responses request (facts/protocols 4.2 and 5.3–5.8).
///
/// A client of another dialect never asked the provider to keep anything, so `store` is false, and
/// reasoning comes back encrypted so that it can be sent again.
struct ResponsesRequestWriter: RequestWriting {
    var draft: RequestDraft
    var json: JSONWriter

    /// The least bound on the output that OpenAI takes.
    private static let outputTokensMin: Int64 = 16

    init(_ draft: RequestDraft) {
        self.draft = draft
        json = JSONWriter(for: draft)
    }

    mutating func write() throws(TranslationFault) {
        json.beginObject()
        json.member("model", draft.target.model)
        try writeInput()
        try writeTools()
        try writeShape()
        try writeReasoning()
        try writeSampling()
        try writeState()
        try writeHousekeeping()
        try writeRest()
        json.endObject()
    }

    private mutating func writeShape() throws(TranslationFault) {
        if let limit = conversation.outputTokensMax {
            // The provider refuses less.
            let least = isOwn ? 0 : min(Self.outputTokensMin, traits.outputTokensMax ?? .max)
            let taken = isOwn ? limit : max(min(limit, traits.outputTokensMax ?? limit), least)
            if taken != limit { try draft.losses.tellOtherwise(.outputTokensMax) }
            json.member("max_output_tokens", taken)
        }
        if conversation.stream.isOn { json.member("stream", true) }
        if let obfuscation = conversation.stream.wantsObfuscation {
            json.beginObject("stream_options")
            json.member("include_obfuscation", obfuscation)
            json.endObject()
        }
        var format = ResponsesFormat()
        switch conversation.outputShape {
        case nil: break
        case .text: format.kind = .text
        case .json:
            if traits.takesJSONObject {
                format.kind = .json
            } else {
                try draft.losses.tellOtherwise(.jsonObject)
            }
        case .schema(let schema):
            if traits.takesJSONSchema {
                format.kind = .schema(schema)
            } else {
                try draft.losses.tellOtherwise(.jsonSchema)
            }
        }
        format.verbosity = conversation.verbosity
        format.write(to: &json)
        if !conversation.stopSequences.isEmpty { try draft.losses.tell(.stopSequences) }
        if let choices = conversation.choices, choices > 1 { try draft.losses.tell(.choices) }
        if conversation.outputModalities.contains(where: { $0 != "text" }) {
            try draft.losses.tell(.outputModalities)
        }
    }

    private mutating func writeReasoning() throws(TranslationFault) {
        let reasoning = conversation.reasoning
        var effort: String?
        if let wish = draft.wishedEffort {
            if reasoning.effort == nil, reasoning.mode != .disabled {
                try draft.losses.tell(.reasoningBudget)
            }
            if traits.thinking == .none {
                if wish != .none { try draft.losses.tellOtherwise(.reasoningEffort) }
            } else {
                effort = draft.nearestEffort(to: wish)?.rawValue
            }
        } else if let word = reasoning.unknownEffort {
            if traits.thinking == .none || conversation.source == .anthropic {
                try draft.losses.tellOtherwise(.reasoningEffort)
            } else {
                effort = word
            }
        }
        let summary: String? =
            switch reasoning.display {
            case nil, .omitted: nil
            case .summarised: "auto"
            case .concise: "concise"
            case .detailed: "detailed"
            }
        let mayThink = traits.thinking != .none && effort != "none"
        if effort != nil || (summary != nil && mayThink) {
            json.beginObject("reasoning")
            json.member("effort", ifAny: effort)
            if mayThink { json.member("summary", ifAny: summary) }
            json.endObject()
        }
        try writeInclude(mayThink: mayThink)
    }

    private mutating func writeInclude(mayThink: Bool) throws(TranslationFault) {
        var include: [String] = []
        if isOwn
            ? conversation.reasoning.wantsProofs == true : mayThink && traits.vendor == "openai"
        {
            include.append("reasoning.encrypted_content")
        }
        if let logprobs = conversation.logprobs, logprobs.isOn {
            if traits.takesLogprobs {
                include.append("message.output_text.logprobs")
                if let alternatives = logprobs.alternatives {
                    json.member("top_logprobs", alternatives)
                }
            } else {
                try draft.losses.tellOtherwise(.logprobs)
            }
        }
        if isOwn, let own = conversation.particular.first(where: { $0.field == .include }),
            let document = try? JSONDocument(parsing: own.json)  // the reader wrote it
        {
            include += document.root.elements.compactMap(\.string)
        }
        if !include.isEmpty { json.member("include", include) }
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
        for penalty in [sampling.presencePenalty, sampling.frequencyPenalty] {
            if let penalty, penalty.value != 0 { try draft.losses.tell(.penalties) }
        }
        if sampling.seed != nil { try draft.losses.tell(.seed) }
    }

    /// What the provider keeps: nothing, unless a client of its own dialect asked for it.
    private mutating func writeState() throws(TranslationFault) {
        let state = conversation.serverState
        guard isOwn else {
            json.member("store", false)
            if state.mayStore == true { try draft.losses.tellOtherwise(.store) }
            try draft.tellServerState()
            return
        }
        if let mayStore = state.mayStore { json.member("store", mayStore) }
        json.member("previous_response_id", ifAny: state.previousResponse)
        if let conversation = state.conversation { json.member("conversation", json: conversation) }
        if let isBackground = state.isBackground { json.member("background", isBackground) }
        if let prompt = state.prompt { json.member("prompt", json: prompt) }
    }

    private mutating func writeHousekeeping() throws(TranslationFault) {
        if let number = conversation.toolCallsMax { json.member("max_tool_calls", number) }
        try writeKept(.endUser, conversation.endUser.id, as: "safety_identifier")
        try writeKept(.endUser, conversation.endUser.oldID, as: "user")
        if !conversation.metadata.isEmpty {
            if traits.takesHousekeeping {
                json.beginObject("metadata")
                for entry in conversation.metadata { json.member(entry.name, entry.value) }
                json.endObject()
            } else {
                try draft.losses.tellOtherwise(.metadata)
            }
        }
        let tier =
            switch conversation.tier {
            case "standard_only", "standard": "default"
            default: conversation.tier
            }
        try writeKept(.tier, tier, as: "service_tier")
        try writeKept(.cacheKey, conversation.cache.key, as: "prompt_cache_key")
        try writeKept(.cacheRetention, conversation.cache.retention, as: "prompt_cache_retention")
        if let options = conversation.cache.options {
            if traits.takesHousekeeping {
                json.member("prompt_cache_options", json: options)
            } else {
                try draft.losses.tellOtherwise(.cacheOptions)
            }
        }
        if conversation.cache.automatic != nil { try draft.losses.tell(.cacheAutomatic) }
        if conversation.cache.content != nil { try draft.losses.tell(.cachedContent) }
    }

    private mutating func writeKept(
        _ field: ConversationField, _ text: String?, as name: String
    ) throws(TranslationFault) {
        guard let text, !text.isEmpty else { return }
        if traits.takesHousekeeping {
            json.member(name, text)
        } else {
            try draft.losses.tellOtherwise(field)
        }
    }

    /// What only Responses knows goes along if it came from there.
    private mutating func writeRest() throws(TranslationFault) {
        guard isOwn else { return try draft.losses.tellUncarried(of: conversation) }
        for field in conversation.particular where field.field != .include {
            json.member(field.name, json: field.json)
        }
        for field in conversation.unknown {
            if field.path.utf8.contains(where: {
                $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[")
            }) {
                try draft.losses.tell(.unknown, at: field.path)
            } else {
                json.member(field.path, json: field.json)
            }
        }
    }
}

/// The member `text` of a request.
struct ResponsesFormat {
    /// What form the answer's text must have.
    var kind: OutputShape?
    /// How wordy it should be.
    var verbosity: String?

    /// Writes it, if it says anything.
    func write(to json: inout JSONWriter) {
        guard kind != nil || verbosity != nil else { return }
        json.beginObject("text")
        if let kind {
            json.beginObject("format")
            switch kind {
            case .text: json.member("type", "text")
            case .json: json.member("type", "json_object")
            case .schema(let schema):
                json.member("type", "json_schema")
                json.member("name", Self.name(schema.name))
                json.member("description", ifAny: schema.description)
                json.member("schema", json: schema.schema)
                if let isStrict = schema.isStrict { json.member("strict", isStrict) }
            }
            json.endObject()
        }
        json.member("verbosity", ifAny: verbosity)
        json.endObject()
    }

    /// A schema's name as OpenAI takes it; `response` where there is none (facts/protocols 5.7).
    static func name(_ name: String?) -> String {
        guard let name, !name.isEmpty else { return "response" }
        return IdentifierRule.openAIToolName.fitted(name)
    }
}
