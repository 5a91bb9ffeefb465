import Wire

/// Reads the messages of a Messages request, as strictly as the provider does.
///
/// Neighbours of one role are one turn. Each tool use of a turn has its result in the next turn,
/// before anything else in it.
struct MessagesHistory {
    private var prompt: Prompt
    private var turns: [Turn] = []
    private var cacheMarks = 0

    /// Neighbouring messages of one role.
    private struct Turn {
        let role: String
        /// Where its first message is: `messages.2`.
        let path: String
        var blocks: [MessagesBlock] = []
    }

    /// The most marks that a prompt is cached up to.
    static let cacheMarksMax = 4

    /// Puts the messages of a request into a prompt.
    static func read(_ root: JSONNode, into prompt: inout Prompt) throws(Refusal) {
        var history = MessagesHistory(prompt: prompt)
        let messages = try RequestFields.messages(of: root)
        for (index, message) in messages.enumerated() {
            try history.read(
                message, "messages.\(index)", isLast: index == messages.count - 1)
        }
        try history.checkCalls()
        try history.checkThinking(root)
        try history.checkCacheMarks(root)
        prompt = history.prompt
    }

    private init(prompt: Prompt) { self.prompt = prompt }

    private mutating func read(
        _ message: JSONNode, _ path: String, isLast: Bool
    ) throws(Refusal) {
        let role = message["role"]?.string ?? ""
        guard role == "user" || role == "assistant" || role == "system" else {
            throw .invalid("\(path).role: must be 'user' or 'assistant'")
        }
        guard let content = message["content"],
            content.kind == .string || content.kind == .array
        else { throw .invalid("\(path).content: Field required") }
        let isEmpty = content.string.map(\.isEmpty) ?? (content.count == 0)
        guard !isEmpty || (isLast && role == "assistant") else {
            throw .invalid(
                "\(path): all messages must have non-empty content except for the optional final "
                    + "assistant message")
        }
        let text = RequestFields.text(of: content)
        if isLast, role == "assistant", let end = text.last, end.isWhitespace {
            throw .invalid(
                "messages: final assistant content cannot end with trailing whitespace")
        }
        try readBlocks(content, role, path)
        prompt.text.add(text)
        prompt.endsWithToolResult = content.elements.contains {
            $0["type"]?.isString(equalTo: "tool_result") ?? false
        }
        if role == "user", !prompt.endsWithToolResult { prompt.lastUserText = text }
    }

    private mutating func readBlocks(
        _ content: JSONNode, _ role: String, _ path: String
    ) throws(Refusal) {
        if role != "system", turns.last?.role != role {
            turns.append(Turn(role: role, path: path))
        }
        let known =
            switch role {
            case "user": MessagesBlock.userTypes
            case "assistant": MessagesBlock.assistantTypes
            default: ["text"]
            }
        for (index, node) in content.elements.enumerated() {
            let block = MessagesBlock(node, "\(path).content.\(index)")
            try block.check(among: known)
            if let mark = node["cache_control"], !mark.isNull { cacheMarks += 1 }
            if role != "system" { turns[turns.count - 1].blocks.append(block) }
        }
        if content.kind == .string, role != "system" {
            // A text that stands for a block of its own.
            turns[turns.count - 1].blocks.append(MessagesBlock(content, "\(path).content"))
        }
    }

    // MARK: Calls and results

    private func checkCalls() throws(Refusal) {
        var ids: Set<String> = []
        for (index, turn) in turns.enumerated() {
            for block in turn.blocks where block.type == "tool_use" {
                guard ids.insert(block.node["id"]?.string ?? "").inserted else {
                    throw .invalid("\(block.path): `tool_use` ids must be unique")
                }
            }
            let next = index + 1 < turns.count ? turns[index + 1] : nil
            if turn.role == "assistant" { try checkResults(of: turn, in: next) }
            if turn.role == "user" {
                try checkOrphans(in: turn, after: index > 0 ? turns[index - 1] : nil)
            }
        }
    }

    private func checkResults(of turn: Turn, in next: Turn?) throws(Refusal) {
        let calls = Self.ids("tool_use", "id", turn.blocks[...])
        guard !calls.isEmpty else { return }
        let leading = next?.blocks.prefix { $0.type == "tool_result" } ?? [][...]
        let results = Set(Self.ids("tool_result", "tool_use_id", leading))
        let missing = calls.filter { !results.contains($0) }
        guard missing.isEmpty else {
            throw .invalid(
                "\(turn.path): `tool_use` ids were found without `tool_result` blocks immediately "
                    + "after: \(missing.joined(separator: ", ")). Each `tool_use` block must have "
                    + "a corresponding `tool_result` block in the next message.")
        }
    }

    private func checkOrphans(in turn: Turn, after last: Turn?) throws(Refusal) {
        let calls = Set(Self.ids("tool_use", "id", last?.blocks[...] ?? [][...]))
        var seen: Set<String> = []
        for block in turn.blocks where block.type == "tool_result" {
            let id = block.node["tool_use_id"]?.string ?? ""
            guard calls.contains(id) else {
                throw .invalid(
                    "\(block.path): unexpected `tool_use_id` found in `tool_result` blocks: \(id). "
                        + "Each `tool_result` block must have a corresponding `tool_use` block in "
                        + "the previous message.")
            }
            guard seen.insert(id).inserted else {
                throw .invalid(
                    "\(block.path): each tool_use must have a single result. Found multiple "
                        + "`tool_result` blocks with id: \(id)")
            }
        }
    }

    private static func ids(
        _ type: String, _ key: String, _ blocks: ArraySlice<MessagesBlock>
    ) -> [String] {
        blocks.filter { $0.type == type }.compactMap { $0.node[key]?.string }
    }

    // MARK: Thinking and caches

    /// With a thinking budget, the turn whose tools were just used begins with its thinking.
    private func checkThinking(_ root: JSONNode) throws(Refusal) {
        guard root["thinking"]?["type"]?.isString(equalTo: "enabled") ?? false,
            turns.count >= 2, let last = turns.last, last.role == "user",
            last.blocks.contains(where: { $0.type == "tool_result" }),
            let first = turns[turns.count - 2].blocks.first
        else { return }
        guard first.type == "thinking" || first.type == "redacted_thinking" else {
            let type = first.type.isEmpty ? "text" : first.type
            throw .invalid(
                "\(first.path).type: Expected `thinking` or `redacted_thinking`, but found "
                    + "`\(type)`. When `thinking` is enabled, a final `assistant` message must "
                    + "start with a thinking block (preceeding the lastmost set of `tool_use` and "
                    + "`tool_result` blocks). To avoid this requirement, disable `thinking`.")
        }
    }

    private func checkCacheMarks(_ root: JSONNode) throws(Refusal) {
        var count = cacheMarks
        for key in ["system", "tools"] {
            count += root[key]?.elements.count { !($0["cache_control"]?.isNull ?? true) } ?? 0
        }
        guard count <= Self.cacheMarksMax else {
            throw .invalid(
                "A maximum of \(Self.cacheMarksMax) blocks with cache_control may be provided. "
                    + "Found \(count).")
        }
    }
}
