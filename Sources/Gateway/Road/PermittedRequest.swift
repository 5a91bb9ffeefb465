import Keyring
import Ledger
import Pricing
import Redaction
import Translation
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
    /// `nil` for what costs nothing by its nature.
    let price: Price?
    /// The rows that hold its worst case; settled once, on every exit from here on.
    let open: OpenCall
    /// Who permitted it, and the limits it took from.
    let permission: Permission
}

/// Stage 4, redact: a request with nothing in it that policy keeps back.
///
/// What is found decides on where a call may go, so its body was redacted before it was permitted: it is read
/// from `RequestRedaction.document` and from nothing else.
package struct RedactedRequest: Sendable {
    let permitted: PermittedRequest
    /// The value of `bursar-redacted`; `nil` when nothing was found.
    let headerText: String?

    init(_ permitted: PermittedRequest) {
        self.permitted = permitted
        headerText = permitted.permission.redaction?.redacted.findings.headerText
    }
}

/// What a dialect's request reader finds in a body; the rest passes as it is.
struct RequestReading: Sendable {
    let document: JSONDocument
    let model: String
    /// Where the model's name stands, with its quotes; `nil` where the path has it.
    let modelRange: Range<Int>?
    let isStream: Bool
    /// Did the client ask for usage in its stream? Always true where the protocol has no such option.
    let asksForStreamUsage: Bool
    /// The bound the request sets on each answer's output; `nil` without one.
    let outputTokensMax: Int64?
    /// How many answers it asks for.
    let answers: Int64
    /// Splices that the provider needs, whatever the model is called.
    let edits: JSONEdits
    /// What is done.
    var operation = Operation.generate
    /// Where the body repeats the path's model, with their quotes (Gemini).
    var innerModelRanges: [Range<Int>] = []
    /// The stored response it goes on from; `nil` for none.
    var previousResponse: String?
    /// May the provider keep the answer?
    var mayBeStored = false
    /// The stored response that it names, found to be the asker's.
    var stored: StoredResponse?

    /// The body with the provider's name for the model, and without proofs of other providers (PT-42).
    ///
    /// - Parameter takesStreamUsage: May the provider be asked for usage in a stream (Chat)?
    func outbound(model sent: String, dialect: Dialect, takesStreamUsage: Bool = true) -> [UInt8] {
        var edits = edits
        if !takesStreamUsage { edits.removeMember("stream_options", of: document.root) }
        if ForeignProofs.mayBe(in: document.bytes) {
            ForeignProofs.remove(from: document, dialect: dialect, to: &edits)
        }
        if sent != model, let modelRange {
            edits.replace(modelRange, with: JSONText.quoted(sent))
        }
        for range in innerModelRanges where sent != model {
            edits.replace(range, with: JSONText.quoted("models/\(sent)"))
        }
        return edits.applied(to: document)
    }
}
