import Vocabulary
import Wire

/// Reads a Messages request (facts/protocols 4.3).
struct MessagesRequestReader {
    private let body: FieldReader
    private var conversation: Conversation

    /// Reads a body.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func conversation(_ document: JSONDocument) throws(TranslationFault) -> Conversation {
        var reader = try MessagesRequestReader(document)
        try reader.readSystem()
        try reader.readMessages()
        try reader.readTools()
        try reader.readAnswer()
        try reader.readReasoning()
        try reader.readHousekeeping()
        reader.readRest()
        return reader.conversation
    }

    private init(_ document: JSONDocument) throws(TranslationFault) {
        body = try FieldReader(document.root)
        let model = try body.requiredText("model")
        conversation = Conversation(source: .anthropic, model: model)
    }

    private mutating func readSystem() throws(TranslationFault) {
        guard let system = body["system"] else { return }
        if let text = system.string {
            conversation.system = [SystemBlock(text)]
            return
        }
        guard let list = try body.list("system") else { return }
        let place = FieldPlace("system")
        var index = 0
        for element in list.elements {
            let block = try FieldReader(element, at: place.element(index))
            guard try block.requiredText("type") == "text" else {
                throw block.wrong("type", "text")
            }
            conversation.system.append(
                SystemBlock(
                    try block.requiredText("text"), cacheMark: MessagesBlockReader.mark(block)))
            index += 1
        }
    }

    private mutating func readMessages() throws(TranslationFault) {
        guard let list = try body.list("messages") else { throw body.missing("messages") }
        var blocks = MessagesBlockReader()
        let place = FieldPlace("messages")
        var index = 0
        for element in list.elements {
            let message = try FieldReader(element, at: place.element(index))
            switch try message.requiredText("role") {
            case "user": try add(blocks.parts(of: message), as: .user)
            case "assistant": try add(blocks.parts(of: message), as: .assistant)
            case "system": try add(blocks.parts(of: message), as: .system)
            default: throw message.wrong("role", "user, assistant or system")
            }
            for (name, value) in message.node.members
            where name != "role" && name != "content" && !value.isNull {
                blocks.noteUnknown(name, value, of: message)
            }
            index += 1
        }
        conversation.unknown += blocks.unknown
    }

    /// Adds a turn. A system text inside a user's message becomes a turn of its own; neighbours of
    /// the assistant's are one.
    private mutating func add(_ parts: [MessagesBlockReader.Piece], as role: Turn.Role) {
        var pending: [Part] = []
        for piece in parts {
            switch piece {
            case .part(let part): pending.append(part)
            case .system(let part):
                if !pending.isEmpty { conversation.turns.append(Turn(role, pending)) }
                pending = []
                conversation.turns.append(Turn(.system, [part]))
            }
        }
        if role == .assistant, let last = conversation.turns.indices.last,
            conversation.turns[last].role == .assistant
        {
            conversation.turns[last].parts += pending
        } else if !pending.isEmpty || parts.isEmpty {
            conversation.turns.append(Turn(role, pending))
        }
    }

    private mutating func readTools() throws(TranslationFault) {
        if let list = try body.list("tools") {
            let place = FieldPlace("tools")
            var index = 0
            for element in list.elements {
                let tool = try FieldReader(element, at: place.element(index))
                conversation.tools.append(try MessagesToolForm.tool(tool))
                index += 1
            }
        }
        guard let choice = try body.object("tool_choice") else { return }
        switch try choice.requiredText("type") {
        case "auto": conversation.toolChoice = .auto
        case "any": conversation.toolChoice = .required
        case "none": conversation.toolChoice = .never
        case "tool":
            conversation.toolChoice = .named(try choice.requiredText("name"), kind: .function)
        default: throw choice.wrong("type", "auto, any, tool or none")
        }
        if let isDisabled = try choice.flag("disable_parallel_tool_use") {
            conversation.mayCallInParallel = !isDisabled
        }
    }

    private mutating func readAnswer() throws(TranslationFault) {
        conversation.outputTokensMax = try body.count("max_tokens", in: 0...(1 << 31))
        if conversation.outputTokensMax == nil { throw body.missing("max_tokens") }
        conversation.sampling.temperature = try body.number("temperature")
        conversation.sampling.topP = try body.number("top_p")
        conversation.sampling.topK = try body.number("top_k")
        conversation.stopSequences = try body.texts("stop_sequences") ?? []
        conversation.stream.isOn = try body.flag("stream") ?? false
        let config = try body.object("output_config")
        var format = try config?.object("format")
        if format == nil { format = try body.object("output_format") }
        if let format {
            guard try format.requiredText("type") == "json_schema" else {
                throw format.wrong("type", "json_schema")
            }
            guard let schema = try format.objectJSON("schema") else {
                throw format.missing("schema")
            }
            conversation.outputShape = .schema(OutputSchema(schema: schema))
        }
        guard let config else { return }
        if let effort = try config.text("effort") {
            conversation.reasoning.effort = ReasoningControls.Effort(rawValue: effort)
            if conversation.reasoning.effort == nil {
                conversation.reasoning.unknownEffort = effort
            }
        }
        for (name, value) in config.node.members
        where name != "effort" && name != "format" && !value.isNull {
            note(config.place.member(name).text, value)
        }
    }

    private mutating func readReasoning() throws(TranslationFault) {
        guard let thinking = try body.object("thinking") else { return }
        switch try thinking.requiredText("type") {
        case "enabled": conversation.reasoning.mode = .enabled
        case "adaptive": conversation.reasoning.mode = .adaptive
        case "disabled":
            conversation.reasoning.mode = .disabled
            return
        default: throw thinking.wrong("type", "enabled, adaptive or disabled")
        }
        conversation.reasoning.budgetTokens = try thinking.count("budget_tokens", in: 0...(1 << 31))
        switch try thinking.text("display") {
        case "omitted": conversation.reasoning.display = .omitted
        default: conversation.reasoning.display = .summarised
        }
    }

    private mutating func readHousekeeping() throws(TranslationFault) {
        if let metadata = try body.object("metadata") {
            conversation.endUser.id = try metadata.text("user_id")
            for (name, value) in metadata.node.members where name != "user_id" && !value.isNull {
                if let text = value.string {
                    conversation.metadata.append(MetadataEntry(name: name, value: text))
                } else {
                    note("metadata.\(name)", value)
                }
            }
        }
        conversation.tier = try body.text("service_tier")
        conversation.serverState.container = body.json("container")
        if let mark = try body.object("cache_control") {
            conversation.cache.automatic = CacheMark(lifetime: try mark.text("ttl"))
        }
    }

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
            UnknownField(path: path, json: Array(value.bytes), dialect: .anthropic))
    }

    private static let particular: [String: ConversationField] = [
        "inference_geo": .inferenceRegion, "mcp_servers": .remoteTools,
        "context_management": .contextManagement,
    ]

    private static let known: Set<String> = [
        "model", "messages", "system", "max_tokens", "temperature", "top_p", "top_k",
        "stop_sequences", "stream", "tools", "tool_choice", "thinking", "output_config",
        "output_format", "metadata", "service_tier", "container", "cache_control",
    ]
}
