import Wire

/// A server that speaks OpenAI Chat in its own way.
///
/// Sources: docs.mistral.ai/api, console.groq.com/docs/openai, api-docs.deepseek.com, and what they
/// answer to fields they don't know.
package enum CompatibleServer: String, CaseIterable, Sendable {
    /// Refuses fields it doesn't know and calls whose ids aren't nine letters and digits; a stream's
    /// last chunk has the usage unasked.
    case mistral
    /// Refuses `n`, `logprobs` and `logit_bias`; a stream's last chunk has the usage in `x_groq`.
    case groq
    /// Shows its reasoning and wants it back; counts cached tokens beside the others.
    case deepseek

    /// Refuses what it doesn't take of a request.
    func check(_ root: JSONNode) throws(Refusal) {
        switch self {
        case .mistral:
            for (key, _) in root.members where !Self.mistralsFields.contains(key) {
                throw Refusal(
                    status: 422, message: "Extra inputs are not permitted: body.\(key)",
                    parameter: key)
            }
            for message in root["messages"].list {
                try checkID(message["tool_call_id"])
                for call in message["tool_calls"].list { try checkID(call["id"]) }
            }
        case .groq:
            for key in ["logprobs", "top_logprobs", "logit_bias", "n"] {
                guard let node = root[key], !node.isNull, node.int64 != 1 else { continue }
                throw .invalid("property '\(key)' is unsupported", parameter: key)
            }
        case .deepseek: break
        }
    }

    private func checkID(_ node: JSONNode?) throws(Refusal) {
        guard let id = node?.string else { return }
        let isSound =
            id.utf8.count == 9
            && id.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: false
                }
            }
        guard isSound else {
            throw .invalid(
                "Tool call id was \(id) but must be a-z, A-Z, 0-9, with a length of 9.")
        }
    }

    private static let mistralsFields: Set<String> = [
        "model", "messages", "temperature", "top_p", "max_tokens", "stream", "stop", "random_seed",
        "response_format", "tools", "tool_choice", "presence_penalty", "frequency_penalty", "n",
        "prediction", "parallel_tool_calls", "prompt_mode", "safe_prompt", "metadata",
    ]
}
