/// The prompt up to and including the place that bears it may be cached.
package struct CacheMark: Equatable, Sendable {
    /// How long, as written (`5m`, `1h`); `nil` for the provider's default.
    package var lifetime: String?

    /// A mark.
    package init(lifetime: String? = nil) { self.lifetime = lifetime }
}

/// What a client says of prompt caching beside marks on parts.
package struct CacheControls: Equatable, Sendable {
    /// Which requests share a cache (OpenAI `prompt_cache_key`).
    package var key: String?
    /// How long prompts stay (OpenAI `prompt_cache_retention`), as written.
    package var retention: String?
    /// OpenAI `prompt_cache_options`, verbatim.
    package var options: [UInt8]?
    /// The provider chooses the places (Anthropic's `cache_control` of the whole request).
    package var automatic: CacheMark?
    /// Contents cached at the provider (Gemini `cachedContent`), bound to one key.
    package var content: String?

    /// Nothing said.
    package init() {}
}
