import Vocabulary
import Wire

/// What the dialects say about the strings in their bodies, by the member they stand in.
///
/// Requests and answers share the shapes, so they share the rules. Inside free values (arguments,
/// schemas, metadata: JSON of the client's own) nothing is special.
enum LeafRules {
    /// What may be done with a string.
    enum Treatment {
        /// Text like any other.
        case text
        /// Signed or encrypted: never changed.
        case sealed
        /// Perhaps base64 or a data URL, which no detector can read.
        case media
    }

    /// How a string is treated that is the value of a member.
    static func treatment(_ key: String, of parent: JSONNode?, type: String?) -> Treatment {
        guard special.contains(key) else { return .text }
        switch key {
        case "signature", "encrypted_content", "encrypted_index", "encrypted_stdout",
            "thoughtSignature", "thought_signature":
            return .sealed
        case "thinking":
            return type == "thinking" || type == "thinking_delta" ? .sealed : .text
        case "data":
            switch type {
            case "redacted_thinking", "reasoning.encrypted": return .sealed
            case "text": return .text
            default: return .media
            }
        case "url", "image_url", "file_data", "file_url", "fileUri", "file_uri", "uri", "b64_json",
            "video_url", "audio_url":
            return .media
        case "result": return type == "image_generation_call" ? .media : .text
        default: return .text
        }
    }

    /// Keys that treatment depends on: most aren't among them.
    private static let special: Set<String> = [
        "signature", "encrypted_content", "encrypted_index", "encrypted_stdout",
        "thoughtSignature", "thought_signature", "thinking", "data", "url", "image_url",
        "file_data", "file_url", "fileUri", "file_uri", "uri", "b64_json", "video_url",
        "audio_url", "result",
    ]

    /// Keys whose values may be free.
    private static let free: Set<String> = [
        "metadata", "labels", "parameters", "input_schema", "parametersJsonSchema",
        "parameters_json_schema", "responseSchema", "response_schema", "responseJsonSchema",
        "response_json_schema", "schema", "args", "input_examples", "response", "input",
        "arguments",
    ]

    /// Does the value of this member belong to the client alone?
    static func isFree(_ key: String, of parent: JSONNode, type: String?) -> Bool {
        guard free.contains(key) else { return false }
        return switch key {
        case "metadata", "labels", "parameters", "input_schema", "parametersJsonSchema",
            "parameters_json_schema", "responseSchema", "response_schema", "responseJsonSchema",
            "response_json_schema", "schema", "args", "input_examples":
            true
        // A Gemini function's result; elsewhere the answer itself.
        case "response": parent["name"] != nil
        case "input": type == "tool_use" || type == "server_tool_use" || type == "mcp_tool_use"
        case "arguments": true
        default: false
        }
    }
}
