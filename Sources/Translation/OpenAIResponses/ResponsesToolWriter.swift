import Vocabulary
import Wire

/// The tools of a Responses request (facts/protocols 5.5).
extension ResponsesRequestWriter {
    /// Writes `tools`, `tool_choice` and `parallel_tool_calls`.
    ///
    /// - Throws: `.unsupportedField` for what can't be carried.
    mutating func writeTools() throws(TranslationFault) {
        let tools = conversation.tools
        guard !tools.isEmpty else {
            if conversation.toolChoice?.isForced == true {
                throw TranslationFault(
                    .malformedField, field: "tool_choice",
                    "tool_choice asks for a call, but there are no tools. Offer some."
                )
            }
            return
        }
        guard traits.takesTools else {
            try draft.losses.tellOtherwise(.functionTool)
            return
        }
        json.beginArray("tools")
        var namespace: String?
        for tool in tools {
            if tool.namespace != namespace {
                if namespace != nil { endNamespace() }
                namespace = tool.namespace
                if let namespace { begin(namespace: namespace) }
            }
            try write(tool)
        }
        if namespace != nil { endNamespace() }
        json.endArray()
        try writeChoice()
        if let mayCallInParallel = conversation.mayCallInParallel {
            if traits.takesParallelSwitch {
                json.member("parallel_tool_calls", mayCallInParallel)
            } else if !mayCallInParallel {
                try draft.losses.tellOtherwise(.parallelToolCalls)
            }
        }
    }

    private mutating func begin(namespace: String) {
        json.beginObject()
        json.member("type", "namespace")
        json.member("name", namespace)
        json.beginArray("tools")
    }

    private mutating func endNamespace() {
        json.endArray()
        json.endObject()
    }

    private mutating func write(_ tool: Tool) throws(TranslationFault) {
        if case .hosted(let item) = tool.kind {
            guard isOwn, item.dialect == .openAIResponses else {
                try draft.losses.tell(.hostedTool, at: item.kind)
                return
            }
            json.raw(item.json)
            return
        }
        let name = tool.namespace == nil ? draft.toolName(tool.name) : tool.name
        json.beginObject()
        switch tool.kind {
        case .function(let schema):
            json.member("type", "function")
            json.member("name", name)
            json.member("description", ifAny: tool.description)
            json.member("parameters", json: schema ?? SchemaRoot.empty)
            // Left out it would mean yes here, and no everywhere else.
            let isTaken = traits.takesStrict && draft.isTakenAsStrict(tool)
            if tool.isStrict == true, !isTaken { try draft.losses.tellOtherwise(.toolStrict) }
            if isOwn {
                if let isStrict = tool.isStrict { json.member("strict", isStrict) }
            } else {
                json.member("strict", tool.isStrict == true && isTaken)
            }
        case .custom(let format):
            if draft.takesCustomTools {
                json.member("type", "custom")
                json.member("name", name)
                json.member("description", ifAny: tool.description)
                if let format { json.member("format", json: format) }
            } else {
                json.member("type", "function")
                json.member("name", name)
                json.member(
                    "description", ifAny: try draft.wrappedDescription(tool, format: format))
                json.member("parameters", json: CustomToolWrap.schema)
                json.member("strict", false)
            }
        case .hosted: break
        }
        if isOwn {
            for field in tool.particular { json.member(field.name, json: field.json) }
        } else {
            for field in tool.particular { try draft.losses.tell(.toolParticular, at: field.name) }
            if tool.resultSchema != nil { try draft.losses.tell(.toolResultSchema) }
        }
        try writeMark(tool.cacheMark)
        json.endObject()
    }

    private mutating func writeChoice() throws(TranslationFault) {
        switch conversation.toolChoice {
        case nil: break
        case .auto: json.member("tool_choice", "auto")
        case .required: json.member("tool_choice", "required")
        case .never: json.member("tool_choice", "none")
        case .named(let name, let kind):
            json.beginObject("tool_choice")
            json.member("type", typeName(kind))
            json.member("name", draft.toolName(name))
            json.endObject()
        case .subset(let names, let isRequired):
            writeSubset(names, mode: isRequired ? "required" : "auto")
        case .validated(let names):
            try draft.losses.tell(.toolChoiceValidated)
            if names.isEmpty {
                json.member("tool_choice", "auto")
            } else {
                writeSubset(names, mode: "auto")
            }
        case .hosted(let item):
            guard isOwn, item.dialect == .openAIResponses else {
                try draft.losses.tell(.toolChoiceHosted, at: item.kind)
                return
            }
            json.member("tool_choice", json: item.json)
        }
    }

    private mutating func writeSubset(_ names: [String], mode: String) {
        json.beginObject("tool_choice")
        json.member("type", "allowed_tools")
        json.member("mode", mode)
        json.beginArray("tools")
        for name in names {
            var kind = ToolCall.Kind.function
            if let tool = conversation.tools.first(where: { $0.name == name }),
                case .custom = tool.kind
            {
                kind = .custom
            }
            json.beginObject()
            json.member("type", typeName(kind))
            json.member("name", draft.toolName(name))
            json.endObject()
        }
        json.endArray()
        json.endObject()
    }

    private func typeName(_ kind: ToolCall.Kind) -> String {
        kind == .custom && draft.takesCustomTools ? "custom" : "function"
    }
}
