import Vocabulary
import Wire

/// Errors in the shape that clients of a dialect expect.
enum ErrorEnvelope {
    /// The body of an error.
    ///
    /// - Parameter requestID: The id that the headers give too; left out when empty, as inside
    /// streams.
    static func body(_ refusal: Refusal, dialect: Dialect, requestID: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        if dialect == .anthropic {
            writer.key("type")
            writer.string("error")
        }
        writer.key("error")
        writer.beginObject()
        switch dialect {
        case .anthropic: writeAnthropic(refusal, to: &writer)
        case .gemini: GeminiStatus.write(refusal, to: &writer)
        case .openAIChat, .openAIResponses: writeOpenAI(refusal, to: &writer)
        }
        writer.endObject()
        if dialect == .anthropic, !requestID.isEmpty {
            writer.key("request_id")
            writer.string(requestID)
        }
        writer.endObject()
        return writer.bytes
    }

    /// The same over several lines, as a provider might put it into a stream without an event.
    static func lines(_ refusal: Refusal, dialect: Dialect) -> [UInt8] {
        var lines: [UInt8] = []
        var isInString = false
        var last: UInt8 = 0
        for byte in body(refusal, dialect: dialect, requestID: "") {
            if byte == UInt8(ascii: "\""), last != UInt8(ascii: "\\") { isInString.toggle() }
            if byte == UInt8(ascii: "}"), !isInString { lines += Array("\n".utf8) }
            lines.append(byte)
            if byte == UInt8(ascii: "{") || byte == UInt8(ascii: ","), !isInString {
                lines += Array("\n  ".utf8)
            }
            last = byte
        }
        return lines + Array("\n".utf8)
    }

    private static func writeAnthropic(_ refusal: Refusal, to writer: inout JSONWriter) {
        writer.key("type")
        writer.string(anthropicType(of: refusal.status))
        writer.key("message")
        writer.string(refusal.message)
    }

    private static func writeOpenAI(_ refusal: Refusal, to writer: inout JSONWriter) {
        writer.key("message")
        writer.string(refusal.message)
        writer.key("type")
        writer.string(openAIType(of: refusal))
        writer.key("param")
        write(refusal.parameter, to: &writer)
        writer.key("code")
        write(refusal.code, to: &writer)
    }

    private static func write(_ text: String?, to writer: inout JSONWriter) {
        if let text { writer.string(text) } else { writer.null() }
    }

    private static func anthropicType(of status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 504: "timeout_error"
        case 529: "overloaded_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }

    private static func openAIType(of refusal: Refusal) -> String {
        switch refusal.status {
        case 402: "billing_error"
        case 429: refusal.code == "insufficient_quota" ? "insufficient_quota" : "requests"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }
}
