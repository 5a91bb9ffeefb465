import Vocabulary
import Wire

/// Takes proofs of other vendors out of a request that otherwise passes in its own bytes: they were
/// made when the conversation was with another provider, and this one would refuse them
/// (facts/protocols PT-42).
package enum ForeignProofs {
    /// Could there be any? One look through the bytes.
    package static func mayBe(in bytes: [UInt8]) -> Bool {
        ByteSearch.contains(Array(ProofTag.marker.utf8), in: bytes)
    }

    /// Takes them out: whole blocks of reasoning in Messages and Responses, members elsewhere. On
    /// the first call of one of Gemini's contents a text stands in their place that Google
    /// documents for histories from elsewhere.
    package static func remove(
        from document: JSONDocument, dialect: Dialect, to edits: inout JSONEdits
    ) {
        let root = document.root
        switch dialect {
        case .anthropic:
            for message in elements(of: root["messages"]) {
                remove(from: message["content"], to: &edits) { block in
                    isTagged(block["signature"]) || isTagged(block["data"])
                }
            }
        case .openAIResponses:
            remove(from: root["input"], to: &edits) { isTagged($0["encrypted_content"]) }
        case .gemini:
            for content in elements(of: root["contents"]) {
                var isFirst = true
                for part in elements(of: content["parts"]) {
                    let isCall = (part["functionCall"] ?? part["function_call"]) != nil
                    for key in ["thoughtSignature", "thought_signature"] where isTagged(part[key]) {
                        if isCall, isFirst {
                            edits.setMember(
                                key, of: part, to: JSONText.quoted(ProofTag.noGeminiSignature))
                        } else {
                            edits.removeMember(key, of: part)
                        }
                    }
                    if isCall { isFirst = false }
                }
            }
        case .openAIChat:
            for message in elements(of: root["messages"]) {
                if message["reasoning_details"]?.elements.contains(where: {
                    isTagged($0["signature"]) || isTagged($0["data"])
                }) == true {
                    edits.removeMember("reasoning_details", of: message)
                }
                guard let calls = message["tool_calls"], calls.kind == .array else { continue }
                for call in calls.elements
                where isTagged(call["extra_content"]?["google"]?["thought_signature"]) {
                    edits.removeMember("extra_content", of: call)
                }
            }
        }
    }

    private static func elements(of list: JSONNode?) -> [JSONNode] {
        list.map { Array($0.elements) } ?? []
    }

    private static func isTagged(_ node: JSONNode?) -> Bool {
        guard let node, node.kind == .string else { return false }
        return node.bytes.dropFirst().starts(with: ProofTag.marker.utf8)
    }

    /// Removes elements of a list; what stays keeps its bytes.
    private static func remove(
        from list: JSONNode?, to edits: inout JSONEdits, where isForeign: (JSONNode) -> Bool
    ) {
        guard let list, list.kind == .array else { return }
        let elements = Array(list.elements)
        guard elements.contains(where: isForeign) else { return }
        var kept: [UInt8] = [UInt8(ascii: "[")]
        var isFirst = true
        for element in elements where !isForeign(element) {
            if !isFirst { kept.append(UInt8(ascii: ",")) }
            isFirst = false
            kept += element.bytes
        }
        kept.append(UInt8(ascii: "]"))
        edits.replace(list.range, with: kept)
    }
}
