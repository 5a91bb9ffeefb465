import Vocabulary

/// What Bursar knows of models, as data.
///
/// Sources: facts/protocols 3.6, 5.6 and 5.8, the providers' model pages of August 2026. What isn't
/// known is left at the dialect's default.
package enum ShippedModels {
    /// All rows.
    package static let rows: [ModelRow] = lines.compactMap(row)

    /// One model a line: dialects (`*`, or joined by `+`), glob, then `name=value` (`+name` yes,
    /// `-name` no; several words of a value joined by `,`).
    package static let lines: [String] = [
        // OpenAI: reasoning models take no sampling and no stop; older ones call the limit
        // max_tokens.
        "openai-chat+openai-responses gpt-* -custom_tools thinking=none output_tokens_max=16384",
        "openai-chat+openai-responses gpt-3.5* -json_schema -developer_role -images -documents -audio output_tokens_max=4096",
        "openai-chat+openai-responses gpt-4* -developer_role output_tokens_max=16384",
        "openai-chat+openai-responses gpt-4.1* output_tokens_max=32768",
        "openai-chat+openai-responses gpt-5* -sampling -seed -logprobs +developer_role +custom_tools thinking=effort efforts=minimal,low,medium,high -thinking_off stop_sequences_max=0 output_tokens_max=128000",
        "openai-chat+openai-responses gpt-5.1* efforts=none,low,medium,high +thinking_off",
        "openai-chat+openai-responses gpt-5.2* efforts=none,low,medium,high,xhigh +thinking_off",
        "openai-chat+openai-responses gpt-6* -sampling -seed -logprobs +developer_role +custom_tools +cache_marks thinking=effort efforts=none,minimal,low,medium,high,xhigh,max stop_sequences_max=0 output_tokens_max=128000",
        "openai-chat+openai-responses o1* -sampling -seed -logprobs -custom_tools efforts=low,medium,high -thinking_off stop_sequences_max=0 output_tokens_max=100000",
        "openai-chat+openai-responses o3* -sampling -seed -logprobs -custom_tools efforts=low,medium,high -thinking_off stop_sequences_max=0 output_tokens_max=100000",
        "openai-chat+openai-responses o4* -sampling -seed -logprobs -custom_tools efforts=low,medium,high -thinking_off stop_sequences_max=0 output_tokens_max=100000",

        // Anthropic: older models think by budget and have no output schema.
        "anthropic claude-* output_tokens_max=64000",
        "anthropic claude-3-haiku* thinking=none -json_schema -strict -image_urls output_tokens_max=4096",
        "anthropic claude-3-5-* thinking=none -json_schema -strict output_tokens_max=8192",
        "anthropic claude-3-7-* thinking=budget -json_schema -strict output_tokens_max=64000",
        "anthropic claude-sonnet-4* thinking=budget output_tokens_max=64000",
        "anthropic claude-sonnet-4-2* -json_schema -strict",
        "anthropic claude-opus-4* thinking=budget output_tokens_max=32000",
        "anthropic claude-opus-4-2* -json_schema -strict",
        "anthropic claude-opus-4-5* thinking=budget output_tokens_max=64000",
        "anthropic claude-opus-4-6* thinking=adaptive efforts=low,medium,high,max -prefill output_tokens_max=128000",
        "anthropic claude-opus-4-7* thinking=adaptive -sampling -prefill output_tokens_max=128000",
        "anthropic claude-opus-5* thinking=adaptive -sampling -prefill +mid_system output_tokens_max=128000",
        "anthropic claude-sonnet-4-6* thinking=adaptive efforts=low,medium,high,max -prefill output_tokens_max=64000",
        "anthropic claude-sonnet-5* thinking=adaptive -sampling -prefill +mid_system output_tokens_max=128000",
        "anthropic claude-haiku-4-5* thinking=budget output_tokens_max=64000",

        // Gemini: 2.5 thinks by budget, 3 by level.
        "gemini gemini-* output_tokens_max=65536 -prefill",
        "gemini gemini-2.0* thinking=none output_tokens_max=8192",
        "gemini gemini-2.5* thinking=gemini_budget thinking_budget_max=24576",
        "gemini gemini-2.5-pro* thinking_budget_max=32768 -thinking_off",
        "gemini gemini-3* thinking=gemini_level efforts=minimal,low,medium,high -thinking_off",
        "gemini gemini-3-pro* efforts=low,high",

        // Compatible servers.
        "openai-chat deepseek-* vendor=deepseek family=deepseek thinking=none token_limit_field=max_tokens -developer_role -json_schema -strict -custom_tools -parallel_switch -images -documents -audio -housekeeping +reasoning_content -choices stop_sequences_max=16 output_tokens_max=65536",
        "openai-chat mistral-* vendor=mistral thinking=none token_limit_field=max_tokens -developer_role -custom_tools -housekeeping -seed -audio",
        "openai-chat codestral* vendor=mistral thinking=none token_limit_field=max_tokens -developer_role -custom_tools -housekeeping -seed -audio",
        "openai-chat grok-* vendor=xai efforts=low,high -developer_role -custom_tools -housekeeping stop_sequences_max=4",
        "openai-chat *llama* vendor=meta thinking=none token_limit_field=max_tokens -developer_role -custom_tools -housekeeping -documents",
        "openai-chat *qwen* vendor=qwen thinking=none token_limit_field=max_tokens -developer_role -custom_tools -housekeeping +reasoning_content -documents",
        "openai-chat gpt-oss* efforts=low,medium,high thinking=effort token_limit_field=max_tokens -custom_tools -housekeeping",
    ]

    /// Reads a line; `nil` if it isn't one.
    package static func row(_ line: String) -> ModelRow? {
        let words = line.split(separator: " ").map(String.init)
        guard words.count >= 3, let glob = Glob(words[1]) else { return nil }
        var dialects: [Dialect] = []
        if words[0] != "*" {
            for name in words[0].split(separator: "+") {
                guard let dialect = Dialect(rawValue: String(name)) else { return nil }
                dialects.append(dialect)
            }
        }
        var changes: [ModelTraitName: ModelTraitValue] = [:]
        for word in words[2...] {
            guard let (name, value) = change(word) else { return nil }
            changes[name] = value
        }
        return ModelRow(glob: glob, dialects: dialects, changes: changes)
    }

    private static func change(_ word: String) -> (ModelTraitName, ModelTraitValue)? {
        if word.hasPrefix("+") || word.hasPrefix("-") {
            guard let name = ModelTraitName(rawValue: String(word.dropFirst())) else { return nil }
            return (name, .flag(word.hasPrefix("+")))
        }
        let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2, let name = ModelTraitName(rawValue: String(sides[0])) else {
            return nil
        }
        if let number = Int64(sides[1]) { return (name, .number(number)) }
        return (name, .word(sides[1].split(separator: ",").joined(separator: " ")))
    }
}
