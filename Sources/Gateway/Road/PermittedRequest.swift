import Keyring
import Ledger
import Pricing
import Redaction
import Translation
import Vocabulary
import Wire

/// Stage 3, authorise: a request that may be sent, with its key leased and its hold in the ledger. One for all later
/// stages of its try.
package final class PermittedRequest: Sendable {
    let known: KnownRequest
    let reading: RequestReading
    let target: Target
    /// The provider's name for the model.
    let sent: String
    /// `nil` for a server on this host that takes no key.
    let lease: KeyLease?
    /// With the discount of its key; `nil` for what costs nothing by its nature.
    let price: Price?
    /// The rows that hold its worst case; settled once, on every exit from here on.
    let open: OpenCall
    /// Who permitted it, and the limits it took from.
    let permission: Permission
    /// Where else it may go.
    let plan: RoutePlan
    /// The target's place in the plan.
    let place: Int
    /// Nanoseconds of the monotonic clock when the try began; of a first one, when the request's head came.
    let beganNanoseconds: UInt64

    init(
        known: KnownRequest, placement: Placement, open: OpenCall, permission: Permission,
        plan: RoutePlan, beganNanoseconds: UInt64
    ) {
        let terms = placement.terms
        self.known = known
        reading = terms.inquiry.reading
        target = terms.target
        sent = terms.target.model
        lease = placement.lease
        price = terms.price?.served(by: placement.lease?.key)
        self.open = open
        self.permission = permission
        self.plan = plan
        place = placement.place
        self.beganNanoseconds = beganNanoseconds
    }

    /// The same call's next try.
    func again(
        _ placement: Placement, plan: RoutePlan, open: OpenCall, beganNanoseconds: UInt64
    ) -> PermittedRequest {
        PermittedRequest(
            known: known, placement: placement, open: open, permission: permission, plan: plan,
            beganNanoseconds: beganNanoseconds)
    }
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

    /// The body with the provider's name for the model, and without what only another provider would take back (PT-41,
    /// PT-42), which is named.
    ///
    /// - Parameter habits: What the provider takes of Chat.
    func outbound(
        model sent: String, dialect: Dialect, habits: ChatHabits = ChatHabits()
    ) -> (body: [UInt8], losses: [Loss]) {
        var edits = edits
        let root = document.root
        if !habits.takesStreamUsage { edits.removeMember("stream_options", of: root) }
        if habits.saysMaxTokens, let bound = root["max_completion_tokens"] {
            edits.removeMember("max_completion_tokens", of: root)
            if !bound.isNull { edits.setMember("max_tokens", of: root, to: Array(bound.bytes)) }
        }
        let losses = ForeignProofs.mend(document, in: dialect, with: &edits)
        if sent != model, let modelRange {
            edits.replace(modelRange, with: JSONText.quoted(sent))
        }
        for range in innerModelRanges where sent != model {
            edits.replace(range, with: JSONText.quoted("models/\(sent)"))
        }
        return (edits.applied(to: document), losses)
    }
}

extension RequestReading {
    /// A request that generates nothing.
    init(
        _ operation: Operation, _ document: JSONDocument, model: String,
        at modelRange: Range<Int>? = nil
    ) {
        self.init(
            document: document, model: model, modelRange: modelRange, isStream: false,
            asksForStreamUsage: true, outputTokensMax: 0, answers: 1, edits: JSONEdits())
        self.operation = operation
    }
}
