/// The names by which policies know the tools that a provider runs itself.
package enum HostedTool {
    /// The name of a tool that a request asks for by a provider's word, such as `web_search_20250305` or
    /// `googleSearch`; a word that isn't known keeps its own spelling, without a date.
    package static func name(of word: String) -> String {
        let plain = withoutDate(snake(word))
        return names[plain] ?? plain
    }

    /// Providers' words and ours. Sources: facts/protocols.md 1, 2, 3 and 4.
    private static let names = [
        "web_search_preview": "web_search", "web_search_options": "web_search",
        "google_search": "web_search", "google_search_retrieval": "web_search",
        "enterprise_web_search": "web_search",
        "code_interpreter": "code_execution",
        "url_context": "web_fetch",
        "computer": "computer_use", "computer_use_preview": "computer_use",
        "mcp_servers": "mcp", "mcp_toolset": "mcp",
        "local_shell": "shell",
        "google_maps": "maps",
        "tool_search_tool_regex": "tool_search", "tool_search_tool_bm25": "tool_search",
    ]

    /// Gemini takes its names in either spelling: `googleSearch` becomes `google_search`.
    private static func snake(_ word: String) -> String {
        var text = ""
        for scalar in word.unicodeScalars {
            if scalar.value >= 0x41, scalar.value <= 0x5a {
                if !text.isEmpty, !text.hasSuffix("_") { text += "_" }
                text.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value + 0x20)))
            } else {
                text.unicodeScalars.append(scalar == "-" ? "_" : scalar)
            }
        }
        return text
    }

    /// Without a version at its end: `_20250305`, `_2025_08_26`.
    private static func withoutDate(_ word: String) -> String {
        var parts = word.split(separator: "_", omittingEmptySubsequences: false)
        func isNumber(_ part: Substring) -> Bool {
            !part.isEmpty && part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        }
        var count = 0
        while parts.count > 1, let last = parts.last, isNumber(last), count < 8 {
            count += last.utf8.count
            parts.removeLast()
        }
        return count >= 6 ? parts.joined(separator: "_") : word
    }
}
