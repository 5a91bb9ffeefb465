import Vocabulary
import Wire

/// Reads the input of a Responses request, as strictly as the provider does.
///
/// Calls and outputs are paired by their call ids, those of the previous response included; every
/// call needs its output, and every output its call.
struct ResponsesInput {
    private var prompt: Prompt
    private let store: ResponseStore
    /// Calls seen so far that wait for their outputs; whether each is custom.
    private var openCalls: [String: Bool] = [:]
    /// The open calls in their order.
    private var callOrder: [String] = []
    /// Where reasoning was that waits for what it led to.
    private var openReasoning: (path: String, id: String)?
    /// Whether reasoning came since the last message of a user or output of a tool.
    private var hasReasoning = false

    /// Puts the instructions and the input of a request into a prompt.
    static func read(
        _ root: JSONNode, into prompt: inout Prompt, store: ResponseStore
    ) throws(Refusal) {
        var input = ResponsesInput(prompt: prompt, store: store)
        let isContinued = try input.readPrevious(root)
        if let text = try OpenAIRules.optionalString(root["instructions"], "instructions") {
            input.prompt.text.add(text)
        }
        switch root["input"] {
        case nil:
            guard isContinued else { throw OpenAIRules.missing("input") }
        case let node? where node.kind == .string:
            input.add(node.string ?? "")
            input.prompt.lastUserText = node.string ?? ""
        case let node?:
            guard node.kind == .array else {
                throw OpenAIRules.wrongKind(
                    "input", expected: "one of a string or array of input items", got: node)
            }
            for (index, item) in node.elements.enumerated() {
                try input.read(item, "input[\(index)]")
            }
        }
        try input.checkEnd()
        prompt = input.prompt
    }

    private init(prompt: Prompt, store: ResponseStore) {
        self.prompt = prompt
        self.store = store
    }

    private mutating func add(_ text: String) {
        prompt.text.add(text)
        prompt.conversation.add(text)
    }

    // MARK: What came before

    /// Goes on from the previous response, where there is one.
    private mutating func readPrevious(_ root: JSONNode) throws(Refusal) -> Bool {
        let key = "previous_response_id"
        guard let id = try OpenAIRules.optionalString(root[key], key) else { return false }
        guard let previous = store.response(id, of: prompt.organisation) else {
            throw .invalid(
                "Previous response with id '\(id)' not found.", parameter: key,
                code: "previous_response_not_found")
        }
        prompt.text = previous.conversation
        prompt.conversation = previous.conversation
        for (call, isCustom) in previous.callIDs.sorted(by: { $0.key < $1.key }) {
            open(call, isCustom: isCustom)
        }
        return true
    }

    private mutating func open(_ call: String, isCustom: Bool) {
        openCalls[call] = isCustom
        callOrder.append(call)
        openReasoning = nil
    }

    private func checkEnd() throws(Refusal) {
        if let openReasoning { throw Self.lonely(openReasoning.id) }
        for call in callOrder where openCalls[call] != nil {
            throw .invalid("No tool output found for function call \(call).", parameter: "input")
        }
    }

    private static func lonely(_ id: String) -> Refusal {
        .invalid(
            "Item '\(id)' of type 'reasoning' was provided without its required following item.",
            parameter: "input")
    }

    // MARK: Items

    private mutating func read(_ item: JSONNode, _ path: String) throws(Refusal) {
        guard item.kind == .object else {
            throw OpenAIRules.wrongKind(path, expected: "an input item", got: item)
        }
        let type =
            try OpenAIRules.optionalString(item["type"], "\(path).type")
            ?? (item["role"] == nil ? "" : "message")
        prompt.endsWithToolResult = false
        switch type {
        case "message": try readMessage(item, path)
        case "function_call", "custom_tool_call":
            try readCall(item, path, isCustom: type == "custom_tool_call")
        case "function_call_output", "custom_tool_call_output":
            try readOutput(item, path, isCustom: type == "custom_tool_call_output")
        case "reasoning": try readReasoning(item, path)
        case "item_reference": try readReference(item, path)
        default:
            guard Self.hosted.contains(type) else {
                throw type.isEmpty
                    ? OpenAIRules.missing("\(path).type")
                    : OpenAIRules.unsupported("\(path).type", type, among: Self.types)
            }
            openReasoning = nil
        }
    }

    private static let types =
        [
            "message", "function_call", "function_call_output", "custom_tool_call",
            "custom_tool_call_output", "reasoning", "item_reference",
        ] + hosted
    private static let hosted = [
        "compaction", "web_search_call", "file_search_call", "code_interpreter_call",
        "image_generation_call", "mcp_list_tools", "mcp_approval_request", "mcp_approval_response",
        "mcp_call", "computer_call", "computer_call_output", "shell_call", "shell_call_output",
        "local_shell_call", "local_shell_call_output", "apply_patch_call",
        "apply_patch_call_output", "tool_search_call", "tool_search_output",
    ]

    private mutating func readMessage(_ item: JSONNode, _ path: String) throws(Refusal) {
        let roles = ["assistant", "system", "developer", "user"]
        let role = try OpenAIRules.string(item["role"], "\(path).role")
        guard roles.contains(role) else {
            throw OpenAIRules.unsupported("\(path).role", role, among: roles)
        }
        try Self.checkID(item, "msg", path)
        try ResponsesContent.checkMessage(item["content"], role: role, "\(path).content")
        let text = RequestFields.text(of: item["content"])
        add(text)
        if role == "assistant" {
            openReasoning = nil
        } else {
            try close()
            if role == "user" { prompt.lastUserText = text }
        }
    }

    private mutating func readCall(
        _ item: JSONNode, _ path: String, isCustom: Bool
    ) throws(Refusal) {
        let call = try OpenAIRules.callID(item["call_id"], "\(path).call_id")
        _ = try OpenAIRules.toolName(item["name"], "\(path).name")
        let key = isCustom ? "input" : "arguments"
        _ = try OpenAIRules.string(item[key], "\(path).\(key)")
        try Self.checkID(item, isCustom ? "ctc" : "fc", path)
        guard openCalls[call] == nil else {
            throw .invalid(
                "Duplicate item found with call_id \(call).", parameter: "\(path).call_id")
        }
        if let id = item["id"]?.string, ResponsesIDs.needsReasoning(id), !hasReasoning {
            throw .invalid(
                "Item '\(id)' of type 'function_call' was provided without its required "
                    + "'reasoning' item: '\(ResponsesIDs.reasoning(of: id))'.", parameter: "input")
        }
        open(call, isCustom: isCustom)
    }

    private mutating func readOutput(
        _ item: JSONNode, _ path: String, isCustom: Bool
    ) throws(Refusal) {
        let call = try OpenAIRules.callID(item["call_id"], "\(path).call_id")
        guard openCalls[call] == isCustom else {
            throw .invalid(
                "No tool call found for \(isCustom ? "custom tool" : "function") call output with "
                    + "call_id \(call).", parameter: "input")
        }
        openCalls[call] = nil
        try ResponsesContent.checkOutput(item["output"], "\(path).output")
        add(RequestFields.text(of: item["output"]))
        try close()
        prompt.endsWithToolResult = true
    }

    // MARK: Reasoning

    /// What isn't the model's follows: reasoning before it must have led to something.
    private mutating func close() throws(Refusal) {
        if let openReasoning { throw Self.lonely(openReasoning.id) }
        hasReasoning = false
    }

    private mutating func readReasoning(_ item: JSONNode, _ path: String) throws(Refusal) {
        guard let summary = item["summary"] else { throw OpenAIRules.missing("\(path).summary") }
        guard summary.kind == .array else {
            throw OpenAIRules.wrongKind(
                "\(path).summary", expected: "an array of objects", got: summary)
        }
        for (index, part) in summary.elements.enumerated() {
            let path = "\(path).summary[\(index)]"
            _ = try OpenAIRules.word(part["type"], "\(path).type", among: ["summary_text"])
            _ = try OpenAIRules.string(part["text"], "\(path).text")
        }
        try Self.checkID(item, "rs", path)
        let id = item["id"]?.string
        if let blob = try OpenAIRules.optionalString(
            item["encrypted_content"], "\(path).encrypted_content")
        {
            try checkEncrypted(blob, id: id)
        } else {
            guard let id else { throw OpenAIRules.missing("\(path).id") }
            guard store.item(id, of: prompt.organisation) != nil else { throw Self.unknown(id) }
        }
        openReasoning = (path, id ?? "rs_")
        hasReasoning = true
    }

    private func checkEncrypted(_ blob: String, id: String?) throws(Refusal) {
        func wrong(_ reason: String) -> Refusal {
            .invalid(
                "The encrypted content \(blob.prefix(8))...\(blob.suffix(4)) could not be "
                    + "verified. Reason: \(reason)", code: "invalid_encrypted_content")
        }
        guard let seal = ResponsesIDs.seal(of: blob) else {
            throw wrong("Encrypted content could not be decrypted or parsed.")
        }
        let wanted = Seal(.reasoning, content: id ?? "", organisation: prompt.organisation)
        guard seal.organisation == wanted.organisation else {
            throw wrong(
                "Encrypted content organization_id did not match the target organization.")
        }
        guard id == nil || seal.content == wanted.content else {
            throw wrong("Encrypted content item_id did not match the target item id.")
        }
    }

    private mutating func readReference(_ item: JSONNode, _ path: String) throws(Refusal) {
        let id = try OpenAIRules.string(item["id"], "\(path).id")
        switch store.item(id, of: prompt.organisation) {
        case nil: throw Self.unknown(id)
        case .message: openReasoning = nil
        case .call(let call, let isCustom): open(call, isCustom: isCustom)
        case .reasoning:
            openReasoning = (path, id)
            hasReasoning = true
        }
    }

    private static func unknown(_ id: String) -> Refusal {
        Refusal(
            status: 404,
            message: "Item with id '\(id)' not found. Items are not persisted when `store` is set "
                + "to false. Try again with `store` set to true, or remove this item from your "
                + "input.", parameter: "input")
    }

    private static func checkID(
        _ item: JSONNode, _ prefix: String, _ path: String
    ) throws(Refusal) {
        guard let id = try OpenAIRules.optionalString(item["id"], "\(path).id") else { return }
        guard id.hasPrefix(prefix) else {
            throw .invalid(
                "Invalid '\(path).id': '\(id)'. Expected an ID that begins with '\(prefix)'.",
                parameter: "\(path).id", code: "invalid_value")
        }
        try OpenAIRules.checkLength(id, "\(path).id", max: OpenAIRules.callIDCharactersMax)
    }
}
