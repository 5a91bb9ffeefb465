import Wire

/// Errors as Google's APIs give them (google.rpc.Status with the details of google.rpc).
enum GeminiStatus {
    /// Writes the members of an error object.
    static func write(_ refusal: Refusal, to writer: inout JSONWriter) {
        writer.key("code")
        writer.integer(Int64(refusal.status == 529 ? 503 : refusal.status))
        writer.key("message")
        writer.string(refusal.message)
        writer.key("status")
        writer.string(name(of: refusal))
        let details = details(of: refusal)
        guard !details.isEmpty else { return }
        writer.key("details")
        writer.beginArray()
        for detail in details { writer.raw(detail) }
        writer.endArray()
    }

    private static func name(of refusal: Refusal) -> String {
        switch refusal.status {
        case 401: "UNAUTHENTICATED"
        case 402: "FAILED_PRECONDITION"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 429: "RESOURCE_EXHAUSTED"
        case 500: "INTERNAL"
        case 501...: "UNAVAILABLE"
        default: "INVALID_ARGUMENT"
        }
    }

    // MARK: Details

    private static func details(of refusal: Refusal) -> [[UInt8]] {
        var details: [[UInt8]] = []
        if refusal.code == "API_KEY_INVALID" {
            details.append(
                detail("ErrorInfo") { writer in
                    writer.key("reason")
                    writer.string("API_KEY_INVALID")
                    writer.key("domain")
                    writer.string("googleapis.com")
                    writer.key("metadata")
                    writer.raw(Array(#"{"service":"generativelanguage.googleapis.com"}"#.utf8))
                })
        }
        if refusal.status == 400, let field = refusal.parameter {
            details.append(
                detail("BadRequest") { writer in
                    writer.key("fieldViolations")
                    writer.beginArray()
                    writer.beginObject()
                    writer.key("field")
                    writer.string(field)
                    writer.key("description")
                    writer.string(refusal.message)
                    writer.endObject()
                    writer.endArray()
                })
        }
        if let quota = refusal.quota, quota != .credit { details.append(failure(quota)) }
        if let wait = refusal.waitMilliseconds {
            details.append(
                detail("RetryInfo") { writer in
                    writer.key("retryDelay")
                    writer.string(duration(wait))
                })
        }
        return details
    }

    private static func failure(_ quota: ScriptedQuota) -> [UInt8] {
        let period = quota == .day ? "Day" : "Minute"
        let host = "generativelanguage.googleapis.com"
        return detail("QuotaFailure") { writer in
            writer.key("violations")
            writer.beginArray()
            writer.beginObject()
            writer.key("quotaMetric")
            writer.string("\(host)/generate_content_free_tier_requests")
            writer.key("quotaId")
            writer.string("GenerateRequestsPer\(period)PerProjectPerModel-FreeTier")
            writer.key("quotaDimensions")
            writer.raw(Array(#"{"location":"global","model":"sandbox"}"#.utf8))
            writer.key("quotaValue")
            writer.string("50")
            writer.endObject()
            writer.endArray()
        }
    }

    private static func detail(
        _ type: String, _ members: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("@type")
        writer.string("type.googleapis.com/google.rpc.\(type)")
        members(&writer)
        writer.endObject()
        return writer.bytes
    }

    /// A duration as protocol buffers write it in JSON: `36s`, `1.500s`.
    private static func duration(_ milliseconds: Int64) -> String {
        let rest = String(milliseconds % 1000)
        guard rest != "0" else { return "\(milliseconds / 1000)s" }
        return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)s"
    }
}
