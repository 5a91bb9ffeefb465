import Policy
import Vocabulary
import Wire

/// What of a request a policy or a hard budget judges, beyond its model and route: read only when one of them asks.
///
/// Sources: facts/protocols 4.1 to 4.4. What isn't known to be plain text counts as an attachment.
struct RequestSurvey {
    /// Tools that the provider runs, by `HostedTool`'s names.
    var hostedTools: [String] = []
    /// How many images and other parts there are that can't be looked into.
    var attachments = 0
    /// Is there anything whose tokens the body's bytes don't bound: hosted tools, files, remote addresses?
    var hasUnknownInput = false
    /// Does it ask the provider, in so many words, to store the answer?
    var asksForStorage = false
    /// Does it say anything about storage?
    var saysStorage = false
    /// The largest of all bounds it sets on an answer's output; `nil` without one.
    var outputTokensMax: Int64?

    /// The most tokens that one image may come to: 2,833 and eight tiles of 5,667 (OpenAI's smallest vision models).
    static let imageTokensMax: Int64 = 50_000

    /// - Throws: `.malformedRequest` for a bound that is no whole number.
    init(
        _ document: JSONDocument, of operation: Operation, in dialect: Dialect
    ) throws(RoadFault) {
        let root = document.root
        if case .embed = operation, dialect != .gemini { return }
        switch dialect {
        case .openAIChat: try readChat(root)
        case .openAIResponses: try readResponses(root)
        case .anthropic: try readMessages(root)
        case .gemini:
            try readGemini(root)
            // Counts and vectors may repeat a request inside.
            for key in ["generateContentRequest", "generate_content_request"] {
                if let inner = root[key], inner.kind == .object { try readGemini(inner) }
            }
            for inner in root["requests"].each { try readGemini(inner) }
        }
    }

    // MARK: Each dialect

    private mutating func readChat(_ root: JSONNode) throws(RoadFault) {
        try note(bound: root["max_tokens"], "max_tokens")
        try note(bound: root["max_completion_tokens"], "max_completion_tokens")
        note(store: root["store"])
        if let options = root["web_search_options"], !options.isNull {
            note(tool: "web_search_options")
        }
        note(tools: root["tools"], plain: ["function", "custom"])
        for message in root["messages"].each {
            notePart(list: message["content"], plain: Self.chatText)
            if let audio = message["audio"], !audio.isNull { noteUnknown() }
        }
    }

    private mutating func readResponses(_ root: JSONNode) throws(RoadFault) {
        try note(bound: root["max_output_tokens"], "max_output_tokens")
        note(store: root["store"])
        note(tools: root["tools"], plain: ["function", "custom"])
        if let previous = root["previous_response_id"], !previous.isNull { hasUnknownInput = true }
        for item in root["input"].each {
            notePart(list: item["content"], plain: Self.responsesText)
            notePart(list: item["output"], plain: Self.responsesText)
            if item["output"]?.kind == .object || item["type"]?.string == "image_generation_call" {
                attachments += 1
            }
        }
    }

    private mutating func readMessages(_ root: JSONNode) throws(RoadFault) {
        try note(bound: root["max_tokens"], "max_tokens")
        note(tools: root["tools"], plain: ["custom"])
        if let servers = root["mcp_servers"], servers.count > 0 { note(tool: "mcp_servers") }
        if let container = root["container"], !container.isNull { note(tool: "code_execution") }
        notePart(list: root["system"], plain: Self.messagesText)
        for message in root["messages"].each {
            notePart(list: message["content"], plain: Self.messagesText)
        }
    }

    private mutating func readGemini(_ root: JSONNode) throws(RoadFault) {
        for key in ["generationConfig", "generation_config"] {
            for name in ["maxOutputTokens", "max_output_tokens"] {
                let bound = root[key]?[name]
                try note(bound: bound?.spelledNumber ?? bound, "\(key).\(name)")
            }
        }
        for tool in root["tools"].each {
            for (name, value) in tool.members
            where !["functionDeclarations", "function_declarations"].contains(name) && !value.isNull
            {
                note(tool: name)
            }
        }
        for key in ["systemInstruction", "system_instruction", "content"] {
            if let content = root[key] { noteGemini(content["parts"]) }
        }
        for content in root["contents"].each {
            noteGemini(content["parts"])
        }
    }

    private mutating func noteGemini(_ parts: JSONNode?) {
        for part in parts.each {
            for (name, value) in part.members
            where !Self.geminiText.contains(name) && !value.isNull {
                attachments += 1
                if name.hasPrefix("file") { hasUnknownInput = true }
            }
            for key in ["functionResponse", "function_response"] {
                noteGemini(part[key]?["parts"])
            }
        }
    }

    // MARK: Parts, tools, bounds

    /// Parts with a `type`, and those inside them.
    private mutating func notePart(list: JSONNode?, plain: Set<String>) {
        guard let list, list.kind == .array else { return }
        for part in list.elements {
            let type = part["type"]?.string ?? (part["text"] == nil ? "" : "text")
            if !plain.contains(type), !Self.isTextDocument(part, type) {
                attachments += 1
                if !Self.isInline(part, type) { hasUnknownInput = true }
            }
            notePart(list: part["content"], plain: plain)
            notePart(list: part["output"], plain: plain)
        }
    }

    /// An Anthropic document that is text, or parts that are looked at themselves.
    private static func isTextDocument(_ part: JSONNode, _ type: String) -> Bool {
        guard type == "document", let source = part["source"] else { return false }
        return source["type"]?.string == "text"
    }

    /// Is it an image or sound whose bytes are here? A document's pages can't be counted from them.
    private static func isInline(_ part: JSONNode, _ type: String) -> Bool {
        switch type {
        case "image_url":
            return part["image_url"]?["url"]?.string?.hasPrefix("data:") == true
        case "input_image": return part["image_url"]?.string?.hasPrefix("data:") == true
        case "input_audio": return true
        case "image": return part["source"]?["type"]?.string == "base64"
        default: return false
        }
    }

    private mutating func noteUnknown() {
        attachments += 1
        hasUnknownInput = true
    }

    private mutating func note(tools: JSONNode?, plain: Set<String>) {
        for tool in tools.each {
            let type = tool["type"]?.string
            if type == "namespace" {
                note(tools: tool["tools"], plain: plain)
            } else if let type, !plain.contains(type) {
                note(tool: type)
            }
        }
    }

    private mutating func note(tool word: String) {
        let name = HostedTool.name(of: word)
        hostedTools.append(name)
        if !Self.clientTools.contains(name) { hasUnknownInput = true }
    }

    private mutating func note(store: JSONNode?) {
        guard let store, !store.isNull else { return }
        saysStorage = true
        asksForStorage = store.bool != false
    }

    private mutating func note(bound: JSONNode?, _ name: String) throws(RoadFault) {
        guard let bound, !bound.isNull else { return }
        guard let count = bound.int64, count >= 0 else {
            throw RoadFault(
                .malformedRequest, .client, "\(name) must be a whole number.", field: name)
        }
        outputTokensMax = max(outputTokensMax ?? 0, count)
    }

    /// Tools that have a provider's name and run at the client's: they add nothing to the input that isn't in the body.
    private static let clientTools: Set<String> = [
        "bash", "text_editor", "computer_use", "memory", "shell", "apply_patch",
    ]
    private static let chatText: Set<String> = ["text", "refusal"]
    private static let responsesText: Set<String> = [
        "input_text", "output_text", "text", "refusal", "summary_text", "reasoning_text", "logs",
    ]
    private static let messagesText: Set<String> = [
        "text", "thinking", "redacted_thinking", "tool_use", "tool_result", "server_tool_use",
        "web_search_tool_result", "web_search_result", "web_fetch_tool_result", "search_result",
        "code_execution_tool_result", "bash_code_execution_tool_result",
        "text_editor_code_execution_tool_result", "mcp_tool_use", "mcp_tool_result",
        "tool_reference", "compaction",
    ]
    private static let geminiText: Set<String> = [
        "text", "thought", "thoughtSignature", "thought_signature", "functionCall",
        "function_call", "functionResponse", "function_response", "executableCode",
        "executable_code", "codeExecutionResult", "code_execution_result", "toolCall", "tool_call",
        "toolResponse", "tool_response",
    ]
}

extension JSONNode? {
    /// The elements of an array; none of anything else.
    fileprivate var each: [JSONNode] { map { Array($0.elements) } ?? [] }
}
