import Vocabulary
import Wire

/// The tools of a Messages request (facts/protocols 5.5).
extension MessagesRequestWriter {
    /// Writes `tools` and `tool_choice`.
    ///
    /// - Throws: `.unsupportedField` for what can't be carried.
    mutating func writeTools() throws(TranslationFault) {
        let conversation = draft.conversation
        let tools = try offered()
        guard !tools.isEmpty else {
            if conversation.toolChoice?.isForced == true {
                throw TranslationFault(
                    .malformedField, field: "tool_choice",
                    "tool_choice asks for a call, but there are no tools. Offer some, or leave it out."
                )
            }
            return
        }
        json.beginArray("tools")
        for tool in tools { try write(tool) }
        json.endArray()
        try writeChoice()
    }

    /// The tools that are sent: all, or those that may be called.
    private mutating func offered() throws(TranslationFault) -> [Tool] {
        guard case .subset(let names, _) = draft.conversation.toolChoice else {
            return draft.conversation.tools
        }
        try draft.losses.tell(.toolChoiceSubset)
        return draft.conversation.tools.filter { names.contains($0.name) }
    }

    private mutating func write(_ tool: Tool) throws(TranslationFault) {
        if case .hosted(let item) = tool.kind {
            try draft.losses.tell(.hostedTool, at: item.kind)
            return
        }
        for field in tool.particular { try draft.losses.tell(.toolParticular, at: field.name) }
        if tool.resultSchema != nil { try draft.losses.tell(.toolResultSchema) }
        if tool.namespace != nil { try draft.losses.tell(.toolNamespace) }
        json.beginObject()
        json.member("name", draft.toolName(tool.name, namespace: tool.namespace))
        switch tool.kind {
        case .function(let schema):
            json.member("description", ifAny: tool.description)
            let root = SchemaRoot(schema)
            if root.isMerged { try draft.losses.tellOtherwise(.toolSchema) }
            let fitted =
                tool.isStrict == true && draft.target.traits.takesStrict && root.isComplete
                ? MessagesOutputSchema(root.json) : nil
            if let fitted, !fitted.isDivided {
                if fitted.isLoosened { try draft.losses.tell(.schemaBounds, at: "tools[]") }
                json.member("input_schema", json: fitted.json)
                json.member("strict", true)
            } else {
                json.member("input_schema", json: root.json)
                if tool.isStrict == true { try draft.losses.tellOtherwise(.toolStrict) }
            }
        case .custom(let format):
            json.member("description", ifAny: try draft.wrappedDescription(tool, format: format))
            json.member("input_schema", json: CustomToolWrap.schema)
        case .hosted: break
        }
        try writeMark(tool.cacheMark)
        json.endObject()
    }

    private mutating func writeChoice() throws(TranslationFault) {
        let conversation = draft.conversation
        let isSingle = conversation.mayCallInParallel == false
        var name: String?
        let type: String
        switch conversation.toolChoice {
        case nil:
            guard isSingle else { return }
            type = "auto"
        case .auto: type = "auto"
        case .required, .subset(_, isRequired: true): type = "any"
        case .subset: type = "auto"
        case .never: type = "none"
        case .named(let own, _):
            type = "tool"
            name = draft.toolName(own)
        case .validated:
            try draft.losses.tell(.toolChoiceValidated)
            type = "auto"
        case .hosted(let item):
            try draft.losses.tell(.toolChoiceHosted, at: item.kind)
            return
        }
        json.beginObject("tool_choice")
        json.member("type", type)
        json.member("name", ifAny: name)
        if isSingle, type != "none" { json.member("disable_parallel_tool_use", true) }
        json.endObject()
    }
}
