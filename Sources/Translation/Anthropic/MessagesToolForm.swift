import Vocabulary
import Wire

/// Messages' tools.
enum MessagesToolForm {
    /// Reads an entry of `tools`.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    static func tool(_ entry: FieldReader) throws(TranslationFault) -> Tool {
        let type = try entry.text("type") ?? "custom"
        guard type == "custom" else {
            var tool = Tool(
                .hosted(HostedItem(kind: type, json: Array(entry.node.bytes), dialect: .anthropic)),
                name: try entry.text("name") ?? type)
            tool.cacheMark = MessagesBlockReader.mark(entry)
            return tool
        }
        let name = try entry.requiredText("name")
        guard !name.isEmpty else { throw entry.wrong("name", "the name of a tool") }
        guard let schema = try entry.objectJSON("input_schema") else {
            throw entry.missing("input_schema")
        }
        var tool = Tool(
            .function(schema: schema), name: name, description: try entry.text("description"))
        tool.isStrict = try entry.flag("strict")
        tool.cacheMark = MessagesBlockReader.mark(entry)
        for (name, value) in entry.node.members where !known.contains(name) && !value.isNull {
            tool.particular.append(RawField(name: name, json: Array(value.bytes)))
        }
        return tool
    }

    private static let known: Set<String> = [
        "type", "name", "description", "input_schema", "strict", "cache_control",
    ]
}
