import Wire

/// One part of a content, and what the provider asks of it by itself.
struct GeminiPart {
    private let node: JSONNode
    private let path: String

    /// A part at a path, such as `contents[0].parts[1]`.
    init(_ node: JSONNode, _ path: String) {
        self.node = node
        self.path = path
    }

    /// What a part may be; it is exactly one of them.
    private static let data = [
        "text", "inlineData", "functionCall", "functionResponse", "fileData", "executableCode",
        "codeExecutionResult", "toolCall", "toolResponse",
    ]

    /// Signatures that Google's documentation allows in place of ones that were lost.
    static let placeholders = [
        "skip_thought_signature_validator", "context_engineering_is_the_way_to_go",
    ]

    /// What the signature of a call of a function binds.
    static func sealed(call name: String) -> String { "call \(name)" }

    /// What the signature of any other part binds.
    static let sealedText = "text"

    /// Checks that it is sound.
    func check() throws(Refusal) {
        let kinds = Self.data.filter { node.field($0) != nil }
        guard kinds.count == 1 || (kinds.isEmpty && node.field("thoughtSignature") != nil) else {
            throw wrong(
                "data",
                kinds.isEmpty
                    ? "required oneof field 'data' must have one initialized field"
                    : "oneof field 'data' is already set. Cannot set '\(kinds[1])'")
        }
        switch kinds.first {
        case "inlineData": try checkBlob(node.field("inlineData"), "inline_data")
        case "fileData": try checkFile()
        case "functionCall":
            try checkName(node.field("functionCall")?.field("name"), "function_call.name")
        case "functionResponse": try checkResponse()
        default: break
        }
        if let signature = node.field("thoughtSignature") { try checkSignature(signature) }
    }

    private func checkBlob(_ blob: JSONNode?, _ place: String) throws(Refusal) {
        let type = blob?.field("mimeType")?.string ?? ""
        let kinds = ["image/", "audio/", "video/", "text/"]
        guard
            kinds.contains(where: type.hasPrefix) || type == "application/pdf"
                || type == "application/json"
        else {
            throw type.isEmpty
                ? wrong("\(place).mime_type", "mime_type is required.")
                : .invalid(
                    "Unsupported MIME type: \(type)", parameter: "\(path).\(place).mime_type")
        }
        guard let data = blob?.field("data")?.utf8, !data.isEmpty else {
            throw wrong("\(place).data", "data is required.")
        }
    }

    private func checkFile() throws(Refusal) {
        let uri = node.field("fileData")?.field("fileUri")?.string ?? ""
        guard uri.hasPrefix("https://") else {
            throw .invalid(
                "Unsupported file URI type: \(uri)", parameter: "\(path).file_data.file_uri")
        }
    }

    private func checkResponse() throws(Refusal) {
        let response = node.field("functionResponse")
        try checkName(response?.field("name"), "function_response.name")
        guard response?.field("response") != nil else {
            throw wrong("function_response.response", "response is required.")
        }
        for part in (response?.field("parts")).list {
            guard part.field("fileData") == nil else { continue }
            try checkBlob(part.field("inlineData"), "function_response.parts.inline_data")
        }
    }

    private func checkName(_ name: JSONNode?, _ place: String) throws(Refusal) {
        guard let name = name?.string, !name.isEmpty else {
            throw wrong(place, "Name cannot be empty.")
        }
        try GeminiTools.checkName(name, "\(path).\(place)")
    }

    private func checkSignature(_ signature: JSONNode) throws(Refusal) {
        let bytes = signature.utf8.flatMap { Base64Text.decoded($0) } ?? []
        if let text = signature.string, Self.placeholders.contains(text) { return }
        if Self.placeholders.contains(String(decoding: bytes, as: UTF8.self)) { return }
        let call = node.field("functionCall")?.field("name")?.string
        let content = call.map(Self.sealed(call:)) ?? Self.sealedText
        guard Seal(bytes: bytes) == Seal(.thought, content: content) else {
            throw .invalid(
                "Corrupted thought signature.", parameter: "\(path).thought_signature")
        }
    }

    private func wrong(_ place: String, _ what: String) -> Refusal {
        let place = "\(path).\(place)"
        return .invalid("* GenerateContentRequest.\(place): \(what)\n", parameter: place)
    }
}
