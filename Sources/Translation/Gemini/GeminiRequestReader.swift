import Vocabulary
import Wire

/// Reads a generateContent request (facts/protocols 4.4), names in either spelling and bytes in
/// either alphabet.
struct GeminiRequestReader {
    private let body: FieldReader
    private var conversation: Conversation

    /// Reads a body; the model stands in the path.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func conversation(
        _ document: JSONDocument, head: RequestHeadFacts
    ) throws(TranslationFault) -> Conversation {
        var reader = try GeminiRequestReader(document, head: head)
        try reader.readSystem()
        try reader.readContents()
        try reader.readTools()
        try reader.readChoice()
        if let config = try reader.body.object(reader.body.spelling("generationConfig")) {
            try reader.readConfig(config)
        }
        try reader.readHousekeeping()
        reader.conversation.unknown += reader.body.unknownFields(beside: known)
        return reader.conversation
    }

    private init(_ document: JSONDocument, head: RequestHeadFacts) throws(TranslationFault) {
        body = try FieldReader(document.root, takesSpelledNumbers: true)
        var model = head.model
        if model == nil { model = try body.requiredText("model") }
        conversation = Conversation(source: .gemini, model: Self.bare(model ?? ""))
        conversation.stream.isOn = head.isStream ?? false
    }

    private static func bare(_ model: String) -> String {
        model.hasPrefix("models/") ? String(model.dropFirst(7)) : model
    }

    private mutating func readSystem() throws(TranslationFault) {
        let name = body.spelling("systemInstruction")
        guard let member = body[name] else { return }
        if let text = member.string {
            conversation.system = [SystemBlock(text)]
            return
        }
        guard let content = try body.object(name) else { return }
        var parts = GeminiPartReader()
        for part in try parts.parts(of: content) {
            guard let text = part.text else { throw content.wrong("parts", "a list of texts") }
            conversation.system.append(SystemBlock(text))
        }
        conversation.unknown += parts.unknown
    }

    private mutating func readContents() throws(TranslationFault) {
        guard let contents = body["contents"] else { throw body.missing("contents") }
        var parts = GeminiPartReader()
        if let text = contents.string {
            conversation.turns = [Turn(.user, [.text(text)])]
        } else if contents.kind == .object {
            try read(try FieldReader(contents, at: FieldPlace("contents")), &parts)
        } else if contents.kind == .array {
            let place = FieldPlace("contents")
            var index = 0
            for element in contents.elements {
                try read(try FieldReader(element, at: place.element(index)), &parts)
                index += 1
            }
        } else {
            throw body.wrong("contents", "a list of contents")
        }
        conversation.unknown += parts.unknown
    }

    private mutating func read(
        _ content: FieldReader, _ reader: inout GeminiPartReader
    ) throws(TranslationFault) {
        let parts = try reader.parts(of: content)
        switch try content.text("role") {
        case nil, "user", "function": conversation.turns.append(Turn(.user, parts))
        case "model":
            if let last = conversation.turns.indices.last,
                conversation.turns[last].role == .assistant
            {
                conversation.turns[last].parts += parts
            } else {
                conversation.turns.append(Turn(.assistant, parts))
            }
        default: throw content.wrong("role", "user or model")
        }
        conversation.unknown += content.unknownFields(beside: ["role", "parts"])
    }

    private mutating func readTools() throws(TranslationFault) {
        guard let list = try body.list("tools") else { return }
        let place = FieldPlace("tools")
        var index = 0
        for element in list.elements {
            conversation.tools += try GeminiToolForm.tools(
                try FieldReader(element, at: place.element(index)))
            index += 1
        }
    }

    private mutating func readChoice() throws(TranslationFault) {
        guard let config = try body.object(body.spelling("toolConfig")) else { return }
        conversation.unknown += config.unknownFields(beside: ["functionCallingConfig"])
        guard let calling = try config.object(config.spelling("functionCallingConfig")) else {
            return
        }
        conversation.toolChoice = try GeminiToolForm.choice(calling)
    }

    private mutating func readConfig(_ config: FieldReader) throws(TranslationFault) {
        conversation.sampling.temperature = try config.number("temperature")
        conversation.sampling.topP = try config.number(config.spelling("topP"))
        conversation.sampling.topK = try config.number(config.spelling("topK"))
        conversation.sampling.presencePenalty = try config.number(
            config.spelling("presencePenalty"))
        conversation.sampling.frequencyPenalty = try config.number(
            config.spelling("frequencyPenalty"))
        conversation.sampling.seed = try config.number("seed")
        conversation.choices = try config.count(config.spelling("candidateCount"), in: 0...128)
        conversation.outputTokensMax = try config.count(
            config.spelling("maxOutputTokens"), in: 0...(1 << 31))
        conversation.stopSequences = try config.texts(config.spelling("stopSequences")) ?? []
        conversation.outputModalities =
            (try config.texts(config.spelling("responseModalities")) ?? [])
            .map { $0.lowercased() }
        let alternatives = try config.count("logprobs", in: 0...20)
        if let isOn = try config.flag(config.spelling("responseLogprobs")) {
            conversation.logprobs = LogprobControls(isOn: isOn, alternatives: alternatives)
        }
        try readShape(config)
        if let thinking = try config.object(config.spelling("thinkingConfig")) {
            try readThinking(thinking)
        }
        for (name, field) in Self.particularConfig {
            let name = config.spelling(name)
            if let json = config.json(name) {
                conversation.particular.append(
                    ParticularField(field, name: config.place.member(name).text, json: json))
            }
        }
        conversation.unknown += config.unknownFields(beside: Self.knownConfig)
    }

    private mutating func readShape(_ config: FieldReader) throws(TranslationFault) {
        let mime = try config.text(config.spelling("responseMimeType"))
        var schema: [UInt8]?
        for name in ["responseJsonSchema", "_responseJsonSchema"] where schema == nil {
            schema = try config.objectJSON(config.spelling(name))
        }
        if schema == nil, let own = try config.object(config.spelling("responseSchema")) {
            schema = GeminiSchema.jsonSchema(own.node)
        }
        if let schema {
            conversation.outputShape = .schema(OutputSchema(schema: schema))
        } else if mime == "application/json" {
            conversation.outputShape = .json
        } else if let mime, mime != "text/plain" {
            throw config.wrong(
                config.spelling("responseMimeType"), "text/plain, or application/json")
        }
    }

    private mutating func readThinking(_ thinking: FieldReader) throws(TranslationFault) {
        if let isShown = try thinking.flag(thinking.spelling("includeThoughts")) {
            conversation.reasoning.display = isShown ? .summarised : .omitted
        }
        switch try thinking.count(thinking.spelling("thinkingBudget"), in: -1...(1 << 31)) {
        case nil: break
        case -1: conversation.reasoning.mode = .adaptive
        case 0: conversation.reasoning.mode = .disabled
        case let budget?:
            conversation.reasoning.mode = .enabled
            conversation.reasoning.budgetTokens = budget
        }
        if let level = try thinking.text(thinking.spelling("thinkingLevel"))?.lowercased(),
            level != "thinking_level_unspecified"
        {
            conversation.reasoning.effort = ReasoningControls.Effort(rawValue: level)
            if conversation.reasoning.effort == nil { conversation.reasoning.unknownEffort = level }
        }
        conversation.unknown += thinking.unknownFields(
            beside: ["includeThoughts", "thinkingBudget", "thinkingLevel"])
    }

    private mutating func readHousekeeping() throws(TranslationFault) {
        conversation.cache.content = try body.text(body.spelling("cachedContent"))
        if let tier = try body.text(body.spelling("serviceTier"))?.lowercased(),
            tier != "service_tier_unspecified"
        {
            conversation.tier = tier.hasPrefix("service_tier_") ? String(tier.dropFirst(13)) : tier
        }
        if let labels = try body.object("labels") {
            for (name, value) in labels.node.members where !value.isNull {
                guard let text = value.string else { throw labels.wrong(name, "a string") }
                conversation.metadata.append(MetadataEntry(name: name, value: text))
            }
        }
        let safety = body.spelling("safetySettings")
        if let json = body.json(safety) {
            conversation.particular.append(
                ParticularField(.safetySettings, name: safety, json: json))
        }
    }

    private static let particularConfig: [(String, ConversationField)] = [
        ("mediaResolution", .mediaResolution), ("speechConfig", .speech),
    ]

    private static let knownConfig: Set<String> = [
        "temperature", "topP", "topK", "presencePenalty", "frequencyPenalty", "seed",
        "candidateCount", "maxOutputTokens", "stopSequences", "responseModalities", "logprobs",
        "responseLogprobs", "responseMimeType", "responseSchema", "responseJsonSchema",
        "_responseJsonSchema", "thinkingConfig", "mediaResolution", "speechConfig",
    ]

    private static let known: Set<String> = [
        "model", "contents", "systemInstruction", "tools", "toolConfig", "generationConfig",
        "safetySettings", "cachedContent", "labels", "serviceTier",
    ]
}
