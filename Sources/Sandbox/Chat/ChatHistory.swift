import Vocabulary
import Wire

/// Reads the messages of a Chat request, as strictly as the provider does.
///
/// Calls of an assistant message are open until each has its tool message; nothing else may come
/// between.
struct ChatHistory {
    private var prompt: Prompt
    /// Ids of the calls that wait for their results, in order.
    private var openCalls: [String] = []
    /// Whether tool messages may follow.
    private var isAfterCalls = false

    /// Puts the messages of a request into a prompt.
    static func read(_ root: JSONNode, into prompt: inout Prompt) throws(Refusal) {
        var history = ChatHistory(prompt: prompt)
        let messages = try RequestFields.messages(of: root)
        for (index, message) in messages.enumerated() {
            try history.read(message, "messages[\(index)]")
        }
        try history.checkNoOpenCalls("messages[\(messages.count)].role")
        prompt = history.prompt
    }

    private init(prompt: Prompt) { self.prompt = prompt }

    private static let roles = ["system", "assistant", "user", "function", "tool", "developer"]

    private mutating func read(_ message: JSONNode, _ path: String) throws(Refusal) {
        let role = try OpenAIRules.string(message["role"], "\(path).role")
        guard Self.roles.contains(role) else {
            throw OpenAIRules.unsupported("\(path).role", role, among: Self.roles)
        }
        if role == "tool" {
            try readResult(message, path)
        } else {
            try checkNoOpenCalls("\(path).role")
            isAfterCalls = false
        }
        try checkContent(message, role, path)
        if role == "assistant" { try readCalls(message, path) }
        let text = RequestFields.text(of: message["content"])
        prompt.text.add(text)
        if role == "user" { prompt.lastUserText = text }
        prompt.endsWithToolResult = role == "tool" || role == "function"
    }

    // MARK: Calls and results

    private func checkNoOpenCalls(_ path: String) throws(Refusal) {
        guard !openCalls.isEmpty else { return }
        throw .invalid(
            "An assistant message with 'tool_calls' must be followed by tool messages responding "
                + "to each 'tool_call_id'. The following tool_call_ids did not have response "
                + "messages: \(openCalls.joined(separator: ", "))", parameter: path)
    }

    private mutating func readResult(_ message: JSONNode, _ path: String) throws(Refusal) {
        guard isAfterCalls else {
            throw .invalid(
                "Invalid parameter: messages with role 'tool' must be a response to a preceeding "
                    + "message with 'tool_calls'.", parameter: "\(path).role")
        }
        let id = try OpenAIRules.callID(message["tool_call_id"], "\(path).tool_call_id")
        guard let place = openCalls.firstIndex(of: id) else {
            throw .invalid(
                "Invalid parameter: 'tool_call_id' of '\(id)' not found in 'tool_calls' of "
                    + "previous message.", parameter: "\(path).tool_call_id")
        }
        openCalls.remove(at: place)
    }

    private mutating func readCalls(_ message: JSONNode, _ path: String) throws(Refusal) {
        guard let calls = try OpenAIRules.list(message["tool_calls"], "\(path).tool_calls") else {
            return
        }
        guard !calls.isEmpty else {
            throw .invalid(
                "Invalid '\(path).tool_calls': empty array. Expected an array with minimum length "
                    + "1, but got an empty array instead.", parameter: "\(path).tool_calls",
                code: "empty_array")
        }
        for (index, call) in calls.enumerated() {
            let path = "\(path).tool_calls[\(index)]"
            let id = try OpenAIRules.callID(call["id"], "\(path).id")
            guard !openCalls.contains(id) else {
                throw .invalid("Duplicate value for 'tool_call_id' of '\(id)'.", parameter: path)
            }
            openCalls.append(id)
            let type = try OpenAIRules.string(call["type"], "\(path).type")
            switch type {
            case "function":
                let function = call["function"]
                _ = try OpenAIRules.toolName(function?["name"], "\(path).function.name")
                _ = try OpenAIRules.string(function?["arguments"], "\(path).function.arguments")
            case "custom":
                _ = try OpenAIRules.toolName(call["custom"]?["name"], "\(path).custom.name")
                _ = try OpenAIRules.string(call["custom"]?["input"], "\(path).custom.input")
            default:
                throw OpenAIRules.unsupported("\(path).type", type, among: ["function", "custom"])
            }
        }
        isAfterCalls = true
        try checkReasoning(message, path)
    }

    /// A server that shows its reasoning wants it back with the calls it led to.
    private func checkReasoning(_ message: JSONNode, _ path: String) throws(Refusal) {
        guard prompt.script.showsReasoning, prompt.script.reasoningTokens > 0 else { return }
        guard let text = message["reasoning_content"]?.string, !text.isEmpty else {
            throw .invalid(
                "Missing `reasoning_content` field in the assistant message at \(path).",
                parameter: "\(path).reasoning_content")
        }
    }

    // MARK: Content

    private func checkContent(_ message: JSONNode, _ role: String, _ path: String) throws(Refusal) {
        let path = "\(path).content"
        guard let content = message["content"], !content.isNull else {
            let mayBeEmpty =
                role == "assistant"
                && ["tool_calls", "function_call", "refusal", "audio"].contains { key in
                    message[key].map { !$0.isNull } ?? false
                }
            guard mayBeEmpty || role == "function" else {
                throw .invalid(
                    "Invalid value for 'content': expected a string, got null.", parameter: path)
            }
            return
        }
        if content.kind == .string { return }
        guard content.kind == .array else {
            throw OpenAIRules.wrongKind(
                path, expected: "one of a string or array of objects", got: content)
        }
        let known =
            switch role {
            case "user": ["text", "image_url", "input_audio", "file"]
            case "assistant": ["text", "refusal"]
            default: ["text"]
            }
        for (index, part) in content.elements.enumerated() {
            try checkPart(part, known: known, "\(path)[\(index)]")
        }
    }

    private func checkPart(_ part: JSONNode, known: [String], _ path: String) throws(Refusal) {
        guard part.kind == .object else {
            throw OpenAIRules.wrongKind(path, expected: "an object", got: part)
        }
        let type = try OpenAIRules.string(part["type"], "\(path).type")
        guard known.contains(type) else {
            throw OpenAIRules.unsupported("\(path).type", type, among: known)
        }
        switch type {
        case "text", "refusal": _ = try OpenAIRules.string(part[type], "\(path).\(type)")
        case "image_url":
            guard let image = part["image_url"] else {
                throw OpenAIRules.missing("\(path).image_url")
            }
            guard image.kind == .object else {
                throw OpenAIRules.wrongKind(
                    "\(path).image_url", expected: "an object", got: image)
            }
            let url = try OpenAIRules.string(image["url"], "\(path).image_url.url")
            try OpenAIRules.checkImage(url, "\(path).image_url.url")
            _ = try OpenAIRules.word(
                image["detail"], "\(path).image_url.detail",
                among: ["auto", "low", "high", "original"])
        case "input_audio":
            let audio = part["input_audio"]
            let data = try OpenAIRules.string(audio?["data"], "\(path).input_audio.data")
            guard Base64Text.isSound(Array(data.utf8)[...]) else {
                throw .invalid(
                    "Invalid '\(path).input_audio.data': the audio data isn't base64.",
                    parameter: "\(path).input_audio.data", code: "invalid_base64")
            }
            let format = try OpenAIRules.string(audio?["format"], "\(path).input_audio.format")
            guard ["wav", "mp3"].contains(format) else {
                throw OpenAIRules.unsupported(
                    "\(path).input_audio.format", format, among: ["wav", "mp3"])
            }
        default:
            let file = part["file"]
            if let data = file?["file_data"]?.string {
                try OpenAIRules.checkFile(data, "\(path).file.file_data")
                _ = try OpenAIRules.string(file?["filename"], "\(path).file.filename")
            } else if file?["file_id"]?.string == nil {
                throw OpenAIRules.missing("\(path).file.file_id")
            }
        }
    }
}
