import Vocabulary
import Wire

/// Asking a provider how many tokens a request would have (facts/protocols 4.2–4.4, PT-93).
///
/// A count's request is that of an answer with some members left out; so it is read, and written, as one.
package enum TokenCounting {
    /// Has a dialect an endpoint for it? Chat has none.
    package static func isAsked(of dialect: Dialect) -> Bool { dialect != .openAIChat }

    /// Reads a client's request for a count.
    ///
    /// - Throws: `.malformedField` or `.missingField`, naming the field.
    package static func conversation(
        _ document: JSONDocument, in dialect: Dialect, head: RequestHeadFacts
    ) throws(TranslationFault) -> Conversation {
        let rules = Dialects.rules(for: dialect)
        switch dialect {
        case .anthropic where document.root["max_tokens"] == nil:
            // The protocol wants a bound for answers only.
            var edits = JSONEdits()
            edits.setMember("max_tokens", of: document.root, to: Array("1".utf8))
            let whole = try parsed(edits.applied(to: document))
            var conversation = try rules.conversation(whole, head: head)
            conversation.outputTokensMax = nil
            return conversation
        case .gemini:
            guard let inner = document.root.either("generateContentRequest") else { break }
            return try rules.conversation(try parsed(Array(inner.bytes)), head: head)
        default: break
        }
        return try rules.conversation(document, head: head)
    }

    /// Writes a request for a count.
    ///
    /// - Throws: As for a request for an answer.
    package static func request(
        _ conversation: Conversation, to target: TranslationTarget
    ) throws(TranslationFault) -> TranslatedRequest {
        var conversation = conversation
        conversation.stream = StreamControls()
        var request = try Dialects.rules(for: target.dialect).request(conversation, to: target)
        request.losses.removeAll { $0.field == .outputTokensMax }
        let root = try parsed(request.body).root
        var json = JSONWriter(reservingBytes: request.body.count + 64)
        json.beginObject()
        if target.dialect == .gemini {
            json.beginObject("generateContentRequest")
            json.member("model", "models/\(target.model)")
            json.members(request.body)
            json.endObject()
        } else {
            let counted = target.dialect == .anthropic ? messagesMembers : responsesMembers
            for (name, value) in root.members where counted.contains(name) {
                json.key(name)
                json.raw(value.bytes)
            }
        }
        json.endObject()
        request.body = json.bytes
        return request
    }

    /// Reads a provider's count.
    ///
    /// - Throws: `.malformedReply`.
    package static func tokens(
        _ document: JSONDocument, in dialect: Dialect
    ) throws(TranslationFault) -> Int64 {
        let name = dialect == .gemini ? "totalTokens" : "input_tokens"
        guard let tokens = document.root.usageCount(name) else { throw .malformedReply(name) }
        return tokens
    }

    /// Writes a count for a client.
    package static func body(_ tokens: Int64, in dialect: Dialect) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        if dialect == .openAIResponses { json.member("object", "response.input_tokens") }
        json.member(dialect == .gemini ? "totalTokens" : "input_tokens", tokens)
        json.endObject()
        return json.bytes
    }

    private static let messagesMembers: Set<String> = [
        "model", "messages", "system", "tools", "tool_choice", "thinking", "output_config",
        "cache_control",
    ]

    private static let responsesMembers: Set<String> = [
        "model", "input", "instructions", "tools", "tool_choice", "parallel_tool_calls",
        "reasoning", "text", "truncation",
    ]

    private static func parsed(_ body: [UInt8]) throws(TranslationFault) -> JSONDocument {
        // made of a sound document
        do { return try JSONDocument(parsing: body) } catch {
            throw TranslationFault(
                .malformedField, field: "", "The body is too large to be counted.")
        }
    }
}
