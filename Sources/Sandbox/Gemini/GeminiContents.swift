import Vocabulary
import Wire

/// Reads the contents of a Gemini request, as strictly as the provider does.
///
/// A turn of function calls is followed by one content with as many function responses, in which
/// each call has its own.
struct GeminiContents {
    private var prompt: Prompt
    private let contents: [Content]

    /// One content and the parts of it that are paired.
    private struct Content {
        let path: String
        let role: String
        let parts: [JSONNode]
        var calls: [JSONNode] { parts.compactMap { $0.field("functionCall") } }
        var responses: [JSONNode] { parts.compactMap { $0.field("functionResponse") } }
    }

    /// Puts the contents of a request into a prompt.
    static func read(_ root: JSONNode, into prompt: inout Prompt) throws(Refusal) {
        let nodes = root.field("contents").list
        guard !nodes.isEmpty else { throw wrong("contents", "contents is not specified") }
        var contents: [Content] = []
        for (index, node) in nodes.enumerated() {
            let path = "contents[\(index)]"
            let role = node.field("role")?.string ?? "user"
            guard ["user", "model", "function"].contains(role) else {
                throw .invalid(
                    "Please use a valid role: user, model.", parameter: "\(path).role")
            }
            let parts = node.field("parts").list
            guard !parts.isEmpty else {
                throw wrong("\(path).parts", "contents.parts must not be empty.")
            }
            contents.append(Content(path: path, role: role, parts: parts))
        }
        var reader = GeminiContents(prompt: prompt, contents: contents)
        for content in contents {
            for (index, part) in content.parts.enumerated() {
                try GeminiPart(part, "\(content.path).parts[\(index)]").check()
            }
            reader.add(content)
        }
        try reader.checkTurns()
        try reader.checkSignatures()
        prompt = reader.prompt
    }

    private mutating func add(_ content: Content) {
        var text = ""
        for part in content.parts where !(part.field("thought")?.bool ?? false) {
            text += part.field("text")?.string ?? ""
            if let response = part.field("functionResponse") {
                text += Self.text(of: response.field("response"))
            }
        }
        prompt.text.add(text)
        prompt.endsWithToolResult = !content.responses.isEmpty
        if content.role == "user", content.responses.isEmpty { prompt.lastUserText = text }
    }

    /// The text of a function's response: that under one of the usual keys, or the JSON of it all.
    private static func text(of response: JSONNode?) -> String {
        guard let response else { return "" }
        for key in ["output", "result", "error"] {
            if let text = response[key]?.string { return text }
        }
        return String(decoding: response.bytes, as: UTF8.self)
    }

    private static func wrong(_ path: String, _ what: String) -> Refusal {
        .invalid("* GenerateContentRequest.\(path): \(what)\n", parameter: path)
    }

    // MARK: Calls and responses

    private func checkTurns() throws(Refusal) {
        for (index, content) in contents.enumerated() {
            let last = index > 0 ? contents[index - 1] : nil
            if !content.calls.isEmpty {
                guard content.role == "model", let last, last.role != "model" else {
                    throw .invalid(
                        "Please ensure that function call turn comes immediately after a user turn "
                            + "or after a function response turn.", parameter: content.path)
                }
                let next = index + 1 < contents.count ? contents[index + 1].responses : []
                guard next.count == content.calls.count else {
                    throw .invalid(
                        "Please ensure that the number of function response parts is equal to the "
                            + "number of function call parts of the function call turn.",
                        parameter: content.path)
                }
                try checkPairs(content.calls, next, contents[index + 1].path)
            }
            if !content.responses.isEmpty {
                guard content.role != "model", let last, !last.calls.isEmpty else {
                    throw .invalid(
                        "Please ensure that function response turn comes immediately after a "
                            + "function call turn.", parameter: content.path)
                }
            }
        }
    }

    /// Each response belongs to a call: by its id where both have one, else by its name.
    private func checkPairs(
        _ calls: [JSONNode], _ responses: [JSONNode], _ path: String
    ) throws(Refusal) {
        var open = calls
        for response in responses {
            let name = response.field("name")?.string ?? ""
            let id = response.field("id")?.string ?? ""
            let place = open.firstIndex { call in
                let callID = call.field("id")?.string ?? ""
                guard call.field("name")?.string == name else { return false }
                return id.isEmpty || callID.isEmpty || id == callID
            }
            guard let place else {
                throw .invalid(
                    "The function response `\(name)`\(id.isEmpty ? "" : " (\(id))") matches no "
                        + "function call of the turn before it.", parameter: path)
            }
            open.remove(at: place)
        }
    }

    // MARK: Signatures

    /// A model that thinks wants the signature back with the first call of each step since the
    /// last words of the user.
    private func checkSignatures() throws(Refusal) {
        guard prompt.script.reasoningTokens > 0 else { return }
        let start = contents.lastIndex { $0.role == "user" && $0.responses.isEmpty } ?? 0
        for (index, content) in contents.enumerated() where index > start {
            guard let call = content.parts.first(where: { $0.field("functionCall") != nil }),
                call.field("thoughtSignature") == nil
            else { continue }
            let name = call.field("functionCall")?.field("name")?.string ?? ""
            throw .invalid(
                "Function call is missing a thought_signature in functionCall parts. This is "
                    + "required for tools to work correctly, and missing thought_signature may "
                    + "lead to degraded model performance. Additional data, function call "
                    + "`default_api:\(name)` , position \(index + 1).", parameter: content.path)
        }
    }
}
