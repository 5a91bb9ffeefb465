import Vocabulary

/// What a model at a provider takes and how it wants it said (facts/protocols 3.6).
///
/// A dialect's defaults (`init(dialect:)`) are those of its own provider's newest models; the
/// catalogue's rows and the operator's change them.
package struct ModelTraits: Equatable, Sendable {
    /// The field that bounds the output (Chat).
    package enum TokenLimitField: String, Sendable {
        /// OpenAI's newer models.
        case maxCompletionTokens = "max_completion_tokens"
        /// Older models and compatible servers.
        case maxTokens = "max_tokens"
    }

    /// How reasoning is asked for.
    package enum ThinkingForm: String, Sendable {
        /// The model has none, or none that can be asked for.
        case none
        /// A word: `reasoning_effort`, `reasoning.effort`.
        case effort
        /// Anthropic `thinking.type: enabled` with a budget.
        case budget
        /// Anthropic `thinking.type: adaptive` with `output_config.effort`.
        case adaptive
        /// Gemini `thinkingBudget`.
        case geminiBudget = "gemini_budget"
        /// Gemini `thinkingLevel`.
        case geminiLevel = "gemini_level"
    }

    /// Who wants its own proofs back: `openai`, `anthropic`, `google`, `deepseek`, ….
    package var vendor: String
    /// The models that accept each other's proofs; `nil` if all of the vendor's do.
    package var family: String?

    /// The most output tokens the model gives, if known.
    package var outputTokensMax: Int64?
    /// The field that bounds the output (Chat).
    package var tokenLimitField: TokenLimitField
    /// May temperature, top_p, top_k and penalties be said?
    package var takesSampling = true
    /// The highest temperature.
    package var temperatureMax: Double
    /// How many stop sequences; zero where none may be said.
    package var stopSequencesMax: Int
    /// Does it take penalties, seed and logit bias?
    package var takesSeed = true
    /// Does it take `logprobs`?
    package var takesLogprobs = true
    /// Does it take `n` or `candidateCount`?
    package var takesChoices = true

    /// How reasoning is asked for.
    package var thinking: ThinkingForm
    /// The efforts it knows, in order; an effort it doesn't know becomes the nearest.
    package var efforts: [ReasoningControls.Effort]
    /// The largest reasoning budget, where there are budgets.
    package var thinkingBudgetMax: Int64 = 32_768
    /// Can reasoning be turned off?
    package var mayNotThink = true
    /// Does it want `reasoning_content` of earlier turns back (DeepSeek and its like, PT-48)?
    package var wantsReasoningContent = false

    /// May instructions stand in the middle of a conversation?
    package var takesMidSystem: Bool
    /// Does it know the role `developer` (OpenAI)?
    package var takesDeveloperRole = true
    /// May the conversation end with an assistant turn?
    package var takesPrefill = true
    /// Does it take JSON schemas for its output?
    package var takesJSONSchema = true
    /// Does it take "any JSON object" for its output?
    package var takesJSONObject = true
    /// Does it take tools at all?
    package var takesTools = true
    /// Does it take `strict` of tools?
    package var takesStrict = true
    /// Does it take free-form tools (OpenAI)?
    package var takesCustomTools = true
    /// Is there a switch for parallel tool calls?
    package var takesParallelSwitch = true
    /// Can Chat's content be a list of parts beside user messages, and tool choice a subset?
    package var isFullyCompatible = true
    /// Does it take pictures?
    package var takesImages = true
    /// Does it take addresses of pictures?
    package var takesImageURLs: Bool
    /// Does it take documents (PDF)?
    package var takesDocuments = true
    /// Does it take sound?
    package var takesAudio: Bool
    /// Does it take prompt-cache marks?
    package var takesCacheMarks: Bool
    /// Does it take OpenAI's housekeeping fields (`store`, `metadata`, `service_tier`,
    /// `safety_identifier`, caching)?
    package var takesHousekeeping = true
    /// Does it take `stream_options.include_usage` (Chat)?
    package var takesStreamUsage = true
    /// Does it take JSON Schema of tools as it is (Gemini's `parametersJsonSchema`)?
    package var takesRawSchemas = true

    /// What tools may be called there.
    package var toolNames: IdentifierRule
    /// What ids of tool calls may look like there.
    package var toolIDs: IdentifierRule

    /// What its own proofs are marked with.
    package var provenance: Provenance { Provenance(vendor: vendor, modelFamily: family) }

    /// The defaults of a dialect.
    package init(dialect: Dialect) {
        switch dialect {
        case .openAIChat, .openAIResponses:
            vendor = "openai"
            tokenLimitField = .maxCompletionTokens
            temperatureMax = 2
            stopSequencesMax = dialect == .openAIChat ? 4 : 0
            thinking = .effort
            efforts = [.none, .minimal, .low, .medium, .high, .xhigh, .max]
            takesMidSystem = true
            takesImageURLs = true
            takesAudio = true
            takesCacheMarks = false
            toolNames = .openAIToolName
            toolIDs = .openAIToolID
        case .anthropic:
            vendor = "anthropic"
            tokenLimitField = .maxTokens
            temperatureMax = 1
            stopSequencesMax = 8_192
            thinking = .adaptive
            efforts = [.low, .medium, .high, .xhigh, .max]
            takesMidSystem = false
            takesImageURLs = true
            takesAudio = false
            takesCacheMarks = true
            toolNames = .anthropicToolName
            toolIDs = .anthropicToolID
        case .gemini:
            vendor = "google"
            tokenLimitField = .maxTokens
            temperatureMax = 2
            stopSequencesMax = 5
            thinking = .geminiLevel
            efforts = [.minimal, .low, .medium, .high]
            takesMidSystem = false
            takesImageURLs = false
            takesAudio = true
            takesCacheMarks = false
            toolNames = .geminiToolName
            toolIDs = .geminiToolID
        }
    }
}
