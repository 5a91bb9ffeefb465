import Vocabulary
import Wire

/// Chat's tools, tool choice and tool calls.
enum ChatToolForm {
    /// Reads an entry of `tools`.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func tool(_ entry: FieldReader) throws(TranslationFault) -> Tool {
        let type = try entry.text("type") ?? "function"
        var tool: Tool
        switch type {
        case "function":
            guard let object = try entry.object("function") else { throw entry.missing("function") }
            tool = try function(object)
            if tool.cacheMark == nil { tool.cacheMark = ChatMessageReader.mark(entry) }
        case "custom":
            guard let custom = try entry.object("custom") else { throw entry.missing("custom") }
            tool = Tool(
                .custom(format: try format(custom)), name: try custom.requiredText("name"),
                description: try custom.text("description"))
        default:
            tool = Tool(
                .hosted(
                    HostedItem(kind: type, json: Array(entry.node.bytes), dialect: .openAIChat)),
                name: type)
        }
        return tool
    }

    /// Reads a function's declaration.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func function(_ object: FieldReader) throws(TranslationFault) -> Tool {
        let name = try object.requiredText("name")
        guard !name.isEmpty else { throw object.wrong("name", "the name of a function") }
        var tool = Tool(
            .function(schema: try object.objectJSON("parameters")), name: name,
            description: try object.text("description"))
        tool.isStrict = try object.flag("strict")
        tool.cacheMark = ChatMessageReader.mark(object)
        return tool
    }

    /// A custom tool's format in OpenAI's flat form; Chat puts a grammar one level deeper.
    private static func format(_ custom: FieldReader) throws(TranslationFault) -> [UInt8]? {
        guard let format = try custom.object("format") else { return nil }
        guard let grammar = try format.object("grammar") else { return Array(format.node.bytes) }
        var json = JSONWriter()
        json.beginObject()
        json.key("type")
        json.string("grammar")
        for (name, value) in grammar.node.members {
            json.key(name)
            json.raw(value.bytes)
        }
        json.endObject()
        return json.bytes
    }

    /// Reads `tool_choice`, or the old `function_call`.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func choice(_ body: FieldReader) throws(TranslationFault) -> ToolChoice? {
        if let choice = body["tool_choice"] {
            if let word = choice.string { return try self.choice(word, body, "tool_choice") }
            guard let object = try body.object("tool_choice") else { return nil }
            switch try object.requiredText("type") {
            case "function":
                guard let function = try object.object("function") else {
                    throw object.missing("function")
                }
                return .named(try function.requiredText("name"), kind: .function)
            case "custom":
                guard let custom = try object.object("custom") else {
                    throw object.missing("custom")
                }
                return .named(try custom.requiredText("name"), kind: .custom)
            case "allowed_tools":
                return try subset(object)
            case let type:
                return .hosted(
                    HostedItem(kind: type, json: Array(object.node.bytes), dialect: .openAIChat))
            }
        }
        guard let call = body["function_call"] else { return nil }
        if let word = call.string { return try choice(word, body, "function_call") }
        guard let object = try body.object("function_call") else { return nil }
        return .named(try object.requiredText("name"), kind: .function)
    }

    private static func choice(
        _ word: String, _ body: FieldReader, _ key: String
    ) throws(TranslationFault) -> ToolChoice {
        switch word {
        case "auto": return .auto
        case "required", "any": return .required
        case "none": return .never
        default: throw body.wrong(key, "none, auto, required or an object")
        }
    }

    private static func subset(_ object: FieldReader) throws(TranslationFault) -> ToolChoice {
        let allowed = try object.object("allowed_tools") ?? object
        guard let list = try allowed.list("tools") else { throw allowed.missing("tools") }
        var names: [String] = []
        for element in list.elements {
            guard
                let name = element["function"]?["name"]?.string ?? element["custom"]?["name"]?
                    .string
                    ?? element["name"]?.string
            else { throw allowed.wrong("tools", "a list of functions with their names") }
            names.append(name)
        }
        return .subset(names, isRequired: try allowed.text("mode") == "required")
    }

    /// Reads an entry of a message's `tool_calls`.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func call(_ entry: FieldReader) throws(TranslationFault) -> Part {
        var call: ToolCall
        if let custom = try entry.object("custom") {
            call = ToolCall(
                id: try entry.text("id") ?? "", name: try custom.requiredText("name"),
                kind: .custom,
                input: try custom.text("input") ?? "")
        } else {
            guard let function = try entry.object("function") else {
                throw entry.missing("function")
            }
            call = ToolCall(
                id: try entry.text("id") ?? "", name: try function.requiredText("name"),
                input: input(function.node["arguments"]))
        }
        var part = Part(.toolCall(call), cacheMark: ChatMessageReader.mark(entry))
        part.proof = ChatReasoningForm.callProof(entry.node)
        return part
    }

    /// Arguments as text: a string, or the JSON itself as some compatible servers send it.
    static func input(_ arguments: JSONNode?) -> String {
        guard let arguments, !arguments.isNull else { return "" }
        return arguments.string ?? String(decoding: arguments.bytes, as: UTF8.self)
    }
}
