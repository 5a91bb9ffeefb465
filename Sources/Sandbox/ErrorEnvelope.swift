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
            writer.key("error")
            writer.beginObject()
            writer.key("type")
            writer.string(anthropicType(of: refusal.status))
            writer.key("message")
            writer.string(refusal.message)
            writer.endObject()
            if !requestID.isEmpty {
                writer.key("request_id")
                writer.string(requestID)
            }
        } else {
            writer.key("error")
            writer.beginObject()
            writer.key("message")
            writer.string(refusal.message)
            writer.key("type")
            writer.string(openAIType(of: refusal.status))
            writer.key("param")
            write(refusal.parameter, to: &writer)
            writer.key("code")
            write(refusal.code, to: &writer)
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
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

    private static func openAIType(of status: Int) -> String {
        switch status {
        case 402: "billing_error"
        case 429: "requests"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }
}
