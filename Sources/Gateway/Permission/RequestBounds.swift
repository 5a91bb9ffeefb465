import Translation
import Vocabulary
import Wire

/// What a policy or a hard budget writes into a request that says nothing of it itself: a bound of the output, and that
/// nothing is to be stored.
struct RequestBounds {
    /// The bound of each answer's output; `nil` leaves it open.
    var outputTokensMax: Int64?
    /// The field for the bound in Chat.
    var chatField = ModelTraits.TokenLimitField.maxCompletionTokens
    /// Is `store: false` to be said?
    var refusesStorage = false

    /// Does it write anything?
    var isEmpty: Bool { outputTokensMax == nil && !refusesStorage }

    /// The request with it.
    func applied(to document: JSONDocument, in dialect: Dialect) throws(RoadFault) -> JSONDocument {
        var edits = JSONEdits()
        let root = document.root
        if let outputTokensMax {
            let bound = Array(String(outputTokensMax).utf8)
            switch dialect {
            case .openAIChat: edits.setMember(chatField.rawValue, of: root, to: bound)
            case .openAIResponses: edits.setMember("max_output_tokens", of: root, to: bound)
            case .anthropic: edits.setMember("max_tokens", of: root, to: bound)
            case .gemini:
                let key =
                    root["generation_config"] == nil ? "generationConfig" : "generation_config"
                if let config = root[key], config.kind == .object {
                    edits.setMember("maxOutputTokens", of: config, to: bound)
                } else {
                    edits.setMember(
                        key, of: root,
                        to: Array(#"{"maxOutputTokens":"#.utf8) + bound + Array("}".utf8))
                }
            }
        }
        if refusesStorage, dialect == .openAIChat || dialect == .openAIResponses {
            edits.setMember("store", of: root, to: Array("false".utf8))
        }
        return try Passage.parse(edits.applied(to: document))
    }
}
