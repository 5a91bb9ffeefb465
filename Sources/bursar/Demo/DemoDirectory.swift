import Administration
import Vault
import Vocabulary

/// What the demo sets up, by the same use cases that operators' commands perform.
struct DemoDirectory {
    let office: Office
    let sandboxPort: Int

    /// The tokens of the demo's two clients.
    struct Tokens: Sendable {
        let app: String
        let team: String
    }

    /// Two upstreams with a key each, models, prices, two clients with a token each.
    func furnish() async throws -> Tokens {
        let base = "http://127.0.0.1:\(sandboxPort)"
        try await upstream("sandbox-openai", .openAIChat, base + "/v1")
        try await model(
            "gpt-*", at: "sandbox-openai", input: "2.50", output: "10", cacheRead: "1.25")
        try await upstream("sandbox-anthropic", .anthropic, base)
        try await model(
            "claude-*", at: "sandbox-anthropic", input: "3", output: "15", cacheRead: "0.30")
        let tokens = Tokens(
            app: try await client("shop-app"), team: try await client("research-team"))
        HumanWords.say(
            "Two upstreams with a sealed key each, two clients with a token each, prices: set.")
        return tokens
    }

    private func upstream(_ name: String, _ dialect: Dialect, _ url: String) async throws {
        _ = try await AddUpstream(name: name, dialect: dialect.rawValue, url: url, onDevice: true)
            .perform(in: office)
        let key = try Secret(
            copying: Array("sk-demo-\(Hexadecimal.text(try RandomBytes.make(16)))".utf8))
        _ = try await AddKey(upstream: name, test: true).perform(in: office, secret: key)
    }

    private func model(
        _ glob: String, at upstream: String, input: String, output: String, cacheRead: String
    ) async throws {
        _ = try await SetModel(glob: glob, targets: [upstream]).perform(in: office)
        _ = try await SetPrice(glob: glob, input: input, output: output, cacheRead: cacheRead)
            .perform(in: office)
    }

    private func client(_ name: String) async throws -> String {
        _ = try await AddClient(name: name, parent: nil).perform(in: office)
        let issued = try await IssueToken(client: name, name: "demo", expires: "1d")
            .perform(in: office)
        return issued.token ?? ""
    }
}
