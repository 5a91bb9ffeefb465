import Vocabulary
import Wire

/// What a request names in its provider's own storage.
///
/// Objects there open to whoever has the id and shares the key. So only those are handed on that Bursar knows to be the
/// asker's: answers of Responses that were made through it. All else is refused by name, and nothing is sent.
enum ProviderStorage {
    /// Looks for stored objects in a request of any dialect, in time that hardly counts where none of their names occur.
    ///
    /// - Throws: `.untranslatable`, naming the field.
    static func check(_ document: JSONDocument, in dialect: Dialect) throws(RoadFault) {
        let root = document.root
        switch dialect {
        case .openAIChat:
            if document.mayHaveMember(chatNames) { try checkChat(root) }
        case .anthropic:
            if document.mayHaveMember(messagesNames) { try checkMessages(root) }
        case .gemini:
            if document.mayHaveMember(geminiNames) { try GeminiStorage.check(root) }
        case .openAIResponses:
            try checkInput(root["input"])
            try checkTools(root["tools"])
        }
    }

    /// The answer that a request of Responses goes on from; `nil` for none.
    ///
    /// - Throws: `.untranslatable`, naming the field, for objects of other kinds; `.malformedRequest` for an id that is none.
    static func previousResponse(_ root: JSONNode) throws(RoadFault) -> String? {
        for key in ["conversation", "prompt"] {
            if let member = root[key], !member.isNull {
                throw refusal(key, "Send the whole conversation in input, or previous_response_id.")
            }
        }
        if let member = root["background"], member.bool != false, !member.isNull {
            throw refusal("background", "Leave it out, and wait for the answer or stream it.")
        }
        guard let member = root["previous_response_id"], !member.isNull else { return nil }
        guard let id = member.string, StoredResponseRules.isID(id) else {
            throw RoadFault(
                .malformedRequest, .client, "previous_response_id must be the id of a response.",
                field: "previous_response_id")
        }
        return id
    }

    /// A refusal by the field's name.
    static func refusal(_ field: String, _ way: String) -> RoadFault {
        RoadFault(
            .untranslatable, .client,
            "\(field) isn't supported here: what is in the provider's storage can't be told to be yours. \(way)",
            field: field)
    }

    // MARK: Chat

    private static let chatNames = ["file_id", "audio"].map { KeySignature($0) }

    private static func checkChat(_ root: JSONNode) throws(RoadFault) {
        var index = 0
        for message in root["messages"]?.elements ?? root.elements {
            let place = "messages[\(index)]"
            // Sound that an earlier answer had; a request's own settings for sound stand at the root.
            if let id = message["audio"]?["id"], !id.isNull {
                throw refusal("\(place).audio.id", "Send what was said as content.")
            }
            if let content = message["content"] {
                for part in content.elements {
                    if let file = part["file"], holdsFile(file) {
                        throw refusal("\(place).content.file.file_id", bytesInstead)
                    }
                }
            }
            index += 1
        }
    }

    // MARK: Messages

    private static let messagesNames = ["file_id", "container"].map { KeySignature($0) }

    private static func checkMessages(_ root: JSONNode) throws(RoadFault) {
        if let container = root["container"], !container.isNull {
            guard container.kind == .object else { throw refusal("container", leaveOut) }
            if let id = container["id"], !id.isNull { throw refusal("container.id", leaveOut) }
            // Anthropic's own skills are everybody's.
            for skill in container["skills"]?.elements ?? container.elements
            where skill["type"]?.isString(equalTo: "anthropic") != true {
                throw refusal("container.skills", "Ask for skills of type anthropic only.")
            }
        }
        var index = 0
        for message in root["messages"]?.elements ?? root.elements {
            try checkBlocks(message["content"], "messages[\(index)].content")
            index += 1
        }
    }

    private static func checkBlocks(_ blocks: JSONNode?, _ place: String) throws(RoadFault) {
        guard let blocks, blocks.kind == .array else { return }
        for block in blocks.elements {
            if let source = block["source"] {
                if holdsFile(source) { throw refusal("\(place).source.file_id", bytesInstead) }
                try checkBlocks(source["content"], "\(place).source.content")
            }
            if block["type"]?.isString(equalTo: "container_upload") == true, holdsFile(block) {
                throw refusal("\(place).file_id", bytesInstead)
            }
            try checkBlocks(block["content"], "\(place).content")
        }
    }

    // MARK: Responses

    private static func checkInput(_ input: JSONNode?) throws(RoadFault) {
        guard let input, input.kind == .array else { return }
        var index = 0
        for item in input.elements {
            let place = "input[\(index)]"
            if isReference(item) {
                throw refusal(place, "Send the item itself, or previous_response_id.")
            }
            for key in ["content", "output"] {
                guard let content = item[key] else { continue }
                if holdsFile(content) || content.elements.contains(where: holdsFile) {
                    throw refusal("\(place).\(key).file_id", bytesInstead)
                }
            }
            // A tool goes on in the container of its earlier calls.
            for (holder, path) in [(item, ""), (item["environment"], "environment.")] {
                if let id = holder?["container_id"], !id.isNull {
                    throw refusal("\(place).\(path)container_id", leaveOut)
                }
            }
            index += 1
        }
    }

    /// Is it only the name of an item in storage? A reference may leave its type out, which nothing else without a role
    /// may; an earlier picture may come as its id alone.
    private static func isReference(_ item: JSONNode) -> Bool {
        guard let type = item["type"], !type.isNull else {
            return item["id"]?.kind == .string && item["role"]?.kind != .string
        }
        if type.isString(equalTo: "image_generation_call") {
            return item["result"]?.kind != .string
        }
        return type.isString(equalTo: "item_reference")
    }

    private static func checkTools(_ tools: JSONNode?) throws(RoadFault) {
        guard let tools, tools.kind == .array else { return }
        var index = 0
        for tool in tools.elements {
            // What functions take is their own affair.
            let type = tool["type"]
            if !["function", "custom", "namespace"].contains(where: {
                type?.isString(equalTo: $0) == true
            }) {
                try checkTool(tool, "tools[\(index)]")
            }
            index += 1
        }
    }

    /// Files, containers, stores and skills are named at several depths of the provider's own tools.
    private static func checkTool(_ node: JSONNode, _ place: String) throws(RoadFault) {
        for (name, value) in node.members where !value.isNull {
            let path = "\(place).\(name)"
            if storedNames.contains(name), value.kind == .string || value.count > 0 {
                throw refusal(path, leaveOut)
            }
            if name == "container", value.kind == .string { throw refusal(path, leaveOut) }
            try checkTool(value, path)
        }
        for element in node.elements { try checkTool(element, place) }
    }

    private static let storedNames: Set<String> = [
        "file_id", "file_ids", "container_id", "vector_store_ids", "skill_id",
    ]

    // MARK: All

    private static let geminiNames = GeminiStorage.names.map { KeySignature($0) }
    private static let bytesInstead = "Send the file's bytes."
    private static let leaveOut = "Leave it out."

    private static func holdsFile(_ node: JSONNode) -> Bool {
        guard let id = node["file_id"] else { return false }
        return !id.isNull
    }
}
