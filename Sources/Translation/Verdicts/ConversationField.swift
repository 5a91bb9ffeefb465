/// Every field of a request that may get lost between dialects; `VerdictTable` has their names and
/// verdicts.
package enum ConversationField: String, CaseIterable, Sendable {
    // Roles and instructions.
    case systemAuthority = "system_authority"
    case midSystem = "mid_conversation_system"
    case speakerName = "speaker_name"
    case prefill
    // Contents.
    case imageBytes = "image_bytes"
    case imageURL = "image_url"
    case imageDetail = "image_detail"
    case documentBytes = "document_bytes"
    case documentURL = "document_url"
    case documentText = "document_text"
    case documentTitle = "document_title"
    case documentContext = "document_context"
    case documentCitations = "document_citations"
    case providerFile = "provider_file"
    case audioInput = "audio_input"
    case audioURL = "audio_url"
    case video
    case citation
    case refusal
    case hostedItem = "hosted_item"
    /// A picture that a model made, in history.
    case answeredPicture = "answered_picture"
    case messagePhase = "message_phase"
    // Reasoning in history.
    case reasoningText = "reasoning_text"
    case reasoningProof = "reasoning_proof"
    // Tools.
    case functionTool = "function_tool"
    case customTool = "custom_tool"
    case customToolFormat = "custom_tool_format"
    case hostedTool = "hosted_tool"
    case toolSchema = "tool_schema"
    case toolStrict = "tool_strict"
    case toolNamespace = "tool_namespace"
    case toolResultSchema = "tool_result_schema"
    case toolParticular = "tool_particular"
    case toolChoiceRequired = "tool_choice_required"
    case toolChoiceNever = "tool_choice_never"
    case toolChoiceNamed = "tool_choice_named"
    case toolChoiceSubset = "tool_choice_subset"
    case toolChoiceValidated = "tool_choice_validated"
    case toolChoiceHosted = "tool_choice_hosted"
    case parallelToolCalls = "parallel_tool_calls"
    case toolCallsMax = "max_tool_calls"
    case toolArguments = "tool_arguments"
    case toolResultError = "tool_result_error"
    case toolResultMedia = "tool_result_media"
    // Output.
    case outputTokensMax = "output_tokens_max"
    case jsonSchema = "json_schema"
    /// Bounds of numbers and lengths in a schema that answers must conform to.
    case schemaBounds = "schema_bounds"
    case jsonObject = "json_object"
    case verbosity
    case stopSequences = "stop_sequences"
    case choices
    case logprobs
    case outputModalities = "output_modalities"
    case audioOutput = "audio_output"
    // Reasoning.
    case reasoningEffort = "reasoning_effort"
    case reasoningBudget = "reasoning_budget"
    case reasoningDisplay = "reasoning_display"
    // Sampling.
    case temperature
    case topP = "top_p"
    case topK = "top_k"
    case penalties
    case seed
    case logitBias = "logit_bias"
    // Housekeeping.
    case endUser = "end_user"
    case metadata
    case tier
    case store
    case previousResponse = "previous_response"
    case storedConversation = "stored_conversation"
    case background
    case storedPrompt = "stored_prompt"
    case container
    case truncation
    case include
    case contextManagement = "context_management"
    case inferenceRegion = "inference_region"
    case remoteTools = "remote_tools"
    case webSearchOptions = "web_search_options"
    case prediction
    case moderation
    case safetySettings = "safety_settings"
    case mediaResolution = "media_resolution"
    case speech
    // Prompt caching.
    case cacheMark = "cache_mark"
    case cacheKey = "cache_key"
    case cacheRetention = "cache_retention"
    case cacheOptions = "cache_options"
    case cacheAutomatic = "cache_automatic"
    case cachedContent = "cached_content"
    // Streams.
    case streamObfuscation = "stream_obfuscation"
    // Whatever else.
    case unknown

    /// May policy drop it though its verdict is to refuse? Not where the rest would mean something
    /// else.
    package var mayDrop: Bool {
        switch self {
        case .toolArguments, .imageBytes, .imageURL, .documentBytes, .documentURL, .documentText,
            .providerFile, .audioInput, .audioURL, .video, .previousResponse, .storedConversation,
            .storedPrompt, .background, .customTool, .functionTool, .toolChoiceNever,
            .cachedContent:
            false
        default: true
        }
    }
}
