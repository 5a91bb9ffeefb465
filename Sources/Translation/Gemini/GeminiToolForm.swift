import Vocabulary
import Wire

/// Gemini's tools and function calling modes, as requests say them.
enum GeminiToolForm {
    /// Reads an entry of `tools`: functions, or hosted tools.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func tools(_ entry: FieldReader) throws(TranslationFault) -> [Tool] {
        var tools: [Tool] = []
        let functions = entry.spelling("functionDeclarations")
        if let list = try entry.list(functions) {
            let place = entry.place.member(functions)
            for element in list.elements {
                tools.append(try function(try FieldReader(element, at: place.element(tools.count))))
            }
        }
        for (name, value) in entry.node.members where name != functions && !value.isNull {
            var json = JSONWriter()
            json.beginObject()
            json.key(name)
            json.raw(value.bytes)
            json.endObject()
            tools.append(
                Tool(
                    .hosted(HostedItem(kind: name, json: json.bytes, dialect: .gemini)), name: name)
            )
        }
        return tools
    }

    private static func function(_ entry: FieldReader) throws(TranslationFault) -> Tool {
        let name = try entry.requiredText("name")
        guard !name.isEmpty else { throw entry.wrong("name", "the name of a function") }
        var schema = try entry.objectJSON(entry.spelling("parametersJsonSchema"))
        if schema == nil, let own = try entry.object("parameters") {
            schema = GeminiSchema.jsonSchema(own.node)
        }
        var tool = Tool(
            .function(schema: schema), name: name, description: try entry.text("description"))
        tool.resultSchema = try entry.objectJSON(entry.spelling("responseJsonSchema"))
        if tool.resultSchema == nil, let own = try entry.object("response") {
            tool.resultSchema = GeminiSchema.jsonSchema(own.node)
        }
        for (name, value) in entry.node.members
        where !value.isNull && !known.contains(GeminiFields.camel(name)) {
            tool.particular.append(RawField(name: name, json: Array(value.bytes)))
        }
        return tool
    }

    private static let known: Set<String> = [
        "name", "description", "parameters", "parametersJsonSchema", "response",
        "responseJsonSchema",
    ]

    /// Reads `functionCallingConfig`.
    ///
    /// - Throws: `.malformedField`, naming the field.
    static func choice(_ config: FieldReader) throws(TranslationFault) -> ToolChoice? {
        let names = try config.texts(config.spelling("allowedFunctionNames")) ?? []
        switch try config.text("mode")?.uppercased() {
        case nil, "MODE_UNSPECIFIED": return nil
        case "AUTO": return .auto
        case "NONE": return .never
        case "VALIDATED": return .validated(names)
        case "ANY":
            switch names.count {
            case 0: return .required
            case 1: return .named(names[0], kind: .function)
            default: return .subset(names, isRequired: true)
            }
        default: throw config.wrong("mode", "AUTO, ANY, NONE or VALIDATED")
        }
    }
}
