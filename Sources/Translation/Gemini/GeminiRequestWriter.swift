import Vocabulary
import Wire

/// Writes a generateContent request (facts/protocols 4.4 and 5.3–5.8); the model and whether it
/// streams stand in the path.
struct GeminiRequestWriter: RequestWriting {
    var draft: RequestDraft
    var json: JSONWriter
    /// The names of calls as they were written, by their ids.
    var callNames: [String: String] = [:]

    init(_ draft: RequestDraft) {
        self.draft = draft
        json = JSONWriter(for: draft)
    }

    mutating func write() throws(TranslationFault) {
        json.beginObject()
        try writeSystem()
        try writeContents()
        try writeTools()
        try writeConfig()
        try writeHousekeeping()
        try writeRest()
        json.endObject()
    }

    private mutating func writeSystem() throws(TranslationFault) {
        let blocks = conversation.system.filter { !$0.text.isBlank }
        guard !blocks.isEmpty else { return }
        json.beginObject("systemInstruction")
        json.beginArray("parts")
        for block in blocks {
            if block.cacheMark != nil { try draft.losses.tell(.cacheMark) }
            json.beginObject()
            json.member("text", block.text)
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }

    private mutating func writeConfig() throws(TranslationFault) {
        var config = JSONWriter()
        config.beginObject()
        try writeSampling(to: &config)
        if let limit = conversation.outputTokensMax {
            let most = traits.outputTokensMax ?? limit
            if limit > most { try draft.losses.tellOtherwise(.outputTokensMax) }
            config.member("maxOutputTokens", min(limit, most))
        }
        if !conversation.stopSequences.isEmpty {
            if conversation.stopSequences.count > traits.stopSequencesMax {
                try draft.losses.tellOtherwise(.stopSequences)
            } else {
                config.member("stopSequences", conversation.stopSequences)
            }
        }
        if let choices = conversation.choices, choices > 1 {
            if traits.takesChoices {
                config.member("candidateCount", choices)
            } else {
                try draft.losses.tellOtherwise(.choices)
            }
        }
        try writeShape(to: &config)
        try writeThinking(to: &config)
        if isOwn {
            for field in conversation.particular where field.name.hasPrefix("generationConfig") {
                config.member(field.name.lastStep, json: field.json)
            }
        }
        config.endObject()
        if config.bytes.count > 2 { json.member("generationConfig", json: config.bytes) }
        if conversation.verbosity != nil { try draft.losses.tell(.verbosity) }
        if conversation.toolCallsMax != nil { try draft.losses.tell(.toolCallsMax) }
    }

    private mutating func writeSampling(to config: inout JSONWriter) throws(TranslationFault) {
        let sampling = conversation.sampling
        let fields: [(String, NumberText?, ConversationField, Double)] = [
            ("temperature", sampling.temperature, .temperature, 1),
            ("topP", sampling.topP, .topP, 1), ("topK", sampling.topK, .topK, -1),
            ("presencePenalty", sampling.presencePenalty, .penalties, 0),
            ("frequencyPenalty", sampling.frequencyPenalty, .penalties, 0),
        ]
        for (name, number, field, usual) in fields {
            guard let number else { continue }
            if traits.takesSampling {
                config.member(name, ifAny: number)
            } else if number.value != usual {
                try draft.losses.tellOtherwise(field)
            }
        }
        if let seed = sampling.seed {
            if traits.takesSeed {
                config.member("seed", ifAny: seed)
            } else {
                try draft.losses.tellOtherwise(.seed)
            }
        }
        guard let logprobs = conversation.logprobs, logprobs.isOn else { return }
        if traits.takesLogprobs {
            config.member("responseLogprobs", true)
            if let alternatives = logprobs.alternatives { config.member("logprobs", alternatives) }
        } else {
            try draft.losses.tellOtherwise(.logprobs)
        }
    }

    private mutating func writeShape(to config: inout JSONWriter) throws(TranslationFault) {
        switch conversation.outputShape {
        case nil, .text: break
        case .json:
            if traits.takesJSONObject {
                config.member("responseMimeType", "application/json")
            } else {
                try draft.losses.tellOtherwise(.jsonObject)
            }
        case .schema(let schema):
            guard traits.takesJSONSchema else {
                try draft.losses.tellOtherwise(.jsonSchema)
                break
            }
            config.member("responseMimeType", "application/json")
            if traits.takesRawSchemas {
                config.member("responseJsonSchema", json: schema.schema)
            } else {
                let (subset, isChanged) = GeminiSchemaSubset.schema(schema.schema)
                if isChanged { try draft.losses.tellOtherwise(.toolSchema) }
                config.member("responseSchema", json: subset)
            }
        }
        let modalities = conversation.outputModalities
        guard modalities.contains(where: { $0 != "text" }) else { return }
        // OpenAI's sound needs a voice and a format, which Gemini says otherwise.
        if modalities.contains("audio"), !isOwn {
            try draft.losses.tellOtherwise(.outputModalities)
        } else {
            config.member("responseModalities", modalities.map { $0.uppercased() })
        }
    }

    private mutating func writeHousekeeping() throws(TranslationFault) {
        if conversation.endUser.id != nil || conversation.endUser.oldID != nil {
            try draft.losses.tell(.endUser)
        }
        if !conversation.metadata.isEmpty {
            if traits.takesHousekeeping {
                json.beginObject("labels")
                for entry in conversation.metadata { json.member(entry.name, entry.value) }
                json.endObject()
            } else {
                try draft.losses.tellOtherwise(.metadata)
            }
        }
        switch conversation.tier {
        case nil, "auto": break
        case "default", "standard_only", "standard": json.member("serviceTier", "standard")
        case "flex", "priority": json.member("serviceTier", ifAny: conversation.tier)
        default: try draft.losses.tellOtherwise(.tier)
        }
        if let content = conversation.cache.content {
            if isOwn {
                json.member("cachedContent", content)
            } else {
                try draft.losses.tell(.cachedContent)
            }
        }
        if conversation.cache.key != nil { try draft.losses.tell(.cacheKey) }
        if conversation.cache.retention != nil { try draft.losses.tell(.cacheRetention) }
        if conversation.cache.options != nil { try draft.losses.tell(.cacheOptions) }
        if conversation.cache.automatic != nil { try draft.losses.tell(.cacheAutomatic) }
        if conversation.stream.wantsObfuscation == true {
            try draft.losses.tell(.streamObfuscation)
        }
        try draft.tellServerState()
    }

    /// What only Gemini knows goes along if it came from there.
    private mutating func writeRest() throws(TranslationFault) {
        guard isOwn else { return try draft.losses.tellUncarried(of: conversation) }
        for field in conversation.particular where !field.name.hasPrefix("generationConfig") {
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

extension String {
    /// What follows the last dot.
    fileprivate var lastStep: String { split(separator: ".").last.map(String.init) ?? self }
}
