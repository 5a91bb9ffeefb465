import Vocabulary
import Wire

/// The tools of a generateContent request (facts/protocols 5.5).
extension GeminiRequestWriter {
    /// Writes `tools` and `toolConfig`.
    ///
    /// - Throws: `.unsupportedField` for what can't be carried.
    mutating func writeTools() throws(TranslationFault) {
        var functions: [[UInt8]] = []
        var hosted: [[UInt8]] = []
        for tool in conversation.tools {
            if case .hosted(let item) = tool.kind {
                guard isOwn, item.dialect == .gemini else {
                    try draft.losses.tell(.hostedTool, at: item.kind)
                    continue
                }
                hosted.append(item.json)
            } else {
                functions.append(try declaration(of: tool))
            }
        }
        guard !functions.isEmpty || !hosted.isEmpty else { return }
        guard traits.takesTools else {
            try draft.losses.tellOtherwise(.functionTool)
            return
        }
        json.beginArray("tools")
        if !functions.isEmpty {
            json.beginObject()
            json.beginArray("functionDeclarations")
            for function in functions { json.raw(function) }
            json.endArray()
            json.endObject()
        }
        for tool in hosted { json.raw(tool) }
        json.endArray()
        if conversation.mayCallInParallel == false { try draft.losses.tell(.parallelToolCalls) }
        try writeChoice()
    }

    private mutating func declaration(of tool: Tool) throws(TranslationFault) -> [UInt8] {
        if tool.namespace != nil { try draft.losses.tell(.toolNamespace) }
        if tool.cacheMark != nil { try draft.losses.tell(.cacheMark) }
        var json = JSONWriter()
        json.beginObject()
        json.member("name", draft.toolName(tool.name, namespace: tool.namespace))
        switch tool.kind {
        case .function(let schema):
            json.member("description", ifAny: tool.description)
            try write(schema, "parameters", to: &json)
        case .custom(let format):
            json.member("description", ifAny: try draft.wrappedDescription(tool, format: format))
            try write(CustomToolWrap.schema, "parameters", to: &json)
        case .hosted: break
        }
        try write(tool.resultSchema, "response", to: &json)
        for field in tool.particular {
            if isOwn {
                json.member(field.name, json: field.json)
            } else {
                try draft.losses.tell(.toolParticular, at: field.name)
            }
        }
        json.endObject()
        return json.bytes
    }

    /// A schema as it is, or in Gemini's subset for models that take no other (PT-55). One without
    /// properties stays out.
    private mutating func write(
        _ schema: [UInt8]?, _ name: String, to json: inout JSONWriter
    ) throws(TranslationFault) {
        // part of a sound body
        guard let schema, let document = try? JSONDocument(parsing: schema),
            !Self.saysNothing(document.root)
        else { return }
        if traits.takesRawSchemas {
            json.member("\(name)JsonSchema", json: schema)
        } else {
            let (subset, isChanged) = GeminiSchemaSubset.schema(document.root)
            if isChanged { try draft.losses.tellOtherwise(.toolSchema) }
            json.member(name, json: subset)
        }
    }

    private static func saysNothing(_ schema: JSONNode) -> Bool {
        guard schema.count > 0 else { return true }
        let onlyShape = schema.members.allSatisfy { name, _ in
            ["type", "properties", "required", "additionalProperties", "$schema"].contains(name)
        }
        return onlyShape && schema.text("type") == "object"
            && (schema["properties"]?.count ?? 0) == 0
            && schema["additionalProperties"]?.kind != .object
            && schema["additionalProperties"]?.bool != true
    }

    private mutating func writeChoice() throws(TranslationFault) {
        var mode: String
        var names: [String] = []
        let isStrict = conversation.tools.contains { $0.isStrict == true }
        switch conversation.toolChoice {
        case nil, .auto:
            mode = "AUTO"
            if isStrict, try draft.losses.tell(.toolStrict) { mode = "VALIDATED" }
            if mode == "AUTO", conversation.toolChoice == nil { return }
        case .required: mode = "ANY"
        case .never: mode = "NONE"
        case .named(let name, _): (mode, names) = ("ANY", [name])
        case .subset(let some, let isRequired):
            (mode, names) = (isRequired ? "ANY" : "VALIDATED", some)
        case .validated(let some): (mode, names) = ("VALIDATED", some)
        case .hosted(let item):
            try draft.losses.tell(.toolChoiceHosted, at: item.kind)
            return
        }
        json.beginObject("toolConfig")
        json.beginObject("functionCallingConfig")
        json.member("mode", mode)
        if !names.isEmpty {
            json.beginArray("allowedFunctionNames")
            for name in names {
                let tool = conversation.tools.first { $0.name == name }
                json.string(draft.toolName(name, namespace: tool?.namespace))
            }
            json.endArray()
        }
        json.endObject()
        json.endObject()
    }
}
