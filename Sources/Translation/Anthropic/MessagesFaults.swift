import Vocabulary
import Wire

/// Messages' errors: `{"type":"error","error":{"type","message"},"request_id"}` (facts/protocols
/// 4.3, 5.9).
enum MessagesFaults {
    /// Reads a body of a status that isn't 2xx.
    static func fault(status: Int?, body: [UInt8]) -> ProviderFault {
        // anything may come with a failure
        guard let document = try? JSONDocument(parsing: body) else {
            return ProviderFault(.of(status: status), "", status: status)
        }
        return fault(document.root, status: status)
    }

    /// Reads an error object.
    static func fault(_ root: JSONNode, status: Int?) -> ProviderFault {
        let error = root["error"]
        let type = error?.text("type")
        let message = error?.text("message") ?? ""
        let kind: ProviderFault.Kind =
            switch type {
            case "invalid_request_error":
                message.hasPrefix("prompt is too long") ? .contextTooLong : .badRequest
            case "authentication_error": .authentication
            case "billing_error": .billing
            case "permission_error": .permission
            case "not_found_error": .notFound
            case "request_too_large": .tooLarge
            case "rate_limit_error": .rateLimited
            case "timeout_error": .timeout
            case "overloaded_error": .overloaded
            case "api_error": .serverError
            default: .of(status: status)
            }
        return ProviderFault(kind, message, status: status, code: type)
    }

    /// The event that ends a broken stream; the SDKs go by its name (PT-70).
    static func streamEnd(_ fault: ProviderFault) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("type", "error")
        json.beginObject("error")
        json.member("type", type(of: fault.kind))
        json.member("message", fault.publicMessage)
        json.endObject()
        json.endObject()
        var bytes: [UInt8] = []
        StreamText.append(event: "error", json.bytes, to: &bytes)
        return bytes
    }

    private static func type(of kind: ProviderFault.Kind) -> String {
        switch kind {
        case .badRequest, .contextTooLong: "invalid_request_error"
        case .notFound: "not_found_error"
        case .tooLarge: "request_too_large"
        case .rateLimited: "rate_limit_error"
        case .authentication, .billing, .permission, .broken, .malformed: "api_error"
        case .overloaded, .timeout, .serverError: "overloaded_error"
        }
    }
}

extension ProviderFault.Kind {
    /// What a status alone says, if there is one.
    static func of(status: Int?) -> Self { status.map(ofStatus) ?? .serverError }

    /// What a status alone says.
    static func ofStatus(_ status: Int) -> Self {
        switch status {
        case 401: .authentication
        case 402: .billing
        case 403: .permission
        case 404: .notFound
        case 408, 504: .timeout
        case 413: .tooLarge
        case 429: .rateLimited
        case 503, 529: .overloaded
        case 400..<500: .badRequest
        default: .serverError
        }
    }
}
