import Vocabulary
import Wire

/// OpenAI's errors: `{"error":{"message","type","param","code"}}` (facts/protocols 4.1, 5.9).
enum ChatFaults {
    /// Reads a body of a status that isn't 2xx.
    static func fault(status: Int?, body: [UInt8]) -> ProviderFault {
        guard let document = try? JSONDocument(parsing: body),  // anything may come with a failure
            let error = document.root["error"]
        else { return ProviderFault(.of(status: status), "", status: status) }
        return fault(error, status: status)
    }

    /// Reads an error object.
    static func fault(_ error: JSONNode, status: Int?) -> ProviderFault {
        let type = error.text("type") ?? ""
        let code = error.text("code") ?? error["code"]?.numberText ?? ""
        let status = status ?? Int(code)
        let kind: ProviderFault.Kind =
            switch (type, code) {
            case (_, "context_length_exceeded"): .contextTooLong
            case ("insufficient_quota", _), (_, "insufficient_quota"),
                (_, "billing_hard_limit_reached"):
                .billing
            case (_, "invalid_api_key"), ("authentication_error", _): .authentication
            case (_, "model_not_found"), ("not_found_error", _): .notFound
            case ("permission_error", _): .permission
            case _ where type.contains("rate_limit") || code.contains("rate_limit"): .rateLimited
            case ("tokens", _), ("requests", _): .rateLimited
            case ("overloaded_error", _): .overloaded
            case ("server_error", _), (_, "server_error"):
                status.map { $0 >= 500 ? ProviderFault.Kind.ofStatus($0) : .serverError }
                    ?? .serverError
            case ("invalid_request_error", _):
                status.map { $0 == 400 ? .badRequest : ProviderFault.Kind.ofStatus($0) }
                    ?? .badRequest
            default: .of(status: status)
            }
        let message = error.text("message") ?? error.string ?? ""
        return ProviderFault(
            kind, message, status: status, code: code.isEmpty ? nil : code,
            param: error.text("param"))
    }

    /// The event that ends a broken stream; no `[DONE]` follows (PT-70, PT-73).
    static func streamEnd(_ fault: ProviderFault) -> [UInt8] {
        var bytes: [UInt8] = []
        StreamText.append(event: nil, body(fault, fault.publicMessage), to: &bytes)
        return bytes
    }

    private static func body(_ fault: ProviderFault, _ message: String) -> [UInt8] {
        let (type, code) = words(fault.kind)
        var json = JSONWriter()
        json.beginObject()
        json.beginObject("error")
        json.member("message", message)
        json.member("type", type)
        json.key("param")
        if let param = fault.param { json.string(param) } else { json.null() }
        json.key("code")
        if let code { json.string(code) } else { json.null() }
        json.endObject()
        json.endObject()
        return json.bytes
    }

    private static func words(_ kind: ProviderFault.Kind) -> (type: String, code: String?) {
        switch kind {
        case .badRequest: ("invalid_request_error", nil)
        case .contextTooLong: ("invalid_request_error", "context_length_exceeded")
        case .notFound: ("invalid_request_error", "model_not_found")
        case .tooLarge: ("invalid_request_error", "request_too_large")
        case .rateLimited: ("rate_limit_error", "rate_limit_exceeded")
        case .authentication, .billing, .permission: ("server_error", "upstream_refused_key")
        case .broken: ("server_error", "upstream_broken")
        case .malformed: ("server_error", "upstream_malformed")
        case .overloaded, .serverError: ("server_error", "upstream_failed")
        case .timeout: ("server_error", "upstream_timeout")
        }
    }
}
