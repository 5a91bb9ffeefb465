/// What the answer is to be like (facts/protocols 5.6–5.8).
extension VerdictTable {
    /// The rows.
    static let outputRows: [Row] = [
        row(
            .outputTokensMax,
            ("max_completion_tokens", "max_output_tokens", "max_tokens", "maxOutputTokens"),
            map("max_tokens for older servers; at most the model's", otherwise: .approximate),
            map("at most the model's", otherwise: .approximate),
            map("required: the model's own maximum if nothing is said", otherwise: .approximate),
            map("at most the model's", otherwise: .approximate)),
        row(
            .jsonSchema,
            ("response_format", "text.format", "output_config.format", "responseJsonSchema"),
            map(otherwise: .refuse), map(otherwise: .refuse),
            map("where the model takes it", otherwise: .refuse), map(otherwise: .refuse)),
        row(
            .schemaBounds,
            ("response_format", "text.format", "output_config.format", "responseJsonSchema"),
            map(), map(), near("told in the description"), map()),
        row(
            .jsonObject, ("response_format", "text.format", nil, "responseMimeType"),
            map(), map(), refuse(), map()),
        row(
            .verbosity, ("verbosity", "text.verbosity", nil, nil),
            map(), map(), drop(), drop()),
        row(
            .stopSequences, ("stop", nil, "stop_sequences", "stopSequences"),
            map("at most 4", otherwise: .refuse), refuse(),
            map("not of white space alone", otherwise: .refuse),
            map("at most 5", otherwise: .refuse)),
        row(
            .choices, ("n", nil, nil, "candidateCount"),
            map(otherwise: .refuse), refuse(), refuse(), map(otherwise: .refuse)),
        row(
            .logprobs, ("logprobs", "top_logprobs", nil, "responseLogprobs"),
            map(), map(), refuse(), map()),
        row(
            .outputModalities, ("modalities", nil, nil, "responseModalities"),
            refuse(), refuse(), refuse(), map(otherwise: .refuse)),
        row(
            .audioOutput, ("audio", nil, nil, "speechConfig"),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .reasoningEffort,
            ("reasoning_effort", "reasoning.effort", "output_config.effort", "thinkingLevel"),
            map("nearest the model takes"), map("nearest the model takes"),
            map("nearest, or a budget for older models"),
            map("nearest, or a budget for older models")),
        row(
            .reasoningBudget, (nil, nil, "thinking.budget_tokens", "thinkingBudget"),
            near("the nearest effort"), near("the nearest effort"),
            map("1,024 to max_tokens − 1; newer models: an effort", otherwise: .approximate),
            map("newer models: a level", otherwise: .approximate)),
        row(
            .reasoningDisplay, (nil, "reasoning.summary", "thinking.display", "includeThoughts"),
            drop(), map(), map(), map()),
        row(
            .temperature, ("temperature", "temperature", "temperature", "temperature"),
            map("where the model takes it"), map("where the model takes it"),
            map("1 at most, and 1 with thinking", otherwise: .approximate), map()),
        row(
            .topP, ("top_p", "top_p", "top_p", "topP"),
            map("where the model takes it"), map("where the model takes it"),
            map("not beside temperature"), map()),
        row(
            .topK, (nil, nil, "top_k", "topK"),
            drop(), drop(), map("not with thinking"), map()),
        row(
            .penalties, ("presence_penalty", nil, nil, "presencePenalty"),
            map(), drop(), drop(), map()),
        row(
            .seed, ("seed", nil, nil, "seed"),
            map(), drop(), drop(), map()),
        row(
            .logitBias, ("logit_bias", nil, nil, nil),
            map(), drop(), drop(), drop()),
    ]
}
