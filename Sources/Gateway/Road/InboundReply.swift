import Transport
import Vocabulary
import Wire

/// Stage 6, forward: the head of a provider's answer, its body still to come.
struct InboundReply: Sendable {
    let permitted: PermittedRequest
    let carriage: Carriage
    let reply: TransportReply
    /// Nanoseconds of the monotonic clock when the head came.
    let headNanoseconds: UInt64

    /// The media type without parameters, in lower case.
    var mediaType: String {
        let field = reply.headers.first { $0.name == "content-type" }?.value ?? ""
        return field.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    }

    func field(_ name: String) -> String? { reply.headers.first { $0.name == name }?.value }
}

/// Stage 7, translate back: an answer in the client's dialect, or a part of one.
struct ClientReply: Sendable {
    let bytes: [UInt8]
}

/// Stage 8, restore: an answer, or a part of one, with placeholders put back; only this goes to a client.
struct RestoredReply: Sendable {
    let bytes: [UInt8]

    /// Nothing is restored until something is redacted.
    init(_ reply: ClientReply) { bytes = reply.bytes }
}

/// Stage 9, settle: proof that a call's outcome is in the ledger. The last byte to a client needs one.
struct Receipt: Sendable {
    let call: Identifier
    let costDollars: String
}
