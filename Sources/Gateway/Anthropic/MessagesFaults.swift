import Vocabulary
import Wire

/// Faults in Anthropic's words: `{"type":"error","error":{"type","message"},"request_id"}`.
///
/// Source: facts/protocols 4.3 and 5.9, INTERFACE "Precise points".
package enum MessagesFaults: FaultRules {
    package static func reply(to fault: RoadFault, call: Identifier?) -> WholeReply {
        let (status, kind) = words(fault)
        var fields = FaultFields.fields(fault, call: call)
        if let call { fields.append(("request-id", call.description)) }
        return WholeReply(status: status, fields: fields, body: body(fault, kind: kind, call: call))
    }

    package static func streamEnd(_ fault: RoadFault, call: Identifier) -> [UInt8] {
        ServerSentEventWriter.event(
            name: "error", data: body(fault, kind: words(fault).kind, call: call))
    }

    package static let keepalive = ServerSentEventWriter.event(
        name: "ping", data: Array(#"{"type": "ping"}"#.utf8))

    private static func body(_ fault: RoadFault, kind: String, call: Identifier?) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("type")
        json.string("error")
        json.key("error")
        json.beginObject()
        json.key("type")
        json.string(kind)
        json.key("message")
        json.string(fault.message)
        json.key("code")
        json.string(isPolicy(fault) ? "policy_violation" : fault.code.rawValue)
        json.endObject()
        json.key("request_id")
        if let call { json.string(call.description) } else { json.null() }
        json.endObject()
        return json.bytes
    }

    private static func isPolicy(_ fault: RoadFault) -> Bool {
        fault.code == .unpriced || fault.code == .policyViolation
    }

    private static func words(_ fault: RoadFault) -> (status: Int, kind: String) {
        switch fault.code {
        case .malformedRequest, .credentialsDisagree, .untranslatable, .contextTooLong:
            (400, "invalid_request_error")
        case .requestTooSlow: (408, "invalid_request_error")
        case .requestTooLarge: (413, "request_too_large")
        case .unsupportedEncoding: (415, "invalid_request_error")
        case .headersTooLarge: (431, "invalid_request_error")
        case .routeUnknown, .modelUnknown, .responseUnknown, .responseGone:
            (404, "not_found_error")
        case .methodNotAllowed: (405, "invalid_request_error")
        case .credentialMissing, .credentialInvalid: (401, "authentication_error")
        case .policyViolation, .unpriced: (403, "permission_error")
        case .upstreamRefusedRequest:
            switch fault.status {
            case 404: (404, "not_found_error")
            case 413: (413, "request_too_large")
            default: (fault.status ?? 400, "invalid_request_error")
            }
        case .upstreamRateLimited: (429, "rate_limit_error")
        case .upstreamRefusedKey, .upstreamMalformed, .upstreamTooLarge, .upstreamBroken:
            (502, "api_error")
        case .clientClosed: (499, "api_error")
        case .noKey, .keyMissing, .upstreamFailed, .upstreamUnreachable, .upstreamTimeout,
            .keyRevoked:
            (529, "overloaded_error")
        case .ledgerUnwritable, .unbooked, .draining, .starting: (503, "api_error")
        case .internalFault: (500, "api_error")
        }
    }
}
