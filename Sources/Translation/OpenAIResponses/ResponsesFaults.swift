import Vocabulary
import Wire

/// Responses' errors: Chat's envelope before a stream, `response.error` and `event: error` inside
/// (facts/protocols 4.2, 5.9).
enum ResponsesFaults {
    /// Reads a body of a status that isn't 2xx.
    static func fault(status: Int?, body: [UInt8]) -> ProviderFault {
        ChatFaults.fault(status: status, body: body)
    }

    /// Reads `response.error`, or an event of type `error`, whose members some SDKs wrap in one
    /// more `error`.
    static func streamFault(_ node: JSONNode) -> ProviderFault {
        let error = node["error"].flatMap { $0.kind == .object ? $0 : nil } ?? node
        var fault = ChatFaults.fault(error, status: nil)
        switch fault.code {
        case "rate_limit_exceeded": fault.kind = .rateLimited
        case "invalid_prompt", "bio_policy", "data_residency_mismatch": fault.kind = .badRequest
        case "server_is_overloaded", "slow_down": fault.kind = .overloaded
        case "vector_store_timeout": fault.kind = .timeout
        case let code? where code.hasPrefix("invalid_image") || code.hasPrefix("image_"):
            fault.kind = .badRequest
        default: break
        }
        return fault
    }

    /// Reads the failure of a response whose status isn't a success; `nil` for one that is.
    static func fault(of response: JSONNode) -> ProviderFault? {
        if let error = response["error"], error.kind == .object { return streamFault(error) }
        switch response.text("status") {
        case "failed": return ProviderFault(.serverError, "")
        case "cancelled":
            return ProviderFault(.serverError, "The response was cancelled.", code: "cancelled")
        default: return nil
        }
    }

    /// `response.error.code`, a closed list in the SDKs.
    static func streamCode(_ kind: ProviderFault.Kind) -> String {
        switch kind {
        case .rateLimited: "rate_limit_exceeded"
        case .badRequest, .contextTooLong, .tooLarge, .notFound: "invalid_prompt"
        case .authentication, .billing, .permission, .overloaded, .timeout, .serverError, .broken,
            .malformed:
            "server_error"
        }
    }
}
