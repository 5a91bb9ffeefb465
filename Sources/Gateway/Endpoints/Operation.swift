import Translation
import Vocabulary

/// What is done at a route of calls; each goes down the same road.
package enum Operation: Hashable, Sendable {
    /// A model answers.
    case generate
    /// A model turns texts into vectors; `isBatch` is Gemini's way to send several.
    case embed(isBatch: Bool)
    /// The tokens of a request are counted; nothing is generated.
    case countTokens
    /// A response that a provider keeps is fetched, by its id.
    case fetchResponse(String)
    /// A response that a provider keeps is deleted, by its id.
    case deleteResponse(String)

    /// The method, of the client's request and of the provider's.
    var method: String {
        switch self {
        case .generate, .embed, .countTokens: "POST"
        case .fetchResponse: "GET"
        case .deleteResponse: "DELETE"
        }
    }

    /// The response it is about, where the path has one.
    var response: String? {
        switch self {
        case .fetchResponse(let id), .deleteResponse(let id): id
        case .generate, .embed, .countTokens: nil
        }
    }

    /// May it cost something? The others need no price and hold nothing.
    var isBilled: Bool {
        switch self {
        case .generate, .embed: true
        case .countTokens, .fetchResponse, .deleteResponse: false
        }
    }

    /// What the ledger's name of the endpoint ends with: `messages.count`.
    var ledgerSuffix: String {
        switch self {
        case .generate, .embed: ""
        case .countTokens: ".count"
        case .fetchResponse: ".get"
        case .deleteResponse: ".delete"
        }
    }

    /// Can a provider of this dialect be asked, in its own words or translated?
    func isPossible(in dialect: Dialect) -> Bool {
        if case .embed = self { return EmbeddingShape(dialect) != nil }
        return true
    }

    /// Do two dialects mean the same bytes by it?
    func isSame(in first: Dialect, and second: Dialect) -> Bool {
        if case .embed = self { return EmbeddingShape(first) == EmbeddingShape(second) }
        return first == second
    }

    /// Is a provider of this dialect sent anything? Chat has no endpoint that counts.
    func isSent(to dialect: Dialect) -> Bool {
        self != .countTokens || TokenCounting.isAsked(of: dialect)
    }
}

extension Dialect {
    /// The rules of a dialect for what is done.
    func rules(for operation: Operation) -> any DialectRules.Type {
        switch operation {
        case .generate: rules
        case .embed: self == .gemini ? GeminiEmbedRules.self : OpenAIEmbedRules.self
        case .countTokens:
            switch self {
            case .anthropic: MessagesCountRules.self
            case .gemini: GeminiCountRules.self
            case .openAIResponses: ResponsesCountRules.self
            case .openAIChat: rules
            }
        case .fetchResponse, .deleteResponse: StoredResponseRules.self
        }
    }
}
