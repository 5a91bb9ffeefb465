import Vocabulary
import Wire

/// The tools of a Chat request (facts/protocols 5.5).
extension ChatRequestWriter {
    /// Writes `tools`, `tool_choice` and `parallel_tool_calls`.
    ///
    /// - Throws: `.unsupportedField` for what can't be carried.
    mutating func writeTools() throws(TranslationFault) {
        let conversation = draft.conversation
        guard !conversation.tools.isEmpty else {
            if conversation.toolChoice?.isForced == true {
                throw TranslationFault(
                    .malformedField, field: "tool_choice",
                    "tool_choice asks for a call, but there are no tools. Offer some, or leave it out."
                )
            }
            return
        }
        guard draft.target.traits.takesTools else {
            try draft.losses.tellOtherwise(.functionTool)
            return
        }
        var isStrict = false
        if case .validated = conversation.toolChoice { isStrict = true }
        json.beginArray("tools")
        for tool in conversation.tools { try write(tool, isStrict: isStrict) }
        json.endArray()
        try writeChoice()
        if let mayCallInParallel = conversation.mayCallInParallel {
            if draft.target.traits.takesParallelSwitch {
                json.member("parallel_tool_calls", mayCallInParallel)
            } else if !mayCallInParallel {
                try draft.losses.tellOtherwise(.parallelToolCalls)
            }
        }
    }

    private mutating func write(_ tool: Tool, isStrict: Bool) throws(TranslationFault) {
        for field in tool.particular { try draft.losses.tell(.toolParticular, at: field.name) }
        if tool.resultSchema != nil { try draft.losses.tell(.toolResultSchema) }
        if tool.namespace != nil { try draft.losses.tell(.toolNamespace) }
        try tellMark(tool.cacheMark)
        let name = draft.toolName(tool.name, namespace: tool.namespace)
        switch tool.kind {
        case .hosted(let item):
            try draft.losses.tell(.hostedTool, at: item.kind)
            return
        case .custom(let format) where draft.takesCustomTools:
            writeCustom(tool, name: name, format: format)
            return
        case .custom(let format):
            beginFunction(name, try draft.wrappedDescription(tool, format: format))
            json.member("parameters", json: CustomToolWrap.schema)
        case .function(let schema):
            beginFunction(name, tool.description)
            if let schema { json.member("parameters", json: schema) }
        }
        if tool.isStrict ?? (isStrict ? true : nil) == true {
            if draft.target.traits.takesStrict, draft.isTakenAsStrict(tool) {
                json.member("strict", true)
            } else {
                try draft.losses.tellOtherwise(.toolStrict)
            }
        } else if tool.isStrict == false, draft.target.traits.takesStrict {
            json.member("strict", false)
        }
        json.endObject()
        json.endObject()
    }

    private mutating func beginFunction(_ name: String, _ description: String?) {
        json.beginObject()
        json.member("type", "function")
        json.beginObject("function")
        json.member("name", name)
        json.member("description", ifAny: description)
    }

    /// A free-form tool; Chat puts a grammar one level deeper than the flat form.
    private mutating func writeCustom(_ tool: Tool, name: String, format: [UInt8]?) {
        json.beginObject()
        json.member("type", "custom")
        json.beginObject("custom")
        json.member("name", name)
        json.member("description", ifAny: tool.description)
        // it was part of a sound body
        if let format, let document = try? JSONDocument(parsing: format) {
            json.beginObject("format")
            let type = document.root.text("type") ?? "text"
            json.member("type", type)
            if type == "grammar" {
                json.beginObject("grammar")
                for (name, value) in document.root.members where name != "type" {
                    json.key(name)
                    json.raw(value.bytes)
                }
                json.endObject()
            }
            json.endObject()
        }
        json.endObject()
        json.endObject()
    }

    private mutating func writeChoice() throws(TranslationFault) {
        switch draft.conversation.toolChoice {
        case nil: break
        case .auto: json.member("tool_choice", "auto")
        case .required: json.member("tool_choice", "required")
        case .never: json.member("tool_choice", "none")
        case .named(let own, let kind):
            let type = kind == .custom && draft.takesCustomTools ? "custom" : "function"
            json.beginObject("tool_choice")
            json.member("type", type)
            json.beginObject(type)
            json.member("name", draft.toolName(own))
            json.endObject()
            json.endObject()
        case .validated(let names):
            try draft.losses.tell(.toolChoiceValidated)
            if !names.isEmpty { writeSubset(names, isRequired: false) }
        case .subset(let names, let isRequired):
            guard draft.target.traits.isFullyCompatible else {
                try draft.losses.tellOtherwise(.toolChoiceSubset)
                return
            }
            writeSubset(names, isRequired: isRequired)
        case .hosted(let item):
            try draft.losses.tell(.toolChoiceHosted, at: item.kind)
        }
    }

    private mutating func writeSubset(_ names: [String], isRequired: Bool) {
        json.beginObject("tool_choice")
        json.member("type", "allowed_tools")
        json.beginObject("allowed_tools")
        json.member("mode", isRequired ? "required" : "auto")
        json.beginArray("tools")
        for own in names {
            let isCustom =
                draft.takesCustomTools
                && draft.conversation.tools.contains { tool in
                    if case .custom = tool.kind { tool.name == own } else { false }
                }
            let type = isCustom ? "custom" : "function"
            json.beginObject()
            json.member("type", type)
            json.beginObject(type)
            json.member("name", draft.toolName(own))
            json.endObject()
            json.endObject()
        }
        json.endArray()
        json.endObject()
        json.endObject()
    }
}
