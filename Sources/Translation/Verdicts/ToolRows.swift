/// Tools, and what may be said of them (facts/protocols 5.5).
extension VerdictTable {
    /// The rows.
    static let toolRows: [Row] = [
        row(
            .functionTool, ("tools", "tools", "tools", "tools[].functionDeclarations"),
            map(otherwise: .refuse), map(otherwise: .refuse), map(otherwise: .refuse),
            map(otherwise: .refuse)),
        row(
            .customTool, ("tools[].custom", "tools[]", nil, nil),
            map(), map(),
            FieldRule(.map, otherwise: .refuse, "a function with one text, `input`"),
            FieldRule(.map, otherwise: .refuse, "a function with one text, `input`")),
        row(
            .customToolFormat, ("tools[].custom.format", "tools[].format", nil, nil),
            map(), map(),
            near("told in the description", otherwise: .approximate),
            near("told in the description", otherwise: .approximate)),
        row(
            .hostedTool, ("tools[]", "tools[]", "tools[]", "tools[]"),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .toolSchema, ("parameters", "parameters", "input_schema", "parametersJsonSchema"),
            map("verbatim"), map("verbatim"),
            map("verbatim; alternatives at the root are merged", otherwise: .approximate),
            map("verbatim where the model takes it", otherwise: .approximate)),
        row(
            .toolStrict, ("tools[].function.strict", "tools[].strict", "tools[].strict", nil),
            map("where the schema is closed and requires all"),
            map("where the schema is closed and requires all"), map("where the model takes it"),
            near("mode VALIDATED", otherwise: .approximate)),
        row(
            .toolNamespace, (nil, "tools[].namespace", nil, nil),
            near("part of the name", otherwise: .approximate), map(),
            near("part of the name", otherwise: .approximate),
            near("part of the name", otherwise: .approximate)),
        row(
            .toolResultSchema, (nil, nil, nil, "responseJsonSchema"),
            drop(), drop(), drop(), map()),
        row(
            .toolParticular, ("tools[]", "tools[]", "tools[]", "tools[]"),
            drop(), drop(), drop(), drop()),
        row(
            .toolChoiceRequired, ("tool_choice", "tool_choice", "tool_choice", "mode ANY"),
            map(), map(), map("thinking is left out then"), map()),
        row(
            .toolChoiceNever, ("tool_choice", "tool_choice", "tool_choice", "mode NONE"),
            map(), map(), map(), map()),
        row(
            .toolChoiceNamed, ("tool_choice", "tool_choice", "tool_choice", "allowedFunctionNames"),
            map(), map(), map("thinking is left out then"), map()),
        row(
            .toolChoiceSubset, ("tool_choice", "tool_choice", nil, "allowedFunctionNames"),
            map(), map(), near("only these tools are sent", otherwise: .approximate), map()),
        row(
            .toolChoiceValidated, (nil, nil, nil, "mode VALIDATED"),
            near("strict tools", otherwise: .approximate),
            near("strict tools", otherwise: .approximate),
            near("strict tools", otherwise: .approximate), map()),
        row(
            .toolChoiceHosted, ("tool_choice", "tool_choice", nil, nil),
            refuse(), refuse(), refuse(), refuse()),
        row(
            .parallelToolCalls,
            (
                "parallel_tool_calls", "parallel_tool_calls",
                "tool_choice.disable_parallel_tool_use",
                nil
            ),
            map(), map(), map(), drop()),
        row(
            .toolCallsMax, (nil, "max_tool_calls", nil, nil),
            drop("bounds hosted tools only"), map(), drop("bounds hosted tools only"),
            drop("bounds hosted tools only")),
        row(
            .toolArguments,
            (
                "messages[].tool_calls[].function.arguments", "input[].arguments", "input", "args"
            ),
            map(), map(), map("refused unless a JSON object", otherwise: .refuse),
            map("refused unless a JSON object", otherwise: .refuse)),
        row(
            .toolResultError, (nil, nil, "is_error", "response.error"),
            near("a word before the text", otherwise: .approximate),
            near("a word before the text", otherwise: .approximate), map(), map("response.error")),
        row(
            .toolResultMedia, (nil, "input[].output", "tool_result", "functionResponse.parts"),
            FieldRule(.map, otherwise: .refuse, "in a user message after the results"), map(),
            map(),
            map("behind the response", otherwise: .refuse)),
    ]
}
