import Vocabulary

/// What sets some models apart from their dialect's defaults: only what is not `nil` changes.
package struct ModelRow: Equatable, Sendable {
    /// The names at the provider it is for.
    package var glob: Glob
    /// The dialects it is for; empty for all.
    package var dialects: [Dialect]
    /// The provider it is for, by the name of its preset; `nil` for all.
    package var server: String?
    /// What changes, by the names in `ModelTraitName`.
    package var changes: [ModelTraitName: ModelTraitValue]

    /// A row.
    package init(
        glob: Glob, dialects: [Dialect] = [], server: String? = nil,
        changes: [ModelTraitName: ModelTraitValue]
    ) {
        self.glob = glob
        self.dialects = dialects
        self.server = server
        self.changes = changes
    }
}

/// The traits that a row may change; the raw value is what operators write.
package enum ModelTraitName: String, CaseIterable, Sendable {
    case vendor
    case family
    case outputTokensMax = "output_tokens_max"
    case tokenLimitField = "token_limit_field"
    case takesSampling = "sampling"
    case temperatureMax = "temperature_max"
    case stopSequencesMax = "stop_sequences_max"
    case takesSeed = "seed"
    case takesLogprobs = "logprobs"
    case takesChoices = "choices"
    case thinking
    case efforts
    case thinkingBudgetMax = "thinking_budget_max"
    case mayNotThink = "thinking_off"
    case wantsReasoningContent = "reasoning_content"
    case takesMidSystem = "mid_system"
    case takesDeveloperRole = "developer_role"
    case takesPrefill = "prefill"
    case takesJSONSchema = "json_schema"
    case takesJSONObject = "json_object"
    case takesTools = "tools"
    case takesStrict = "strict"
    case takesCustomTools = "custom_tools"
    case takesParallelSwitch = "parallel_switch"
    case isFullyCompatible = "fully_compatible"
    case takesImages = "images"
    case takesImageURLs = "image_urls"
    case takesDocuments = "documents"
    case takesAudio = "audio"
    case takesCacheMarks = "cache_marks"
    case takesHousekeeping = "housekeeping"
    case takesStreamUsage = "stream_usage"
    case takesRawSchemas = "raw_schemas"
    case toolNameCharactersMax = "tool_name_max"
    case toolIDs = "tool_ids"
}

/// A trait's value in a row.
package enum ModelTraitValue: Equatable, Sendable {
    /// Yes or no.
    case flag(Bool)
    /// A whole number.
    case number(Int64)
    /// A word, or several parted by spaces.
    case word(String)
}

extension ModelTraits {
    /// Changes one trait.
    ///
    /// - Returns: `false`, and nothing changed, when the value isn't one of that trait.
    package mutating func set(_ name: ModelTraitName, to value: ModelTraitValue) -> Bool {
        switch value {
        case .flag(let flag): set(name, to: flag)
        case .number(let number): set(name, to: number)
        case .word(let word): set(name, to: word)
        }
    }

    private mutating func set(_ name: ModelTraitName, to flag: Bool) -> Bool {
        switch name {
        case .takesSampling: takesSampling = flag
        case .takesSeed: takesSeed = flag
        case .takesLogprobs: takesLogprobs = flag
        case .takesChoices: takesChoices = flag
        case .mayNotThink: mayNotThink = flag
        case .wantsReasoningContent: wantsReasoningContent = flag
        case .takesMidSystem: takesMidSystem = flag
        case .takesDeveloperRole: takesDeveloperRole = flag
        case .takesPrefill: takesPrefill = flag
        case .takesJSONSchema: takesJSONSchema = flag
        case .takesJSONObject: takesJSONObject = flag
        case .takesTools: takesTools = flag
        case .takesStrict: takesStrict = flag
        case .takesCustomTools: takesCustomTools = flag
        case .takesParallelSwitch: takesParallelSwitch = flag
        case .isFullyCompatible: isFullyCompatible = flag
        case .takesImages: takesImages = flag
        case .takesImageURLs: takesImageURLs = flag
        case .takesDocuments: takesDocuments = flag
        case .takesAudio: takesAudio = flag
        case .takesCacheMarks: takesCacheMarks = flag
        case .takesHousekeeping: takesHousekeeping = flag
        case .takesStreamUsage: takesStreamUsage = flag
        case .takesRawSchemas: takesRawSchemas = flag
        default: return false
        }
        return true
    }

    private mutating func set(_ name: ModelTraitName, to number: Int64) -> Bool {
        guard number >= 0, number <= 1 << 32 else { return false }
        switch name {
        case .outputTokensMax: outputTokensMax = number == 0 ? nil : number
        case .temperatureMax: temperatureMax = Double(number)
        case .stopSequencesMax: stopSequencesMax = Int(number)
        case .thinkingBudgetMax: thinkingBudgetMax = number
        case .toolNameCharactersMax where number >= 32: toolNames.charactersMax = Int(number)
        default: return false
        }
        return true
    }

    private mutating func set(_ name: ModelTraitName, to word: String) -> Bool {
        switch name {
        case .vendor: vendor = word
        case .family: family = word.isEmpty ? nil : word
        case .tokenLimitField:
            guard let field = TokenLimitField(rawValue: word) else { return false }
            tokenLimitField = field
        case .thinking:
            guard let form = ThinkingForm(rawValue: word) else { return false }
            thinking = form
        case .toolIDs:
            guard word == "nine" else { return false }
            toolIDs = .nineDigits
        case .efforts:
            let words = word.split(separator: " ").map {
                ReasoningControls.Effort(rawValue: String($0))
            }
            guard !words.isEmpty, words.allSatisfy({ $0 != nil }) else { return false }
            efforts = words.compactMap(\.self).sorted()
        default: return false
        }
        return true
    }
}
