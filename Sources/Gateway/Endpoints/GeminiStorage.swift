import Wire

/// What a request of Gemini's names in Google's storage (facts/protocols 4.4).
///
/// Public addresses, such as those of YouTube, aren't stored objects and pass.
enum GeminiStorage {
    /// The names of members that may hold a stored object.
    static let names = [
        "fileUri", "file_uri", "fileSearch", "file_search", "retrieval",
    ]

    /// - Throws: `.untranslatable`, naming the field.
    static func check(_ root: JSONNode) throws(RoadFault) {
        for key in ["systemInstruction", "system_instruction", "content"] {
            try checkParts(of: root[key], key)
        }
        if let contents = root["contents"] {
            try checkParts(of: contents, "contents")
            for content in contents.elements { try checkParts(of: content, "contents[]") }
        }
        for tool in root["tools"]?.elements ?? root.elements {
            for key in ["fileSearch", "file_search", "retrieval"] {
                if let member = tool[key], !member.isNull {
                    throw ProviderStorage.refusal("tools[].\(key)", "Leave it out.")
                }
            }
        }
        for key in ["generateContentRequest", "generate_content_request"] {
            if let inner = root[key] { try check(inner) }
        }
        for inner in root["requests"]?.elements ?? root.elements { try check(inner) }
    }

    private static func checkParts(of holder: JSONNode?, _ place: String) throws(RoadFault) {
        guard let holder, holder.kind == .object, let parts = holder["parts"] else { return }
        try checkPart(parts, "\(place).parts")
        for part in parts.elements { try checkPart(part, "\(place).parts[]") }
    }

    private static func checkPart(_ part: JSONNode, _ place: String) throws(RoadFault) {
        for key in ["fileData", "file_data"] {
            for name in ["fileUri", "file_uri"] {
                guard let address = part[key]?[name], !address.isNull else { continue }
                guard let text = address.string, isPublic(text) else {
                    throw ProviderStorage.refusal(
                        "\(place).\(key).\(name)", "Send the bytes, or a public https address.")
                }
            }
        }
        for key in ["functionResponse", "function_response"] {
            try checkParts(of: part[key], "\(place).\(key)")
        }
    }

    /// Is it an address of the web, and not of Google's own file storage?
    static func isPublic(_ address: String) -> Bool {
        let address = address.lowercased()
        guard let scheme = ["https://", "http://"].first(where: address.hasPrefix) else {
            return false
        }
        let host = address.dropFirst(scheme.utf8.count).prefix { !"/?#\\".contains($0) }
        // However it is written, the host of the Files API has this in it; escapes could hide it.
        guard !host.isEmpty, !host.contains("%"), host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { return false }
        return !host.contains("googleapis") || host == "storage.googleapis.com"
    }
}
