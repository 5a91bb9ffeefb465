import Vocabulary
import Wire

/// Faults in OpenAI's words: `{"error":{"message","type","param","code"}}`.
///
/// Source: facts/protocols 4.1 and 5.9, INTERFACE "Precise points".
package enum ChatFaults: FaultRules {
    package static func reply(to fault: RoadFault, call: Identifier?) -> WholeReply {
        let (status, kind, code) = words(fault)
        var fields = FaultFields.fields(fault, call: call)
        if let call { fields.append(("x-request-id", call.description)) }
        return WholeReply(
            status: status, fields: fields, body: body(fault, kind: kind, code: code))
    }

    package static func streamEnd(_ fault: RoadFault, call: Identifier) -> [UInt8] {
        let (_, kind, code) = words(fault)
        return ServerSentEventWriter.event(
            name: nil, data: body(fault, kind: kind, code: code))
    }

    package static var keepalive: [UInt8] { ServerSentEventWriter.keepalive }

    private static func body(_ fault: RoadFault, kind: String, code: String) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("error")
        json.beginObject()
        json.key("message")
        json.string(fault.message)
        json.key("type")
        json.string(kind)
        json.key("param")
        if let field = fault.field { json.string(field) } else { json.null() }
        json.key("code")
        json.string(code)
        json.endObject()
        json.endObject()
        return json.bytes
    }

    static func words(_ fault: RoadFault) -> (status: Int, kind: String, code: String) {
        let code = fault.code.rawValue
        return switch fault.code {
        case .malformedRequest, .credentialsDisagree, .untranslatable:
            (400, "invalid_request_error", code)
        case .requestTooSlow: (408, "invalid_request_error", code)
        case .requestTooLarge: (413, "invalid_request_error", code)
        case .unsupportedEncoding: (415, "invalid_request_error", code)
        case .headersTooLarge: (431, "invalid_request_error", code)
        case .routeUnknown: (404, "invalid_request_error", code)
        case .methodNotAllowed: (405, "invalid_request_error", code)
        case .credentialMissing, .credentialInvalid:
            (401, "invalid_request_error", "invalid_api_key")
        case .modelUnknown, .responseUnknown, .responseGone: (404, "invalid_request_error", code)
        case .policyViolation, .unpriced: (403, "policy_violation", "policy_violation")
        case .contextTooLong, .upstreamRefusedRequest:
            (fault.status ?? 400, "invalid_request_error", code)
        case .upstreamRateLimited: (429, "rate_limit_error", "rate_limit_exceeded")
        case .upstreamRefusedKey, .upstreamMalformed, .upstreamTooLarge, .upstreamBroken:
            (502, "server_error", code)
        case .clientClosed: (499, "server_error", code)
        case .ledgerUnwritable, .unbooked, .draining, .starting, .noKey, .keyMissing,
            .upstreamFailed,
            .upstreamUnreachable,
            .upstreamTimeout,
            .keyRevoked:
            (503, "server_error", code)
        case .internalFault: (500, "server_error", code)
        }
    }
}
