import Wire

/// What a request of Responses names in its provider's own storage.
///
/// Objects there open to whoever has the id and shares the key. So only those are handed on that Bursar knows to be the
/// asker's: answers that were made through it. All else is refused by name, and nothing is sent.
enum ProviderStorage {
    /// The answer that a request goes on from; `nil` for none.
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
        try checkInput(root["input"])
        try checkTools(root["tools"])
        guard let member = root["previous_response_id"], !member.isNull else { return nil }
        guard let id = member.string, StoredResponseRules.isID(id) else {
            throw RoadFault(
                .malformedRequest, .client, "previous_response_id must be the id of a response.",
                field: "previous_response_id")
        }
        return id
    }

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
                    throw refusal("\(place).\(key).file_id", "Send the file's bytes.")
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
            let container = tool["container"]
            let files = container?["file_ids"]?.count ?? 0
            if tool["vector_store_ids"] != nil || container?.kind == .string || files > 0 {
                let key = container == nil ? "vector_store_ids" : "container"
                throw refusal("tools[\(index)].\(key)", "Leave it out.")
            }
            index += 1
        }
    }

    private static func holdsFile(_ node: JSONNode) -> Bool {
        guard let id = node["file_id"] else { return false }
        return !id.isNull
    }

    private static func refusal(_ field: String, _ way: String) -> RoadFault {
        RoadFault(
            .untranslatable, .client,
            "\(field) isn't supported here: what is in the provider's storage can't be told to be yours. \(way)",
            field: field)
    }
}
