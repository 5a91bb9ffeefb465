/// Users, storage, caches, tiers, streams (facts/protocols 5.8).
extension VerdictTable {
    /// The rows.
    static let housekeepingRows: [Row] = [
        row(
            .endUser, ("safety_identifier", "safety_identifier", "metadata.user_id", nil),
            map(), map(), map(), drop()),
        row(
            .metadata, ("metadata", "metadata", "metadata", "labels"),
            map(), map(), drop(), map()),
        row(
            .tier, ("service_tier", "service_tier", "service_tier", "serviceTier"),
            map("auto, default, flex, priority"), map("auto, default, flex, priority"),
            map("auto or standard_only"), map()),
        row(
            .store, ("store", "store", nil, nil),
            map(), FieldRule(.map, "false unless the client asked for Responses"), drop(), drop()),
        row(
            .previousResponse, (nil, "previous_response_id", nil, nil),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .storedConversation, (nil, "conversation", nil, nil),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .background, (nil, "background", nil, nil),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .storedPrompt, (nil, "prompt", nil, nil),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .container, (nil, nil, "container", nil),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .truncation, (nil, "truncation", nil, nil),
            drop(), map(), drop(), drop()),
        row(
            .include, (nil, "include", nil, nil),
            drop(), map(), drop(), drop()),
        row(
            .contextManagement, (nil, "context_management", "context_management", nil),
            drop(), drop(), drop(), drop()),
        row(
            .inferenceRegion, (nil, nil, "inference_geo", nil),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .remoteTools, (nil, nil, "mcp_servers", nil),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .webSearchOptions, ("web_search_options", nil, nil, nil),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .prediction, ("prediction", nil, nil, nil),
            drop("only makes answers faster"), drop("only makes answers faster"),
            drop("only makes answers faster"), drop("only makes answers faster")),
        row(
            .moderation, ("moderation", "moderation", nil, nil),
            drop(), drop(), drop(), drop()),
        row(
            .safetySettings, (nil, nil, nil, "safetySettings"),
            drop(), drop(), drop(), map()),
        row(
            .mediaResolution, (nil, nil, nil, "mediaResolution"),
            drop(), drop(), drop(), map()),
        row(
            .speech, (nil, nil, nil, "speechConfig"),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .cacheMark,
            ("prompt_cache_breakpoint", "prompt_cache_breakpoint", "cache_control", nil),
            map("where the model takes it"), map("where the model takes it"), map("at most 4"),
            drop()),
        row(
            .cacheKey, ("prompt_cache_key", "prompt_cache_key", nil, nil),
            map(), map(), drop(), drop()),
        row(
            .cacheRetention, ("prompt_cache_retention", "prompt_cache_retention", nil, nil),
            map(), map(), drop(), drop()),
        row(
            .cacheOptions, ("prompt_cache_options", "prompt_cache_options", nil, nil),
            map(), map(), drop(), drop()),
        row(
            .cacheAutomatic, (nil, nil, "cache_control", nil),
            drop("automatic there"), drop("automatic there"), map(), drop("automatic there")),
        row(
            .cachedContent, (nil, nil, nil, "cachedContent"),
            refuse("bound to the provider and its key"),
            refuse("bound to the provider and its key"),
            refuse("bound to the provider and its key"), refuse("bound to the provider and its key")
        ),
        row(
            .streamObfuscation,
            ("stream_options.include_obfuscation", "stream_options.include_obfuscation", nil, nil),
            map(), map(), drop(), drop()),
        row(
            .unknown, (nil, nil, nil, nil),
            drop(), drop(), drop(), drop()),
    ]
}
