import Vocabulary

/// How an upstream takes its key: which header, and what stands before the key in it.
package enum CredentialStyle: String, CaseIterable, Sendable {
    /// `Authorization: Bearer KEY` (RFC 6750 section 2.1): OpenAI and all that speak its dialects.
    case bearer
    /// `x-api-key: KEY`: Anthropic.
    case anthropicKey = "x-api-key"
    /// `x-goog-api-key: KEY`: Gemini.
    case googleKey = "x-goog-api-key"

    /// What providers of a dialect take.
    package init(of dialect: Dialect) {
        self =
            switch dialect {
            case .openAIChat, .openAIResponses: .bearer
            case .anthropic: .anthropicKey
            case .gemini: .googleKey
            }
    }

    /// The header's name in lower case.
    package var headerName: String { self == .bearer ? "authorization" : rawValue }

    /// What stands in the header before the key.
    package var prefix: String { self == .bearer ? "Bearer " : "" }
}
