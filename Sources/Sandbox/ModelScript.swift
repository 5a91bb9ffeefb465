import Vocabulary

/// What a call asks of the sandbox, read from its model name.
///
/// A model name is a plain name and options, separated by `+`: `gpt-4o-mini+words=200+pace=20ms`.
/// The grammar is in `ScriptHelp`. An option that isn't known, or that has no sense here, is
/// refused by name.
package struct ModelScript: Equatable, Sendable {
    /// The name before the first `+`, never empty.
    package let plainName: String
    /// Words of visible text; `nil` when the model name doesn't say.
    package private(set) var words: Int?
    /// Milliseconds between the events of a stream.
    package private(set) var paceMilliseconds: Int64 = 0
    /// Milliseconds before the first byte of the answer.
    package private(set) var waitMilliseconds: Int64 = 0
    /// Events that may share one write; `nil` leaves it to the pace.
    package private(set) var burst: Int?
    /// Tool calls asked for; `nil` when the request decides.
    package private(set) var tools: Int?
    /// Whether the last user text is the answer.
    package private(set) var isEcho = false
    /// Input tokens said to come from a cache, above those of the text.
    package private(set) var cachedTokens: Int64 = 0
    /// Input tokens said to be written to a cache for five minutes, above those of the text.
    package private(set) var cacheWrite5mTokens: Int64 = 0
    /// Input tokens said to be written to a cache for an hour, above those of the text.
    package private(set) var cacheWrite1hTokens: Int64 = 0
    /// Output tokens said to be reasoning, above those of the visible answer.
    package private(set) var reasoningTokens: Int64 = 0
    /// Input tokens said to be of tools' use, above those of the text.
    package private(set) var toolUseTokens: Int64 = 0
    /// How the model ends its answer early; `nil` when it doesn't.
    package private(set) var ending: ScriptedEnding?
    /// Whether Chat answers show their reasoning, as compatible servers do.
    package private(set) var showsReasoning = false
    /// Whether Anthropic answers redact their thinking.
    package private(set) var isRedacted = false
    /// Whether Gemini's function calls have ids.
    package private(set) var givesCallIDs = true
    /// Which compatible server Chat plays.
    package private(set) var server: CompatibleServer?
    /// Whether fields that the provider doesn't know are refused; `nil` leaves it to the dialect.
    package private(set) var isStrict: Bool?
    /// What goes wrong.
    package private(set) var fault: ScriptedFault?
    /// The status that the fault is, if it is one.
    package var status: Int? {
        if case .status(let status) = fault { status } else { nil }
    }
    /// Events or bytes before the fault; what it counts is the fault's business.
    package private(set) var after: Int?
    /// Bytes of a giant line.
    package private(set) var size: Int?
    /// What a refusal says in its `Retry-After`, in milliseconds.
    package private(set) var retryMilliseconds: Int64?
    /// What ran out, where a refusal says that something did.
    package private(set) var quota: ScriptedQuota?

    /// Reads a model name.
    ///
    /// - Throws: `.emptyName` for no plain name, `.option` with the first option that can't be
    /// obeyed.
    package init(parsing model: String) throws(ModelScriptFault) {
        let parts = model.split(separator: "+", omittingEmptySubsequences: false)
        guard let name = parts.first, !name.isEmpty else { throw .emptyName }
        plainName = String(name)
        for part in parts.dropFirst() {
            try read(part)
        }
        let orphan = parts.dropFirst().first { part in
            (fault == nil && Self.faultKeys.contains { part.hasPrefix($0) })
                || (fault != .status(429) && part.hasPrefix("quota="))
        }
        if let orphan { throw .option(String(orphan)) }
    }

    /// Words of the answer when nothing else decides them.
    package static let wordsDefault = 16

    /// Options that have no sense without a fault.
    private static let faultKeys = ["after=", "size=", "retry="]

    private mutating func read(_ part: Substring) throws(ModelScriptFault) {
        let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let key = halves.first ?? ""
        guard halves.count == 2 else { return try readWord(part) }
        let value = halves[1]
        switch key {
        case "words": words = try Self.count(value, in: 0...1_000_000, part)
        case "pace": paceMilliseconds = try Self.duration(value, part)
        case "wait": waitMilliseconds = try Self.duration(value, part)
        case "burst": burst = try Self.count(value, in: 1...1_000_000, part)
        case "tools": tools = try Self.count(value, in: 1...32, part)
        case "cached": cachedTokens = Int64(try Self.count(value, in: 0...1_000_000_000, part))
        case "cachewrite":
            cacheWrite5mTokens = Int64(try Self.count(value, in: 0...1_000_000_000, part))
        case "cachewrite1h":
            cacheWrite1hTokens = Int64(try Self.count(value, in: 0...1_000_000_000, part))
        case "reasoning": reasoningTokens = Int64(try Self.count(value, in: 0...1_000_000, part))
        case "tooluse":
            toolUseTokens = Int64(try Self.count(value, in: 0...1_000_000_000, part))
        case "quota":
            guard let known = ScriptedQuota(rawValue: String(value)) else {
                throw .option(String(part))
            }
            quota = known
        case "like":
            guard let known = CompatibleServer(rawValue: String(value)) else {
                throw .option(String(part))
            }
            server = known
            showsReasoning = showsReasoning || known == .deepseek
        case "fault":
            guard let known = ScriptedFault(value) else { throw .option(String(part)) }
            fault = known
        case "after": after = try Self.count(value, in: 0...1_000_000_000, part)
        case "size": size = try Self.count(value, in: 1...1_073_741_824, part)
        case "retry": retryMilliseconds = try Self.duration(value, part)
        default: throw .option(String(part))
        }
    }

    /// Reads an option that is a word alone.
    private mutating func readWord(_ word: Substring) throws(ModelScriptFault) {
        switch word {
        case "tool": tools = 1
        case "echo": isEcho = true
        case "shown": showsReasoning = true
        case "redacted": isRedacted = true
        case "no-ids": givesCallIDs = false
        case "strict": isStrict = true
        case "lax": isStrict = false
        default:
            guard let known = ScriptedEnding(rawValue: String(word)) else {
                throw .option(String(word))
            }
            ending = known
        }
    }

    private static func count(
        _ text: Substring, in range: ClosedRange<Int>, _ part: Substring
    ) throws(ModelScriptFault) -> Int {
        guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let value = Int(text),
            range.contains(value)
        else { throw .option(String(part)) }
        return value
    }

    /// A duration of at most a day; the bare `0` needs no unit.
    private static func duration(
        _ text: Substring, _ part: Substring
    ) throws(ModelScriptFault) -> Int64 {
        guard let value = text == "0" ? 0 : DurationText.milliseconds(text), value <= 86_400_000
        else { throw .option(String(part)) }
        return value
    }
}

/// How a model ends its answer early of its own will, or its provider's.
package enum ScriptedEnding: String, CaseIterable, Sendable {
    /// The model says that it won't.
    case refuse
    /// A filter stops the answer halfway.
    case filter
    /// A filter stops the prompt.
    case block
}

/// What a refusal says has run out.
package enum ScriptedQuota: String, CaseIterable, Sendable {
    /// The requests of this minute.
    case minute
    /// The requests of this day.
    case day
    /// The money.
    case credit
}

/// Why a model name can't be read.
package enum ModelScriptFault: Error, Equatable, Sendable {
    /// Nothing stands before the first `+`.
    case emptyName
    /// The option as it was written.
    case option(String)
}
