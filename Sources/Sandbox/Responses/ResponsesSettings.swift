import Wire

/// The settings of a request as its response echoes them.
enum ResponsesSettings {
    /// The members, without braces, that follow one before them.
    static func members(of prompt: Prompt) -> [UInt8] {
        guard let request = prompt.request else { return [] }
        var writer = JSONWriter()
        writer.beginObject()
        for (key, fallback) in plain {
            writer.key(key)
            if let node = request[key], !node.isNull {
                writer.raw(node.bytes)
            } else {
                writer.raw(Array(fallback.utf8))
            }
        }
        writer.key("store")
        writer.bool(prompt.isStored)
        writer.key("reasoning")
        writeReasoning(request["reasoning"], to: &writer)
        writer.key("text")
        writeText(request["text"], to: &writer)
        writer.key("tools")
        writer.beginArray()
        for tool in request["tools"].list { writeTool(tool, to: &writer) }
        writer.endArray()
        writer.endObject()
        return Array(writer.bytes.dropFirst().dropLast())
    }

    /// Settings that are echoed as they came, and what stands for them when they didn't.
    private static let plain = [
        ("background", "false"), ("instructions", "null"), ("max_output_tokens", "null"),
        ("max_tool_calls", "null"), ("metadata", "{}"), ("parallel_tool_calls", "true"),
        ("previous_response_id", "null"), ("prompt_cache_key", "null"),
        ("safety_identifier", "null"), ("service_tier", "\"default\""), ("temperature", "1.0"),
        ("tool_choice", "\"auto\""), ("top_logprobs", "0"), ("top_p", "1.0"),
        ("truncation", "\"disabled\""), ("user", "null"),
    ]

    private static func writeReasoning(_ reasoning: JSONNode?, to writer: inout JSONWriter) {
        writer.beginObject()
        for key in ["effort", "summary"] {
            writer.key(key)
            if let text = reasoning?[key]?.string { writer.string(text) } else { writer.null() }
        }
        writer.endObject()
    }

    private static func writeText(_ text: JSONNode?, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("format")
        if let format = text?["format"], format.kind == .object {
            writer.raw(format.bytes)
        } else {
            writer.raw(Array(#"{"type":"text"}"#.utf8))
        }
        writer.key("verbosity")
        writer.string(text?["verbosity"]?.string ?? "medium")
        writer.endObject()
    }

    /// Functions come back with all their members; everything else as it came.
    private static func writeTool(_ tool: JSONNode, to writer: inout JSONWriter) {
        guard tool["type"]?.isString(equalTo: "function") ?? false else {
            return writer.raw(tool.bytes)
        }
        writer.beginObject()
        for (key, fallback) in [
            ("type", "null"), ("name", "null"), ("description", "null"), ("parameters", "null"),
            ("strict", "true"),
        ] {
            writer.key(key)
            writer.raw(tool[key].map { Array($0.bytes) } ?? Array(fallback.utf8))
        }
        writer.endObject()
    }
}
