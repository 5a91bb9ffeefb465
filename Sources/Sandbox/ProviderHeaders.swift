import Vocabulary

/// The headers that providers add to their answers.
enum ProviderHeaders {
    /// The headers of an answer in a dialect.
    static func all(_ dialect: Dialect, requestID: String) -> [(name: String, value: String)] {
        switch dialect {
        case .anthropic: [("request-id", requestID)] + anthropic
        case .gemini: gemini
        case .openAIChat, .openAIResponses: [("x-request-id", requestID)] + openAI
        }
    }

    /// Google tells neither an id nor limits.
    private static let gemini: [(name: String, value: String)] = [
        ("server-timing", "gfet4t7; dur=1"), ("vary", "Origin, X-Origin, Referer"),
    ]

    private static let anthropic: [(name: String, value: String)] = [
        ("anthropic-organization-id", "00000000-0000-4000-8000-000000000000"),
        ("anthropic-ratelimit-requests-limit", "1000000"),
        ("anthropic-ratelimit-requests-remaining", "999999"),
        ("anthropic-ratelimit-requests-reset", "2026-01-01T00:00:00Z"),
    ]

    private static let openAI: [(name: String, value: String)] = [
        ("openai-processing-ms", "1"), ("openai-version", "2020-10-01"),
        ("x-ratelimit-limit-requests", "1000000"), ("x-ratelimit-remaining-requests", "999999"),
        ("x-ratelimit-reset-requests", "1ms"),
    ]
}
