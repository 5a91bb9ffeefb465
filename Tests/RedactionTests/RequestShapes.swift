import Vault
import Vocabulary

/// Requests of each dialect with `@@` in every place that reaches the provider as text.
enum RequestShapes {
    static let all: [(Dialect, String)] = [
        (
            .openAIChat,
            """
            {"model":"m","messages":[{"role":"system","content":"@@"},{"role":"user","name":"@@","content":[{"type":"text","text":"@@"},
            {"type":"image_url","image_url":{"url":"https://x.io/?m=@@"}},{"type":"file","file":{"filename":"@@.txt","file_id":"f"}}]},
            {"role":"assistant","content":"@@","refusal":"@@","reasoning_content":"@@","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\\"a\\":\\"@@\\",\\"b\\":[\\"@@\\"]}"}},
            {"id":"d","type":"custom","custom":{"name":"g","input":"@@"}}]},{"role":"tool","tool_call_id":"c","content":"{\\"r\\":\\"@@\\"}"}],
            "tools":[{"type":"function","function":{"name":"f","description":"@@","parameters":{"type":"object","properties":{"a":{"type":"string","description":"@@","enum":["@@"],"default":"@@"}}}}}],
            "metadata":{"k":"@@"},"user":"@@","stop":["@@"],"prediction":{"type":"content","content":"@@"},"prompt_cache_key":"@@",
            "response_format":{"type":"json_schema","json_schema":{"name":"s","description":"@@","schema":{"properties":{"x":{"const":"@@"}}}}}}
            """
        ),
        (
            .openAIResponses,
            """
            {"model":"m","instructions":"@@","input":[{"role":"user","content":[{"type":"input_text","text":"@@"},{"type":"input_file","filename":"@@.txt","file_id":"f"}]},
            {"type":"function_call","call_id":"c","name":"f","arguments":"{\\"a\\":\\"@@\\"}"},{"type":"function_call_output","call_id":"c","output":"@@"},
            {"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"@@"}]},{"type":"reasoning","id":"r","summary":[{"type":"summary_text","text":"@@"}],"encrypted_content":"abc"},
            {"type":"custom_tool_call","call_id":"d","name":"g","input":"@@"},{"type":"mcp_call","arguments":"{\\"q\\":\\"@@\\"}","output":"@@"}],
            "tools":[{"type":"function","name":"f","description":"@@","parameters":{"properties":{"a":{"description":"@@"}}}},{"type":"mcp","server_url":"https://x.io/@@","headers":{"x-mail":"@@"}}],
            "metadata":{"k":"@@"},"prompt":{"id":"p","variables":{"who":"@@"}},"text":{"format":{"type":"json_schema","name":"s","schema":{"title":"@@"}}},"safety_identifier":"@@"}
            """
        ),
        (
            .anthropic,
            """
            {"model":"m","system":[{"type":"text","text":"@@"}],"messages":[{"role":"user","content":[{"type":"text","text":"@@"},
            {"type":"document","source":{"type":"text","media_type":"text/plain","data":"@@"},"title":"@@","context":"@@"},
            {"type":"document","source":{"type":"content","content":[{"type":"text","text":"@@"}]}},{"type":"search_result","source":"@@","title":"@@","content":[{"type":"text","text":"@@"}]}]},
            {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"tool_use","id":"t","name":"f","input":{"a":{"b":["@@"]}}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"@@"}]},{"type":"tool_result","tool_use_id":"u","content":"@@"}]}],
            "tools":[{"name":"f","description":"@@","input_schema":{"properties":{"a":{"description":"@@"}}},"input_examples":[{"a":"@@"}]}],"metadata":{"user_id":"@@"},"stop_sequences":["@@"]}
            """
        ),
        (
            .gemini,
            """
            {"systemInstruction":{"parts":[{"text":"@@"}]},"contents":[{"role":"user","parts":[{"text":"@@"},{"fileData":{"mimeType":"text/plain","fileUri":"https://x.io/@@"}}]},
            {"role":"model","parts":[{"text":"@@","thought":true},{"functionCall":{"name":"f","args":{"a":"@@","n":[{"b":"@@"}]}},"thoughtSignature":"c2ln"}]},
            {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"@@"}}},{"executableCode":{"code":"print('@@')"}},{"codeExecutionResult":{"output":"@@"}}]}],
            "tools":[{"functionDeclarations":[{"name":"f","description":"@@","parameters":{"properties":{"a":{"description":"@@"}}}}]}],"labels":{"k":"@@"},
            "generationConfig":{"stopSequences":["@@"],"responseSchema":{"description":"@@"}}}
            """
        ),
        (.openAIChat, "{\"model\":\"e\",\"input\":[\"@@\",\"b @@\"]}"),
        (.openAIChat, "{\"model\":\"e\",\"input\":\"@@\"}"),
        (
            .gemini,
            "{\"requests\":[{\"model\":\"e\",\"content\":{\"parts\":[{\"text\":\"@@\"}]},\"title\":\"@@\"}]}"
        ),
    ]
}

/// A token of Bursar, made anew.
enum TokenSecretForTests {
    static func make() throws -> String { try TokenSecret.make().text.textInClear() }
}
