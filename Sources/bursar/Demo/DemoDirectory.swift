import Administration
import Vault
import Vocabulary

/// What the demo sets up, by the same use cases that operators' commands perform.
struct DemoDirectory {
    let office: Office
    let sandboxPort: Int

    /// An upstream of each dialect with a key and a model, prices; a client of each with a token.
    ///
    /// - Returns: The clients' tokens, by what the client speaks.
    func furnish() async throws -> [Dialect: String] {
        var tokens: [Dialect: String] = [:]
        for dialect in Dialect.allCases {
            try await upstream(dialect)
            tokens[dialect] = try await client(dialect.demoClient)
        }
        HumanWords.say(
            "Four upstreams with a sealed key each, four clients with a token each, prices: set.")
        return tokens
    }

    private func upstream(_ dialect: Dialect) async throws {
        let isOpenAI = dialect == .openAIChat || dialect == .openAIResponses
        let url = "http://127.0.0.1:\(sandboxPort)" + (isOpenAI ? "/v1" : "")
        let name = "sandbox-" + dialect.rawValue
        _ = try await AddUpstream(
            name: name, dialect: dialect.rawValue, url: url, onDevice: true
        ).perform(in: office)
        let key = try Secret(
            copying: Array("sk-demo-\(Hexadecimal.text(try RandomBytes.make(16)))".utf8))
        _ = try await AddKey(upstream: name, test: true).perform(in: office, secret: key)
        let glob = dialect.demoModel + "*"
        let rates = dialect.demoRates
        _ = try await SetModel(glob: glob, targets: [name]).perform(in: office)
        _ = try await SetPrice(
            glob: glob, input: rates.input, output: rates.output, cacheRead: rates.cacheRead
        ).perform(in: office)
    }

    private func client(_ name: String) async throws -> String {
        _ = try await AddClient(name: name, parent: nil).perform(in: office)
        let issued = try await IssueToken(client: name, name: "demo", expires: "90d")
            .perform(in: office)
        return issued.token ?? ""
    }
}

extension Dialect {
    /// What people call it.
    var demoTitle: String {
        switch self {
        case .openAIChat: "OpenAI Chat"
        case .openAIResponses: "OpenAI Responses"
        case .anthropic: "Anthropic Messages"
        case .gemini: "Gemini"
        }
    }

    /// The model of the demo's provider that speaks it.
    var demoModel: String {
        switch self {
        case .openAIChat: "gpt-demo"
        case .openAIResponses: "gpt-responses-demo"
        case .anthropic: "claude-demo"
        case .gemini: "gemini-demo"
        }
    }

    /// The demo's client that speaks it.
    fileprivate var demoClient: String {
        switch self {
        case .openAIChat: "chat-app"
        case .openAIResponses: "responses-app"
        case .anthropic: "messages-app"
        case .gemini: "gemini-app"
        }
    }

    /// Prices of about the usual size, in US dollars for a million tokens.
    fileprivate var demoRates: (input: String, output: String, cacheRead: String) {
        switch self {
        case .openAIChat: ("2.50", "10", "1.25")
        case .openAIResponses: ("1.25", "10", "0.125")
        case .anthropic: ("3", "15", "0.30")
        case .gemini: ("0.30", "2.50", "0.075")
        }
    }
}
