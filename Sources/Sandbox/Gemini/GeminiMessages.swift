/// The messages that requests of the Gemini API are made of: their fields and types.
enum GeminiMessages {
    /// The fields of a message, by camel-case name.
    static func fields(of message: String) -> [String: GeminiField] { all[message] ?? [:] }

    private static let all: [String: [String: GeminiField]] = [
        "GenerateContentRequest": [
            "model": .string, "systemInstruction": .message("Content"),
            "contents": .list(.message("Content")), "tools": .list(.message("Tool")),
            "toolConfig": .message("ToolConfig"),
            "safetySettings": .list(.message("SafetySetting")),
            "generationConfig": .message("GenerationConfig"), "cachedContent": .string,
            "labels": .map(.string), "serviceTier": .value, "store": .bool,
        ],
        "CountTokensRequest": [
            "model": .string, "contents": .list(.message("Content")),
            "generateContentRequest": .message("GenerateContentRequest"),
        ],
        "EmbedContentRequest": [
            "model": .string, "content": .message("Content"),
            "taskType": .word(taskTypes, type: "TaskType"), "title": .string,
            "outputDimensionality": .integer, "embedContentConfig": .object,
        ],
        "BatchEmbedContentsRequest": [
            "model": .string, "requests": .list(.message("EmbedContentRequest")),
        ],
        "Content": ["parts": .list(.message("Part")), "role": .string],
        "Part": [
            "text": .string, "inlineData": .message("Blob"),
            "functionCall": .message("FunctionCall"),
            "functionResponse": .message("FunctionResponse"), "fileData": .message("FileData"),
            "executableCode": .message("ExecutableCode"),
            "codeExecutionResult": .message("CodeExecutionResult"), "toolCall": .object,
            "toolResponse": .object, "videoMetadata": .object, "thought": .bool,
            "thoughtSignature": .bytes, "partMetadata": .object, "mediaResolution": .value,
        ],
        "Blob": ["mimeType": .string, "data": .bytes],
        "FileData": ["mimeType": .string, "fileUri": .string],
        "FunctionCall": ["id": .string, "name": .string, "args": .object],
        "FunctionResponse": [
            "id": .string, "name": .string, "response": .object,
            "parts": .list(.message("FunctionResponsePart")), "willContinue": .bool,
            "scheduling": .string,
        ],
        "FunctionResponsePart": ["inlineData": .message("Blob"), "fileData": .message("FileData")],
        "ExecutableCode": ["id": .string, "language": .string, "code": .string],
        "CodeExecutionResult": ["id": .string, "outcome": .string, "output": .string],
        "Tool": [
            "functionDeclarations": .list(.message("FunctionDeclaration")),
            "googleSearchRetrieval": .object, "codeExecution": .object, "googleSearch": .object,
            "computerUse": .object, "urlContext": .object, "fileSearch": .object,
            "mcpServers": .value, "googleMaps": .object,
        ],
        "FunctionDeclaration": [
            "name": .string, "description": .string, "behavior": .string,
            "parameters": .message("Schema"), "parametersJsonSchema": .value,
            "response": .message("Schema"), "responseJsonSchema": .value,
        ],
        "Schema": schema,
        "ToolConfig": [
            "functionCallingConfig": .message("FunctionCallingConfig"),
            "retrievalConfig": .object, "includeServerSideToolInvocations": .bool,
        ],
        "FunctionCallingConfig": [
            "mode": .word(
                ["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"],
                type: "FunctionCallingConfig.Mode"),
            "allowedFunctionNames": .list(.string), "streamFunctionCallArguments": .bool,
        ],
        "SafetySetting": [
            "category": .word(harmCategories, type: "HarmCategory"),
            "threshold": .word(thresholds, type: "SafetySetting.HarmBlockThreshold"),
        ],
        "GenerationConfig": generationConfig,
        "ThinkingConfig": [
            "includeThoughts": .bool, "thinkingBudget": .integer,
            "thinkingLevel": .word(
                ["THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH"],
                type: "ThinkingConfig.ThinkingLevel"),
        ],
    ]

    /// The subset of OpenAPI's schemas; JSON Schema's other keywords have a field of their own.
    private static let schema: [String: GeminiField] = [
        "type": .word(
            [
                "TYPE_UNSPECIFIED", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT",
                "NULL",
            ], type: "Type"),
        "format": .string, "title": .string, "description": .string, "nullable": .bool,
        "enum": .list(.string), "items": .message("Schema"), "maxItems": .integer,
        "minItems": .integer, "properties": .map(.message("Schema")),
        "required": .list(.string), "propertyOrdering": .list(.string),
        "minProperties": .integer, "maxProperties": .integer, "minLength": .integer,
        "maxLength": .integer, "minimum": .float, "maximum": .float, "pattern": .string,
        "example": .value, "anyOf": .list(.message("Schema")), "default": .value,
        "additionalProperties": .value, "defs": .map(.message("Schema")), "ref": .string,
    ]

    private static let generationConfig: [String: GeminiField] = [
        "candidateCount": .integer, "stopSequences": .list(.string), "maxOutputTokens": .integer,
        "temperature": .float, "topP": .float, "topK": .float, "seed": .integer,
        "responseMimeType": .string, "responseSchema": .message("Schema"),
        "responseJsonSchema": .value, "_responseJsonSchema": .value, "presencePenalty": .float,
        "frequencyPenalty": .float, "responseLogprobs": .bool, "logprobs": .integer,
        "enableEnhancedCivicAnswers": .bool, "responseModalities": .list(.string),
        "speechConfig": .object, "thinkingConfig": .message("ThinkingConfig"),
        "imageConfig": .object, "mediaResolution": .string, "responseFormat": .value,
    ]

    private static let taskTypes = [
        "TASK_TYPE_UNSPECIFIED", "RETRIEVAL_QUERY", "RETRIEVAL_DOCUMENT", "SEMANTIC_SIMILARITY",
        "CLASSIFICATION", "CLUSTERING", "QUESTION_ANSWERING", "FACT_VERIFICATION",
        "CODE_RETRIEVAL_QUERY",
    ]
    private static let harmCategories = [
        "HARM_CATEGORY_UNSPECIFIED", "HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH",
        "HARM_CATEGORY_SEXUALLY_EXPLICIT", "HARM_CATEGORY_DANGEROUS_CONTENT",
        "HARM_CATEGORY_CIVIC_INTEGRITY",
    ]
    private static let thresholds = [
        "HARM_BLOCK_THRESHOLD_UNSPECIFIED", "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE",
        "BLOCK_ONLY_HIGH", "BLOCK_NONE", "OFF",
    ]
}
