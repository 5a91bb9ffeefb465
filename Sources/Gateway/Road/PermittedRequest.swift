import Keyring
import Ledger
import Pricing
import Vocabulary
import Wire

/// Stage 3, authorise: a request that may be sent, with its key leased and its hold in the ledger.
package struct PermittedRequest: Sendable {
    let known: KnownRequest
    let reading: RequestReading
    let target: Target
    /// The provider's name for the model.
    let sent: String
    /// `nil` for a server on this host that takes no key.
    let lease: KeyLease?
    let price: Price
    /// The rows that hold its worst case; settled once, on every exit from here on.
    let open: OpenCall
}

/// Stage 4, redact: a request with nothing in it that policy keeps back.
package struct RedactedRequest: Sendable {
    let permitted: PermittedRequest

    /// Nothing is redacted until policies say what to redact.
    init(_ permitted: PermittedRequest) { self.permitted = permitted }
}

/// Stage 5, translate: the bytes that go to the provider.
package struct OutboundRequest: Sendable {
    let permitted: PermittedRequest
    let body: [UInt8]

    /// Within one dialect only the model's name and the stream-usage option change.
    init(_ redacted: RedactedRequest) {
        permitted = redacted.permitted
        body = redacted.permitted.reading.outbound(model: redacted.permitted.sent)
    }
}

/// What a dialect's request reader finds in a body; the rest passes as it is.
struct RequestReading: Sendable {
    let document: JSONDocument
    let model: String
    /// Where the model's name stands, with its quotes.
    let modelRange: Range<Int>
    let isStream: Bool
    /// Did the client ask for usage in its stream? Always true where the protocol has no such option.
    let asksForStreamUsage: Bool
    /// The bound the request sets on each answer's output; `nil` without one.
    let outputTokensMax: Int64?
    /// How many answers it asks for.
    let answers: Int64
    /// Splices that the provider needs, whatever the model is called.
    let edits: JSONEdits

    /// The body with the provider's name for the model.
    func outbound(model sent: String) -> [UInt8] {
        var edits = edits
        if sent != model { edits.replace(modelRange, with: JSONText.quoted(sent)) }
        return edits.applied(to: document)
    }
}
