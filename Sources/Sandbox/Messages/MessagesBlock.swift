import Wire

/// One block of a message's content, and what the provider asks of it by itself.
struct MessagesBlock {
    /// The block.
    let node: JSONNode
    /// Where it is, as refusals say it: `messages.0.content.1`.
    let path: String

    /// A block at a path.
    init(_ node: JSONNode, _ path: String) {
        self.node = node
        self.path = path
    }

    /// What kind of block it is; empty when it doesn't say.
    var type: String { node["type"]?.string ?? "" }

    /// Blocks of what a user says.
    static let userTypes = [
        "text", "image", "document", "search_result", "tool_result", "mid_conv_system",
        "container_upload",
    ]
    /// Blocks of what the model says.
    static let assistantTypes = [
        "text", "thinking", "redacted_thinking", "tool_use", "server_tool_use",
        "web_search_tool_result", "web_fetch_tool_result", "code_execution_tool_result",
        "bash_code_execution_tool_result", "text_editor_code_execution_tool_result",
        "mcp_tool_use", "mcp_tool_result", "container_upload",
    ]
    /// Blocks of a tool's result.
    static let resultTypes = ["text", "image", "document", "search_result", "tool_reference"]

    /// Whether a text is made of what ids and names are made of.
    static func isIdentifier(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    // MARK: Checks

    /// Checks that it is of a known kind and sound.
    func check(among known: [String]) throws(Refusal) {
        guard node.kind == .object else {
            throw .invalid("\(path): Input should be a valid dictionary")
        }
        guard known.contains(type) else {
            throw .invalid(
                "\(path): Input tag '\(type)' found using 'type' does not match any of the "
                    + "expected tags: \(known.map { "'\($0)'" }.joined(separator: ", "))")
        }
        switch type {
        case "text": try checkText()
        case "image": try checkImage()
        case "document": try checkDocument()
        case "thinking": try checkThinking()
        case "redacted_thinking": try checkRedacted()
        case "tool_use": try checkCall()
        case "tool_result": try checkResult()
        default: break
        }
        if type != "thinking", type != "redacted_thinking" { try checkCacheControl() }
    }

    /// Checks the mark that a prompt is cached up to here.
    func checkCacheControl() throws(Refusal) {
        guard let mark = node["cache_control"], !mark.isNull else { return }
        guard mark["type"]?.isString(equalTo: "ephemeral") ?? false else {
            throw .invalid("\(path).cache_control.type: Input should be 'ephemeral'")
        }
        if let life = mark["ttl"], !["5m", "1h"].contains(life.string ?? "") {
            throw .invalid("\(path).cache_control.ephemeral.ttl: Input should be '5m' or '1h'")
        }
    }

    private func checkText() throws(Refusal) {
        guard let text = node["text"]?.string else {
            throw .invalid("\(path).text.text: Field required")
        }
        guard !text.isEmpty else {
            throw .invalid("\(path): text content blocks must be non-empty")
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw .invalid("\(path): text content blocks must contain non-whitespace text")
        }
    }

    private func checkImage() throws(Refusal) {
        let source = node["source"]
        switch source?["type"]?.string {
        case "base64":
            let types = ["image/jpeg", "image/png", "image/gif", "image/webp"]
            guard types.contains(source?["media_type"]?.string ?? "") else {
                throw .invalid(
                    "\(path).image.source.base64.media_type: Input should be 'image/jpeg', "
                        + "'image/png', 'image/gif' or 'image/webp'")
            }
            try checkData(source, "\(path).image.source.base64")
        case "url": try checkURL(source, "\(path).image.source.url")
        case "file": break
        default:
            throw .invalid(
                "\(path).image.source: Input tag found using 'type' does not match any of the "
                    + "expected tags: 'base64', 'file', 'url'")
        }
    }

    private func checkDocument() throws(Refusal) {
        let source = node["source"]
        let path = "\(path).document.source"
        switch source?["type"]?.string {
        case "base64":
            guard source?["media_type"]?.isString(equalTo: "application/pdf") ?? false else {
                throw .invalid("\(path).base64.media_type: Input should be 'application/pdf'")
            }
            try checkData(source, "\(path).base64")
        case "text":
            guard source?["media_type"]?.isString(equalTo: "text/plain") ?? false else {
                throw .invalid("\(path).text.media_type: Input should be 'text/plain'")
            }
            guard !(source?["data"]?.string ?? "").isEmpty else {
                throw .invalid("\(path).text.data: Field required")
            }
        case "url": try checkURL(source, "\(path).url")
        case "content", "file": break
        default:
            throw .invalid(
                "\(path): Input tag found using 'type' does not match any of the expected tags: "
                    + "'base64', 'content', 'file', 'text', 'url'")
        }
    }

    private func checkData(_ source: JSONNode?, _ path: String) throws(Refusal) {
        guard let data = source?["data"]?.utf8 else {
            throw .invalid("\(path).data: Field required")
        }
        guard Base64Text.isSound(data) else { throw .invalid("\(path): invalid base64 data") }
    }

    private func checkURL(_ source: JSONNode?, _ path: String) throws(Refusal) {
        guard let url = source?["url"]?.string else {
            throw .invalid("\(path).url: Field required")
        }
        guard url.hasPrefix("https://") else {
            throw .invalid("\(path).url: Only HTTPS URLs are supported.")
        }
    }

    private func checkThinking() throws(Refusal) {
        guard let thinking = node["thinking"]?.string else {
            throw .invalid("\(path).thinking.thinking: Field required")
        }
        guard let signature = node["signature"]?.utf8 else {
            throw .invalid("\(path).thinking.signature: Field required")
        }
        guard node["cache_control"] == nil else {
            throw .invalid("\(path).thinking.cache_control: Extra inputs are not permitted")
        }
        guard let seal = Base64Text.decoded(signature).flatMap(Seal.init(bytes:)),
            seal.kind == .thinking
        else { throw .invalid("\(path): Invalid `signature` in `thinking` block") }
        guard seal == Seal(.thinking, content: thinking) else {
            throw .invalid(
                "\(path): `thinking` or `redacted_thinking` blocks in the latest assistant message "
                    + "cannot be modified. These blocks must remain as they were in the original "
                    + "response.")
        }
    }

    private func checkRedacted() throws(Refusal) {
        guard let data = node["data"]?.utf8 else {
            throw .invalid("\(path).redacted_thinking.data: Field required")
        }
        guard Base64Text.decoded(data).flatMap(Seal.init(bytes:))?.kind == .redacted else {
            throw .invalid("\(path): Invalid `data` in `redacted_thinking` block")
        }
    }

    private func checkCall() throws(Refusal) {
        guard let id = node["id"]?.string else {
            throw .invalid("\(path).tool_use.id: Field required")
        }
        try checkID(id, "\(path).tool_use.id")
        guard let name = node["name"]?.string, !name.isEmpty else {
            throw .invalid("\(path).tool_use.name: Field required")
        }
        guard name.utf8.count <= 200 else {
            throw .invalid(
                "\(path).tool_use.name: String should have at most 200 characters")
        }
        guard node["input"]?.kind == .object else {
            throw .invalid("\(path).tool_use.input: Input should be a valid dictionary")
        }
    }

    private func checkResult() throws(Refusal) {
        guard let id = node["tool_use_id"]?.string else {
            throw .invalid("\(path).tool_result.tool_use_id: Field required")
        }
        try checkID(id, "\(path).tool_result.tool_use_id")
        guard let content = node["content"], !content.isNull else { return }
        if content.kind == .string { return }
        guard content.kind == .array else {
            throw .invalid("\(path).tool_result.content: Input should be a valid string or list")
        }
        for (index, part) in content.elements.enumerated() {
            try MessagesBlock(part, "\(path).tool_result.content.\(index)")
                .check(among: Self.resultTypes)
        }
    }

    private func checkID(_ id: String, _ path: String) throws(Refusal) {
        guard Self.isIdentifier(id) else {
            throw .invalid("\(path): String should match pattern '^[a-zA-Z0-9_-]+$'")
        }
    }
}
