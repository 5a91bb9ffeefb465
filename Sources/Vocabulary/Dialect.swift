/// A protocol that AI applications and providers speak.
package enum Dialect: String, CaseIterable, Sendable, Codable {
    case openAIChat = "openai-chat"
    case openAIResponses = "openai-responses"
    case anthropic
    case gemini
}
