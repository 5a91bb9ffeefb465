import Vocabulary
import Wire

/// A Messages request that asks for thinking while a turn goes on in which tools were called without
/// any, as another provider's turns are: Anthropic refuses to begin thinking there, so the request
/// goes without (facts/protocols PT-41).
///
/// Only budgets are meant; adaptive thinking may begin anywhere.
enum UnfinishedTurn {
    /// Turns thinking off where it can't be had, and what clears old thinking with it.
    static func stopThinking(in document: JSONDocument, to edits: inout JSONEdits) -> [Loss] {
        let root = document.root
        guard let thinking = root["thinking"],
            thinking["type"]?.isString(equalTo: "enabled") == true,
            let messages = root["messages"], lacksThinking(messages)
        else { return [] }
        edits.replace(thinking.range, with: Array(#"{"type":"disabled"}"#.utf8))
        if let management = root["context_management"], let list = management["edits"] {
            let left = edits.removeElements(of: list) { edit in
                edit["type"]?.string?.hasPrefix("clear_thinking") == true
            }
            if left == 0 { edits.removeMember("context_management", of: root) }
        }
        return [Loss(.reasoningBudget, name: "thinking", verdict: .drop)]
    }

    /// Does the conversation end with results of tools, in a turn that neither began nor goes on with
    /// thinking of Anthropic's?
    private static func lacksThinking(_ messages: JSONNode) -> Bool {
        var hasResults = false
        var answers: [JSONNode] = []
        for message in messages.elements.reversed() {
            let role = message["role"]
            if role?.isString(equalTo: "assistant") == true {
                guard hasResults else { return false }
                answers.append(message)
            } else if role?.isString(equalTo: "user") == true {
                if holds("tool_result", in: message) {
                    hasResults = true
                } else if !answers.isEmpty {
                    break
                }
            }
        }
        guard let last = answers.first, let first = answers.last, holds("tool_use", in: last)
        else { return false }
        return !beginsWithThinking(first) && !beginsWithThinking(last)
    }

    private static func holds(_ type: String, in message: JSONNode) -> Bool {
        message["content"]?.elements.contains { $0["type"]?.isString(equalTo: type) == true }
            ?? false
    }

    /// Does its first block hold thinking that stays in it?
    private static func beginsWithThinking(_ message: JSONNode) -> Bool {
        let content = message["content"]?.elements ?? message.elements
        guard let first = content.first(where: { !ForeignProofs.isForeign($0) }),
            let type = first["type"]
        else { return false }
        return type.isString(equalTo: "thinking") || type.isString(equalTo: "redacted_thinking")
    }
}
