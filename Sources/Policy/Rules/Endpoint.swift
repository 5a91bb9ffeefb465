/// A family of billable routes that a token may be limited to.
package enum Endpoint: String, CaseIterable, Sendable {
    /// OpenAI Chat Completions.
    case chat
    /// OpenAI Responses.
    case responses
    /// Anthropic Messages.
    case messages
    /// Gemini generateContent.
    case gemini
    /// Embeddings of any dialect.
    case embeddings
}
