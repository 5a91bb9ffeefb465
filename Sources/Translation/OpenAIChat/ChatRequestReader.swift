import Vocabulary
import Wire

/// Reads a Chat Completions request (facts/protocols 4.1).
struct ChatRequestReader {
    private let body: FieldReader
    private var conversation: Conversation

    /// Reads a body.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func conversation(_ document: JSONDocument) throws(TranslationFault) -> Conversation {
        var reader = try ChatRequestReader(document)
        try reader.readMessages()
        try reader.readTools()
        try reader.readAnswer()
        try reader.readHousekeeping()
        reader.readRest()
        return reader.conversation
    }

    private init(_ document: JSONDocument) throws(TranslationFault) {
        body = try FieldReader(document.root)
        let model = try body.requiredText("model")
        conversation = Conversation(source: .openAIChat, model: model)
    }

    private mutating func readMessages() throws(TranslationFault) {
        guard let list = try body.list("messages") else { throw body.missing("messages") }
        var messages = ChatMessageReader(conversation)
        let place = FieldPlace("messages")
        var index = 0
        for element in list.elements {
            try messages.read(try FieldReader(element, at: place.element(index)))
            index += 1
        }
        conversation = messages.conversation
    }

    private mutating func readTools() throws(TranslationFault) {
        if let list = try body.list("tools") {
            let place = FieldPlace("tools")
            var index = 0
            for element in list.elements {
                let tool = try FieldReader(element, at: place.element(index))
                conversation.tools.append(try ChatToolForm.tool(tool))
                index += 1
            }
        } else if let list = try body.list("functions") {
            let place = FieldPlace("functions")
            var index = 0
            for element in list.elements {
                let function = try FieldReader(element, at: place.element(index))
                conversation.tools.append(try ChatToolForm.function(function))
                index += 1
            }
        }
        conversation.toolChoice = try ChatToolForm.choice(body)
        conversation.mayCallInParallel = try body.flag("parallel_tool_calls")
    }

    /// What the answer is to be like.
    private mutating func readAnswer() throws(TranslationFault) {
        let limit = 0...Int64(1 << 31)
        let old = try body.count("max_tokens", in: limit)
        conversation.outputTokensMax = try body.count("max_completion_tokens", in: limit)
        if let old, conversation.outputTokensMax == nil {
            conversation.outputTokensMax = old
            conversation.outputTokensName = "max_tokens"
        }
        conversation.sampling.temperature = try body.number("temperature")
        conversation.sampling.topP = try body.number("top_p")
        conversation.sampling.topK = try body.number("top_k")
        conversation.sampling.presencePenalty = try body.number("presence_penalty")
        conversation.sampling.frequencyPenalty = try body.number("frequency_penalty")
        conversation.sampling.seed = try body.number("seed")
        conversation.choices = try body.count("n", in: 1...128)
        if let stop = body["stop"] {
            if let text = stop.string {
                conversation.stopSequences = [text]
            } else {
                conversation.stopSequences = try body.texts("stop") ?? []
            }
        }
        if let isOn = try body.flag("logprobs") {
            conversation.logprobs = LogprobControls(
                isOn: isOn, alternatives: try body.count("top_logprobs", in: 0...20))
        }
        conversation.outputShape = try readShape()
        conversation.verbosity = try body.text("verbosity")
        conversation.outputModalities = try body.texts("modalities") ?? []
        if let effort = try body.text("reasoning_effort") {
            conversation.reasoning.effort = ReasoningControls.Effort(rawValue: effort)
            if conversation.reasoning.effort == nil {
                conversation.reasoning.unknownEffort = effort
            }
            if conversation.reasoning.effort == ReasoningControls.Effort.none {
                conversation.reasoning.mode = .disabled
            }
        }
        conversation.stream.isOn = try body.flag("stream") ?? false
        if let options = try body.object("stream_options") {
            conversation.stream.wantsUsage = try options.flag("include_usage")
            conversation.stream.wantsObfuscation = try options.flag("include_obfuscation")
        }
    }

    private func readShape() throws(TranslationFault) -> OutputShape? {
        guard let format = try body.object("response_format") else { return nil }
        switch try format.requiredText("type") {
        case "text": return .text
        case "json_object": return .json
        case "json_schema":
            guard let schema = try format.object("json_schema") else {
                throw format.missing("json_schema")
            }
            guard let json = try schema.objectJSON("schema") else { return .json }
            return .schema(
                OutputSchema(
                    name: try schema.text("name"), description: try schema.text("description"),
                    schema: json, isStrict: try schema.flag("strict")))
        default: throw format.wrong("type", "text, json_object or json_schema")
        }
    }

    private mutating func readHousekeeping() throws(TranslationFault) {
        conversation.endUser.id = try body.text("safety_identifier")
        conversation.endUser.oldID = try body.text("user")
        if let metadata = try body.object("metadata") {
            for (name, value) in metadata.node.members {
                guard let text = value.string else { throw metadata.wrong(name, "a string") }
                conversation.metadata.append(MetadataEntry(name: name, value: text))
            }
        }
        conversation.tier = try body.text("service_tier")
        conversation.serverState.mayStore = try body.flag("store")
        conversation.cache.key = try body.text("prompt_cache_key")
        conversation.cache.retention = try body.text("prompt_cache_retention")
        conversation.cache.options = body.json("prompt_cache_options")
    }

    /// What is Chat's alone, and what nobody knows.
    private mutating func readRest() {
        for (name, value) in body.node.members where !Self.known.contains(name) && !value.isNull {
            if let field = Self.particular[name] {
                conversation.particular.append(
                    ParticularField(field, name: name, json: Array(value.bytes)))
            } else {
                conversation.unknown.append(
                    UnknownField(path: name, json: Array(value.bytes), dialect: .openAIChat))
            }
        }
    }

    private static let particular: [String: ConversationField] = [
        "logit_bias": .logitBias, "audio": .audioOutput, "prediction": .prediction,
        "moderation": .moderation, "web_search_options": .webSearchOptions,
    ]

    private static let known: Set<String> = [
        "model", "messages", "max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k",
        "presence_penalty", "frequency_penalty", "seed", "n", "logprobs", "top_logprobs", "stop",
        "stream", "stream_options", "tools", "tool_choice", "functions", "function_call",
        "parallel_tool_calls", "response_format", "reasoning_effort", "verbosity", "modalities",
        "store", "metadata", "service_tier", "safety_identifier", "user", "prompt_cache_key",
        "prompt_cache_retention", "prompt_cache_options",
    ]
}
