import Vocabulary
import Wire

/// Reads a Responses request (facts/protocols 4.2).
struct ResponsesRequestReader {
    private let body: FieldReader
    private var conversation: Conversation

    /// Reads a body.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func conversation(_ document: JSONDocument) throws(TranslationFault) -> Conversation {
        var reader = try ResponsesRequestReader(document)
        try reader.readState()
        try reader.readInput()
        try reader.readTools()
        try reader.readAnswer()
        try reader.readReasoning()
        try reader.readHousekeeping()
        reader.readEcho()
        reader.readRest()
        return reader.conversation
    }

    private init(_ document: JSONDocument) throws(TranslationFault) {
        body = try FieldReader(document.root)
        let model = try body.requiredText("model")
        conversation = Conversation(source: .openAIResponses, model: model)
    }

    private mutating func readState() throws(TranslationFault) {
        conversation.serverState.mayStore = try body.flag("store")
        conversation.serverState.previousResponse = try body.text("previous_response_id")
        conversation.serverState.conversation = body.json("conversation")
        conversation.serverState.isBackground = try body.flag("background")
        conversation.serverState.prompt = body.json("prompt")
    }

    /// Whether the provider's storage may stand for an input that isn't there.
    private var hasStoredInput: Bool {
        let state = conversation.serverState
        return state.previousResponse != nil || state.conversation != nil || state.prompt != nil
    }

    private mutating func readInput() throws(TranslationFault) {
        if let instructions = try body.text("instructions") {
            conversation.system = [SystemBlock(instructions, authority: .developer)]
        }
        guard let input = body["input"] else {
            if hasStoredInput { return }
            throw body.missing("input")
        }
        if let text = input.string {
            conversation.turns = [Turn(.user, [.text(text)])]
            return
        }
        guard input.kind == .array else { throw body.wrong("input", "a text or a list of items") }
        var items = ResponsesItemReader(conversation)
        let place = FieldPlace("input")
        var index = 0
        for element in input.elements {
            try items.read(try FieldReader(element, at: place.element(index)))
            index += 1
        }
        conversation = items.conversation
    }

    private mutating func readTools() throws(TranslationFault) {
        if let list = try body.list("tools") {
            let place = FieldPlace("tools")
            var index = 0
            for element in list.elements {
                let entry = try FieldReader(element, at: place.element(index))
                conversation.tools += try ResponsesToolForm.tools(entry)
                index += 1
            }
        }
        conversation.toolChoice = try ResponsesToolForm.choice(body)
        conversation.mayCallInParallel = try body.flag("parallel_tool_calls")
        conversation.toolCallsMax = try body.count("max_tool_calls")
    }

    /// What the answer is to be like.
    private mutating func readAnswer() throws(TranslationFault) {
        conversation.outputTokensMax = try body.count("max_output_tokens", in: 0...(1 << 31))
        conversation.sampling.temperature = try body.number("temperature")
        conversation.sampling.topP = try body.number("top_p")
        if let text = try body.object("text") {
            conversation.outputShape = try Self.shape(text)
            conversation.verbosity = try text.text("verbosity")
            for (name, value) in text.node.members
            where name != "format" && name != "verbosity" && !value.isNull {
                note("text.\(name)", value)
            }
        }
        conversation.stream.isOn = try body.flag("stream") ?? false
        if let options = try body.object("stream_options") {
            conversation.stream.wantsObfuscation = try options.flag("include_obfuscation")
        }
        try readInclude()
    }

    private static func shape(_ text: FieldReader) throws(TranslationFault) -> OutputShape? {
        guard let format = try text.object("format") else { return nil }
        switch try format.requiredText("type") {
        case "text": return .text
        case "json_object": return .json
        case "json_schema":
            guard let schema = try format.objectJSON("schema") else {
                throw format.missing("schema")
            }
            return .schema(
                OutputSchema(
                    name: try format.text("name"), description: try format.text("description"),
                    schema: schema, isStrict: try format.flag("strict")))
        default: throw format.wrong("type", "text, json_object or json_schema")
        }
    }

    /// `include`: what of it others know too; the rest is Responses' alone.
    private mutating func readInclude() throws(TranslationFault) {
        var rest: [String] = []
        var wantsLogprobs = false
        for name in try body.texts("include") ?? [] {
            switch name {
            case "reasoning.encrypted_content": conversation.reasoning.wantsProofs = true
            case "message.output_text.logprobs": wantsLogprobs = true
            default: rest.append(name)
            }
        }
        let alternatives = try body.count("top_logprobs", in: 0...20)
        if wantsLogprobs || (alternatives ?? 0) > 0 {
            conversation.logprobs = LogprobControls(isOn: true, alternatives: alternatives)
        }
        guard !rest.isEmpty else { return }
        var json = JSONWriter()
        json.beginArray()
        for name in rest { json.string(name) }
        json.endArray()
        conversation.particular.append(ParticularField(.include, name: "include", json: json.bytes))
    }

    private mutating func readReasoning() throws(TranslationFault) {
        guard let reasoning = try body.object("reasoning") else { return }
        if let word = try reasoning.text("effort") {
            conversation.reasoning.effort = ReasoningControls.Effort(rawValue: word)
            if conversation.reasoning.effort == nil { conversation.reasoning.unknownEffort = word }
            if conversation.reasoning.effort == ReasoningControls.Effort.none {
                conversation.reasoning.mode = .disabled
            }
        }
        var summary = try reasoning.text("summary")
        if summary == nil { summary = try reasoning.text("generate_summary") }
        switch summary {
        case nil: break
        case "concise": conversation.reasoning.display = .concise
        case "detailed": conversation.reasoning.display = .detailed
        default: conversation.reasoning.display = .summarised
        }
        for (name, value) in reasoning.node.members
        where !["effort", "summary", "generate_summary"].contains(name) && !value.isNull {
            note("reasoning.\(name)", value)
        }
    }

    private mutating func readHousekeeping() throws(TranslationFault) {
        conversation.endUser.id = try body.text("safety_identifier")
        conversation.endUser.oldID = try body.text("user")
        if let metadata = try body.object("metadata") {
            for (name, value) in metadata.node.members where !value.isNull {
                guard let text = value.string else { throw metadata.wrong(name, "a string") }
                conversation.metadata.append(MetadataEntry(name: name, value: text))
            }
        }
        conversation.tier = try body.text("service_tier")
        conversation.cache.key = try body.text("prompt_cache_key")
        conversation.cache.retention = try body.text("prompt_cache_retention")
        conversation.cache.options = body.json("prompt_cache_options")
        // `disabled` is what all others do.
        if let truncation = try body.text("truncation"), truncation != "disabled" {
            conversation.particular.append(
                ParticularField(.truncation, name: "truncation", json: JSONText.quoted(truncation)))
        }
    }

    private mutating func readEcho() {
        for name in ResponsesEnvelope.echoed {
            if let json = body.json(name) {
                conversation.echo.append(RawField(name: name, json: json))
            }
        }
    }

    /// What is Responses' alone, and what nobody knows.
    private mutating func readRest() {
        for (name, value) in body.node.members where !Self.known.contains(name) && !value.isNull {
            if let field = Self.particular[name] {
                conversation.particular.append(
                    ParticularField(field, name: name, json: Array(value.bytes)))
            } else {
                note(name, value)
            }
        }
    }

    private mutating func note(_ path: String, _ value: JSONNode) {
        conversation.unknown.append(
            UnknownField(path: path, json: Array(value.bytes), dialect: .openAIResponses))
    }

    private static let particular: [String: ConversationField] = [
        "moderation": .moderation, "context_management": .contextManagement,
    ]

    private static let known: Set<String> = [
        "model", "input", "instructions", "max_output_tokens", "max_tool_calls", "temperature",
        "top_p", "top_logprobs", "reasoning", "text", "tools", "tool_choice", "parallel_tool_calls",
        "previous_response_id", "conversation", "store", "background", "stream", "stream_options",
        "include", "truncation", "metadata", "prompt", "prompt_cache_key", "prompt_cache_options",
        "prompt_cache_retention", "safety_identifier", "service_tier", "user",
    ]
}
