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

    /// Makes a passing request one that its provider takes: without proofs of others, and without
    /// thinking that nobody can go on with.
    ///
    /// - Returns: What was taken out, for `bursar-dropped`.
    package static func mend(
        _ document: JSONDocument, in dialect: Dialect, with edits: inout JSONEdits
    ) -> [Loss] {
        var losses: [Loss] = []
        if mayBe(in: document.bytes) {
            remove(from: document, dialect: dialect, to: &edits)
            let name = VerdictTable.name(of: .reasoningProof, in: dialect)
            losses.append(Loss(.reasoningProof, name: name, verdict: .drop))
        }
        if dialect == .anthropic {
            losses += UnfinishedTurn.stopThinking(in: document, to: &edits)
        }
        return losses
    }

    /// Takes them out: whole blocks of reasoning in Messages and Responses, with a message that
    /// nothing is left of; members elsewhere. On the first call of one of Gemini's contents a text
    /// stands in their place that Google documents for histories from elsewhere.
    static func remove(
        from document: JSONDocument, dialect: Dialect, to edits: inout JSONEdits
    ) {
        let root = document.root
        switch dialect {
        case .anthropic:
            guard let messages = root["messages"], messages.kind == .array else { return }
            // Where messages begin that are left empty: Anthropic takes none.
            var empty: Set<Int> = []
            for message in messages.elements {
                guard let content = message["content"], content.kind == .array, content.count > 0
                else { continue }
                if edits.removeElements(of: content, where: isForeign) == 0 {
                    empty.insert(message.range.lowerBound)
                }
            }
            if !empty.isEmpty {
                edits.removeElements(of: messages) { empty.contains($0.range.lowerBound) }
            }
        case .openAIResponses:
            guard let input = root["input"], input.kind == .array else { return }
            edits.removeElements(of: input) { isTagged($0["encrypted_content"]) }
        case .gemini:
            for content in elements(of: root["contents"]) {
                var isFirst = true
                removeEmptyParts(of: content, &edits)
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

    /// Is it a block of Messages with another's thinking?
    static func isForeign(_ block: JSONNode) -> Bool {
        isTagged(block["signature"]) || isTagged(block["data"])
    }

    private static func elements(of list: JSONNode?) -> [JSONNode] {
        list.map { Array($0.elements) } ?? []
    }

    /// A part may hold nothing but a proof, or an empty text beside it; another must be there.
    private static func removeEmptyParts(of content: JSONNode, _ edits: inout JSONEdits) {
        guard let parts = content["parts"], parts.count > 1 else { return }
        var left = parts.count
        edits.removeElements(of: parts) { part in
            guard left > 1, isTagged(part["thoughtSignature"] ?? part["thought_signature"]),
                part.count == (part["text"] == nil ? 1 : 2),
                part["text"]?.isString(equalTo: "") ?? true
            else { return false }
            left -= 1
            return true
        }
    }

    private static func isTagged(_ node: JSONNode?) -> Bool {
        guard let node, node.kind == .string else { return false }
        return node.bytes.dropFirst().starts(with: ProofTag.marker.utf8)
    }
}
