import Vocabulary
import Wire

/// Responses' tools and tool choice; their declarations are flat, unlike Chat's.
enum ResponsesToolForm {
    /// Reads an entry of `tools`: one tool, or those of a namespace.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func tools(_ entry: FieldReader) throws(TranslationFault) -> [Tool] {
        guard try entry.text("type") == "namespace" else { return [try tool(entry)] }
        let namespace = try entry.requiredText("name")
        guard let list = try entry.list("tools") else { throw entry.missing("tools") }
        let place = entry.place.member("tools")
        var tools: [Tool] = []
        for element in list.elements {
            var tool = try tool(try FieldReader(element, at: place.element(tools.count)))
            tool.namespace = namespace
            tools.append(tool)
        }
        return tools
    }

    private static func tool(_ entry: FieldReader) throws(TranslationFault) -> Tool {
        let type = try entry.requiredText("type")
        let kind: Tool.Kind
        switch type {
        case "function": kind = .function(schema: try entry.objectJSON("parameters"))
        case "custom": kind = .custom(format: try entry.objectJSON("format"))
        default:
            return Tool(
                .hosted(
                    HostedItem(kind: type, json: Array(entry.node.bytes), dialect: .openAIResponses)
                ),
                name: type)
        }
        let name = try entry.requiredText("name")
        guard !name.isEmpty else { throw entry.wrong("name", "the name of a tool") }
        var tool = Tool(kind, name: name, description: try entry.text("description"))
        tool.isStrict = try entry.flag("strict")
        tool.cacheMark = ResponsesPartForm.mark(entry)
        for (name, value) in entry.node.members where !known.contains(name) && !value.isNull {
            if value.bool == false { continue }  // not asked for, which is what others do
            tool.particular.append(RawField(name: name, json: Array(value.bytes)))
        }
        return tool
    }

    private static let known: Set<String> = [
        "type", "name", "description", "parameters", "format", "strict", "prompt_cache_breakpoint",
    ]

    /// Reads `tool_choice`.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func choice(_ body: FieldReader) throws(TranslationFault) -> ToolChoice? {
        guard let choice = body["tool_choice"] else { return nil }
        if let word = choice.string {
            switch word {
            case "auto": return .auto
            case "required": return .required
            case "none": return .never
            default: throw body.wrong("tool_choice", "none, auto, required or an object")
            }
        }
        guard let object = try body.object("tool_choice") else { return nil }
        switch try object.requiredText("type") {
        case "function": return .named(try object.requiredText("name"), kind: .function)
        case "custom": return .named(try object.requiredText("name"), kind: .custom)
        case "allowed_tools": return try subset(object)
        case let type:
            return .hosted(
                HostedItem(kind: type, json: Array(object.node.bytes), dialect: .openAIResponses))
        }
    }

    private static func subset(_ object: FieldReader) throws(TranslationFault) -> ToolChoice {
        guard let list = try object.list("tools") else { throw object.missing("tools") }
        var names: [String] = []
        for element in list.elements {
            guard let name = element["name"]?.string else {
                throw object.wrong("tools", "a list of tools with their names")
            }
            names.append(name)
        }
        return .subset(names, isRequired: try object.text("mode") == "required")
    }
}
