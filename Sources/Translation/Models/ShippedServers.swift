import Vocabulary

/// What providers and local servers that speak OpenAI Chat take of it, whatever the model, as data.
///
/// Sources: the pages that their presets name (`UpstreamPreset`), as of November 2026, and what
/// their servers answered to fields they don't know.
package enum ShippedServers {
    /// All rows.
    package static let rows: [ModelRow] = lines.compactMap(row)

    /// One provider a line: the name of its preset, then changes as in `ShippedModels`.
    package static let lines: [String] = [
        // Refuses fields it doesn't know with a 422, and calls whose ids aren't nine letters or
        // digits; usage comes in each stream's last chunk unasked.
        "mistral vendor=mistral token_limit_field=max_tokens tool_ids=nine -stream_usage -developer_role -custom_tools -housekeeping -seed -logprobs",
        // Refuses logprobs, logit_bias and n above 1 with a 400.
        "groq vendor=groq -logprobs -choices -seed -developer_role -custom_tools -housekeeping -documents -audio",
        // Thinks unless told otherwise; wants its reasoning_content back with the calls it led to.
        "deepseek vendor=deepseek token_limit_field=max_tokens thinking=effort efforts=low,high,max -thinking_off +reasoning_content -developer_role -json_schema -strict -custom_tools -parallel_switch -choices -images -documents -audio -housekeeping",
        "xai vendor=xai -custom_tools -housekeeping -audio",
        // Passes on to many; leaves out what the provider behind it doesn't take.
        "openrouter vendor=openrouter token_limit_field=max_tokens thinking=effort efforts=none,minimal,low,medium,high,xhigh -custom_tools -housekeeping",
        "ollama vendor=ollama token_limit_field=max_tokens thinking=effort efforts=none,low,medium,high -choices -logprobs -developer_role -custom_tools -housekeeping -image_urls -documents -audio",
        "llama.cpp vendor=llama.cpp token_limit_field=max_tokens thinking=none -developer_role -custom_tools -housekeeping -documents",
        "vllm vendor=vllm token_limit_field=max_tokens -developer_role -custom_tools -housekeeping -documents",
    ]

    /// Reads a line; `nil` if it isn't one.
    package static func row(_ line: String) -> ModelRow? {
        guard let space = line.firstIndex(of: " "),
            var row = ShippedModels.row("openai-chat *" + line[space...])
        else { return nil }
        row.server = String(line[..<space])
        return row
    }
}
