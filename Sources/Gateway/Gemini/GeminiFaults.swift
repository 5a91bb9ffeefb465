import Vocabulary
import Wire

/// Faults in Gemini's words: `{"error":{"code","message","status","details"}}`.
///
/// Source: facts/protocols 4.4 and 5.9, INTERFACE "Precise points".
package enum GeminiFaults: FaultRules {
    package static func reply(to fault: RoadFault, call: Identifier?) -> WholeReply {
        let status = ChatFaults.words(fault).status
        var fields = FaultFields.fields(fault, call: call)
        if let call { fields.append(("x-request-id", call.description)) }
        return WholeReply(status: status, fields: fields, body: body(fault, status: status))
    }

    package static func streamEnd(_ fault: RoadFault, call: Identifier) -> [UInt8] {
        lastEvent(fault)
    }

    /// The event that ends a stream which breaks.
    static func lastEvent(_ fault: RoadFault) -> [UInt8] {
        ServerSentEventWriter.event(
            name: nil, data: body(fault, status: ChatFaults.words(fault).status))
    }

    package static var keepalive: [UInt8] { ServerSentEventWriter.keepalive }

    private static func body(_ fault: RoadFault, status: Int) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("error")
        json.beginObject()
        json.key("code")
        json.integer(Int64(status))
        json.key("message")
        json.string(fault.message)
        json.key("status")
        json.string(word(status))
        json.key("details")
        json.beginArray()
        json.beginObject()
        json.key("@type")
        json.string("type.googleapis.com/google.rpc.ErrorInfo")
        json.key("reason")
        json.string(ChatFaults.words(fault).code)
        json.key("domain")
        json.string("bursar")
        json.endObject()
        if let seconds = fault.retryAfterSeconds {
            json.beginObject()
            json.key("@type")
            json.string("type.googleapis.com/google.rpc.RetryInfo")
            json.key("retryDelay")
            json.string("\(seconds)s")
            json.endObject()
        }
        json.endArray()
        json.endObject()
        json.endObject()
        return json.bytes
    }

    private static func word(_ status: Int) -> String {
        switch status {
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 408, 504: "DEADLINE_EXCEEDED"
        case 429: "RESOURCE_EXHAUSTED"
        case 499: "CANCELLED"
        case 500: "INTERNAL"
        case 502, 503: "UNAVAILABLE"
        default: "INVALID_ARGUMENT"
        }
    }
}
