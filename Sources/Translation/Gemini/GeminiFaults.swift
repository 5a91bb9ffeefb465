import Vocabulary
import Wire

/// Gemini's errors: `{"error":{"code","message","status","details"}}`, sometimes the only element
/// of a list (facts/protocols 4.4, 5.9).
enum GeminiFaults {
    /// Reads a body of a status that isn't 2xx.
    static func fault(status: Int?, body: [UInt8]) -> ProviderFault {
        guard let document = try? JSONDocument(parsing: body),  // anything may come with a failure
            let error = error(in: document.root)
        else { return ProviderFault(.of(status: status), "", status: status) }
        return fault(error, status: status)
    }

    /// The error object of an answer, if it is one.
    static func error(in root: JSONNode) -> JSONNode? {
        var root = root
        if root.kind == .array, let first = root.elements.first(where: { _ in true }) {
            root = first
        }
        guard let error = root["error"], error.kind == .object else { return nil }
        return error
    }

    /// Reads an error object.
    static func fault(_ error: JSONNode, status: Int?) -> ProviderFault {
        let word = error.text("status")
        let status = status ?? error["code"]?.int64.flatMap { Int(exactly: $0) }
        var kind: ProviderFault.Kind =
            switch word {
            case "INVALID_ARGUMENT", "OUT_OF_RANGE": .badRequest
            case "FAILED_PRECONDITION": .permission
            case "UNAUTHENTICATED": .authentication
            case "PERMISSION_DENIED": .permission
            case "NOT_FOUND": .notFound
            case "RESOURCE_EXHAUSTED": .rateLimited
            case "UNAVAILABLE": .overloaded
            case "DEADLINE_EXCEEDED": .timeout
            case "INTERNAL", "UNKNOWN", "CANCELLED", "ABORTED": .serverError
            default: .of(status: status)
            }
        var retry: Int64?
        // A bad key may come as INVALID_ARGUMENT too.
        for detail in error["details"]?.elements.map(\.self) ?? [] {
            retry = hint(detail).map { max($0, retry ?? 0) } ?? retry
            switch detail.text("reason") {
            case "API_KEY_INVALID", "API_KEY_EXPIRED": kind = .authentication
            case "SERVICE_DISABLED", "API_KEY_SERVICE_BLOCKED": kind = .permission
            case "BILLING_DISABLED": kind = .billing
            default: break
            }
        }
        if kind == .badRequest, status == 413 { kind = .tooLarge }
        var fault = ProviderFault(kind, error.text("message") ?? "", status: status, code: word)
        fault.retryAfterSeconds = retry
        return fault
    }

    /// What a detail says of coming back, in seconds, rounded up: a delay, or the name of a quota. A quota of the day
    /// counts as a day, whatever delay stands beside it (PT-86).
    private static func hint(_ detail: JSONNode) -> Int64? {
        if let text = detail.text("retryDelay"), text.hasSuffix("s"),
            let delay = Double(text.dropLast()), delay >= 0, delay < 1e9
        {
            return Int64(delay.rounded(.up))
        }
        let isDaily =
            detail["violations"]?.elements.contains {
                $0.text("quotaId")?.contains("PerDay") == true
            } ?? false
        return isDaily ? 86_400 : nil
    }

    /// An error object with its envelope.
    static func body(_ fault: ProviderFault, _ message: String) -> [UInt8] {
        let (code, status) = words(fault.kind)
        var json = JSONWriter()
        json.beginObject()
        json.beginObject("error")
        json.member("code", Int64(code))
        json.member("message", message)
        json.member("status", status)
        json.endObject()
        json.endObject()
        return json.bytes
    }

    private static func words(_ kind: ProviderFault.Kind) -> (code: Int, status: String) {
        switch kind {
        case .badRequest, .contextTooLong: (400, "INVALID_ARGUMENT")
        case .notFound: (404, "NOT_FOUND")
        case .tooLarge: (413, "INVALID_ARGUMENT")
        case .rateLimited: (429, "RESOURCE_EXHAUSTED")
        case .authentication, .billing, .permission, .broken, .malformed: (502, "UNAVAILABLE")
        case .overloaded, .timeout, .serverError: (503, "UNAVAILABLE")
        }
    }
}
