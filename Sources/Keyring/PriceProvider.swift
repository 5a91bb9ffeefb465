import Vocabulary

/// Whose price list an upstream's calls go by: the same model costs something else at each provider.
package enum PriceProvider {
    /// A server on this host, which charges nothing.
    package static let onDevice = "on-device"

    /// The provider of an upstream, by its name, where that is a preset's, else by the host of its URL; `nil` when nobody
    /// is known to run it. What it speaks doesn't matter.
    package static func of(_ upstream: Upstream) -> String? {
        if upstream.isOnDevice { return onDevice }
        if let preset = UpstreamPreset.named(upstream.name), !preset.isOnDevice {
            return preset.name
        }
        return hosts[upstream.url.host]
    }

    /// Hosts as their providers' own pages have them.
    private static let hosts: [String: String] = [
        "api.openai.com": "openai", "eu.api.openai.com": "openai", "us.api.openai.com": "openai",
        "api.anthropic.com": "anthropic", "generativelanguage.googleapis.com": "google",
        "api.mistral.ai": "mistral", "api.deepseek.com": "deepseek", "api.groq.com": "groq",
        "api.x.ai": "xai", "openrouter.ai": "openrouter", "api.moonshot.ai": "moonshot",
        "api.z.ai": "zai", "api.minimax.io": "minimax", "api.cohere.com": "cohere",
        "api.cohere.ai": "cohere", "api.perplexity.ai": "perplexity",
        "api.cerebras.ai": "cerebras", "api.together.xyz": "together",
        "api.together.ai": "together",
        "api.fireworks.ai": "fireworks",
    ]
}
