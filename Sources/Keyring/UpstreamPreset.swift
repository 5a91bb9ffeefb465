import Vocabulary

/// A well-known provider or local server, so that naming it is enough to add it.
package struct UpstreamPreset: Hashable, Sendable {
    /// The name to add it by.
    package let name: String
    /// What it speaks.
    package let dialect: Dialect
    /// What the provider's own SDK takes as its base URL.
    package let url: String
    /// How it takes its key.
    package let credential: CredentialStyle
    /// Does it run on this host as it comes?
    package let isOnDevice: Bool
    /// Where dialect, URL and header are documented.
    package let source: String

    /// All presets.
    package static let all: [UpstreamPreset] = [
        UpstreamPreset(
            "openai", .openAIChat, "https://api.openai.com/v1",
            source: "platform.openai.com/docs/api-reference/authentication"),
        UpstreamPreset(
            "anthropic", .anthropic, "https://api.anthropic.com",
            source: "docs.anthropic.com/en/api/overview"),
        UpstreamPreset(
            "google", .gemini, "https://generativelanguage.googleapis.com",
            source: "ai.google.dev/api"),
        UpstreamPreset(
            "mistral", .openAIChat, "https://api.mistral.ai/v1",
            source: "docs.mistral.ai/api"),
        UpstreamPreset(
            "groq", .openAIChat, "https://api.groq.com/openai/v1",
            source: "console.groq.com/docs/openai"),
        UpstreamPreset(
            "deepseek", .openAIChat, "https://api.deepseek.com",
            source: "api-docs.deepseek.com"),
        UpstreamPreset(
            "xai", .openAIChat, "https://api.x.ai/v1",
            source: "docs.x.ai/docs/api-reference"),
        UpstreamPreset(
            "openrouter", .openAIChat, "https://openrouter.ai/api/v1",
            source: "openrouter.ai/docs/api-reference/overview"),
        UpstreamPreset(
            "ollama", .openAIChat, "http://127.0.0.1:11434/v1", isOnDevice: true,
            source: "github.com/ollama/ollama, docs/openai.md"),
        UpstreamPreset(
            "llama.cpp", .openAIChat, "http://127.0.0.1:8080/v1", isOnDevice: true,
            source: "github.com/ggml-org/llama.cpp, tools/server/README.md"),
        UpstreamPreset(
            "vllm", .openAIChat, "http://127.0.0.1:8000/v1", isOnDevice: true,
            source: "docs.vllm.ai/en/latest/serving/openai_compatible_server.html"),
    ]

    /// The preset that an upstream is of: by its name, else by the host of its URL.
    package static func of(_ upstream: Upstream) -> UpstreamPreset? {
        let preset = named(upstream.name) ?? hosts[upstream.url.host]
        return preset?.dialect == upstream.dialect ? preset : nil
    }

    /// The presets of providers elsewhere, by their hosts.
    private static let hosts: [String: UpstreamPreset] = {
        let distant = all.filter { !$0.isOnDevice }.compactMap { preset in
            // checked by the tests
            (try? UpstreamURL(preset.url)).map { ($0.host, preset) }
        }
        return Dictionary(distant, uniquingKeysWith: { first, _ in first })
    }()

    /// The preset of a name.
    package static func named(_ name: String) -> UpstreamPreset? { all.first { $0.name == name } }

    private init(
        _ name: String, _ dialect: Dialect, _ url: String, isOnDevice: Bool = false, source: String
    ) {
        self.name = name
        self.dialect = dialect
        self.url = url
        credential = CredentialStyle(of: dialect)
        self.isOnDevice = isOnDevice
        self.source = source
    }
}
