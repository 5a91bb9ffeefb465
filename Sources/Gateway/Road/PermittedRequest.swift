import Keyring
import Ledger
import Pricing
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
    /// How the answer comes back.
    let carriage: Carriage
    /// Names of the client's fields that could not be carried over; `nil` for none.
    let dropped: String?

    /// Within one dialect only the model's name and the stream-usage option change.
    ///
    /// - Throws: `.untranslatable`, naming the client's field; nothing may then be sent.
    init(_ redacted: RedactedRequest, catalogue: ModelCatalogue) throws(RoadFault) {
        permitted = redacted.permitted
        guard permitted.known.dialect != permitted.target.upstream.dialect else {
            body = permitted.reading.outbound(model: permitted.sent)
            carriage = .unchanged(permitted.known.rules.stream(for: permitted.reading))
            dropped = nil
            return
        }
        let translated = try Self.translated(permitted, catalogue: catalogue)
        body = translated.body
        carriage = .translated(translated.context)
        dropped = translated.losses.headerText
    }

    private static func translated(
        _ permitted: PermittedRequest, catalogue: ModelCatalogue
    ) throws(RoadFault) -> TranslatedRequest {
        let (known, upstream) = (permitted.known, permitted.target.upstream)
        let facts = known.received.route.pathFacts
        do {
            let conversation = try Dialects.rules(for: known.dialect).conversation(
                permitted.reading.document,
                head: RequestHeadFacts(model: facts.model, isStream: facts.isStream))
            let target = TranslationTarget(
                dialect: upstream.dialect, model: permitted.sent,
                traits: catalogue.traits(of: permitted.sent, in: upstream.dialect),
                binding: permitted.lease?.keyID,
                seed: Hexadecimal.text(known.received.id.bytes),
                nowSeconds: known.received.began.milliseconds / 1000)
            return try Dialects.rules(for: upstream.dialect).request(conversation, to: target)
        } catch {
            throw RoadFault(
                .untranslatable, .client, error.message, status: 400, field: error.field)
        }
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

    /// The body with the provider's name for the model.
    func outbound(model sent: String) -> [UInt8] {
        var edits = edits
        if sent != model, let modelRange {
            edits.replace(modelRange, with: JSONText.quoted(sent))
        }
        return edits.applied(to: document)
    }
}
