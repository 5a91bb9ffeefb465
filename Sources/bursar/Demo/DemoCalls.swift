import Transport
import Vocabulary

/// Calls as applications make them: over HTTP, from every dialect to every dialect, whole and
/// streamed.
struct DemoCalls {
    let gateway: String
    /// By what the client speaks.
    let tokens: [Dialect: String]

    /// What became of them.
    struct Outcome: Sendable {
        /// Pairs whose two answers came and said the same.
        var soundPairs = 0
        /// The id of a call across dialects.
        var example: String?
    }

    /// How many pairs there are.
    static let pairs = Dialect.allCases.count * Dialect.allCases.count

    /// Makes them one after the other and tells of each.
    func run() async throws -> Outcome {
        let transport = try Transport()
        defer { transport.shutdown() }
        var outcome = Outcome()
        HumanWords.say("Each client asks each provider, whole and streamed:")
        for client in Dialect.allCases {
            for provider in Dialect.allCases {
                try await askTwice(client, provider, over: transport, into: &outcome)
            }
        }
        HumanWords.say("And what goes wrong:")
        for (title, model) in [
            ("a model that nobody serves", "unknown"),
            ("a provider that is down (costs nothing)", "gpt-demo+fault=500"),
        ] {
            let answer = try await ask(.openAIChat, model, isStream: false, over: transport)
            tell(title, "HTTP \(answer.status)")
        }
        return outcome
    }

    private func askTwice(
        _ client: Dialect, _ provider: Dialect, over transport: Transport,
        into outcome: inout Outcome
    ) async throws {
        let title = "\(client.demoTitle) → \(provider.demoTitle)"
        let whole = try await ask(client, provider.demoModel, isStream: false, over: transport)
        let streamed = try await ask(client, provider.demoModel, isStream: true, over: transport)
        guard whole.status == 200, streamed.status == 200 else {
            return tell(title, "HTTP \(whole.status) and \(streamed.status)")
        }
        guard whole.words == streamed.words, !whole.words.isEmpty else {
            return tell(title, "two answers that differ")
        }
        outcome.soundPairs += 1
        if client != provider { outcome.example = streamed.call }
        let count = whole.words.split(separator: " ").count
        tell(title, "\(count) words, the same whole and in \(streamed.events) events")
    }

    private func ask(
        _ client: Dialect, _ model: String, isStream: Bool, over transport: Transport
    ) async throws -> DemoQuestion.Answer {
        try await DemoQuestion(dialect: client, model: model, isStream: isStream)
            .ask(gateway, token: tokens[client] ?? "", over: transport)
    }

    private func tell(_ title: String, _ what: String) {
        let blanks = String(repeating: " ", count: max(1, Self.titleWidth - title.count))
        HumanWords.say("  \(title)\(blanks)\(what)")
    }

    /// Characters of the longest title, and two.
    private static let titleWidth = 41
}
