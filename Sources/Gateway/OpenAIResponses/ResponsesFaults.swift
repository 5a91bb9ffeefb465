import Vocabulary
import Wire

/// Faults in the words of OpenAI Responses: before a stream those of Chat, in a stream an event of type `error`.
///
/// Source: facts/protocols 4.2 and 5.9.
package enum ResponsesFaults: FaultRules {
    package static func reply(to fault: RoadFault, call: Identifier?) -> WholeReply {
        ChatFaults.reply(to: fault, call: call)
    }

    package static func streamEnd(_ fault: RoadFault, call: Identifier) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.key("type")
        json.string("error")
        json.key("code")
        json.string(ChatFaults.words(fault).code)
        json.key("message")
        json.string(fault.message)
        json.key("param")
        json.null()
        json.key("sequence_number")
        json.integer(0)
        json.endObject()
        return ServerSentEventWriter.event(name: "error", data: json.bytes)
    }

    package static var keepalive: [UInt8] { ServerSentEventWriter.keepalive }
}
