import Clients
import Keyring
import Ledger
import Translation
import Vault
import Vocabulary

/// Stage 5, translate: the bytes that go to the provider.
package struct OutboundRequest: Sendable {
    let permitted: PermittedRequest
    let body: [UInt8]
    /// How the answer comes back.
    let carriage: Carriage
    /// Names of the client's fields that could not be carried over; `nil` for none.
    let dropped: String?
}

extension Passage {
    /// Makes the provider's request: within one dialect only the model's name, the stream-usage option and what the
    /// provider would refuse as another's change; else everything is written anew.
    ///
    /// - Throws: `.untranslatable`, naming the client's field; nothing may then be sent.
    func translate(_ redacted: RedactedRequest) async throws(RoadFault) -> OutboundRequest {
        let permitted = redacted.permitted
        let dialect = permitted.target.upstream.dialect
        guard !permitted.reading.operation.isSame(in: known.dialect, and: dialect) else {
            let carriage = Carriage.unchanged(known.rules.stream(for: permitted.reading))
            guard permitted.reading.operation.response == nil else {
                return OutboundRequest(
                    permitted: permitted, body: [], carriage: carriage, dropped: nil)
            }
            let (body, losses) = permitted.reading.outbound(
                model: permitted.sent, dialect: known.dialect, habits: habits(permitted))
            return OutboundRequest(
                permitted: permitted, body: body, carriage: carriage, dropped: losses.headerText)
        }
        switch permitted.reading.operation {
        case .embed: return try embedding(permitted)
        case .countTokens: return try counting(permitted)
        case .generate, .fetchResponse, .deleteResponse: break
        }
        let facts = known.received.route.pathFacts
        do throws(TranslationFault) {
            var conversation = try Translator.conversation(
                permitted.reading.document, from: known.dialect,
                head: RequestHeadFacts(model: facts.model, isStream: facts.isStream))
            let kept = await gateway.proofs.entries(
                for: ProofStash.missingCalls(in: conversation), of: known.token.client)
            ProofStash.restore(kept, to: &conversation)
            let request = try Translator.request(conversation, to: target(of: permitted))
            return OutboundRequest(
                permitted: permitted, body: request.body,
                carriage: .translated(request.context), dropped: request.losses.headerText)
        } catch {
            throw RoadFault(request: error)
        }
    }

    /// What the provider takes of Chat that passes.
    private func habits(_ permitted: PermittedRequest) -> ChatHabits {
        guard known.dialect == .openAIChat, permitted.reading.operation == .generate else {
            return ChatHabits()
        }
        return gateway.catalogue.habits(
            of: permitted.sent, at: UpstreamPreset.of(permitted.target.upstream)?.name)
    }

    /// Where a translation goes.
    func target(of permitted: PermittedRequest) -> TranslationTarget {
        let dialect = permitted.target.upstream.dialect
        return TranslationTarget(
            dialect: dialect, model: permitted.sent,
            traits: gateway.catalogue.traits(
                of: permitted.sent, in: dialect,
                at: UpstreamPreset.of(permitted.target.upstream)?.name),
            policy: permitted.permission.losses,
            binding: binding(of: permitted.lease, in: dialect),
            seed: Hexadecimal.text(known.received.id.bytes),
            nowSeconds: known.received.began.milliseconds / 1000)
    }

    /// What proofs made with a key are bound to: OpenAI's to its organisation, of which the key is all that is known.
    /// Clients carry it, so it doesn't show the key's id.
    private func binding(of lease: KeyLease?, in dialect: Dialect) -> String? {
        guard dialect == .openAIResponses, let lease else { return nil }
        return Hexadecimal.text(Array(Digest.sha256(Array(lease.keyID.utf8)).prefix(6)))
    }

    /// Settles an answer that came in full, and keeps the proofs that the client may not bring back, both before its
    /// last byte goes out. Without the proofs the call is served all the same.
    func settleAnswer(
        _ permitted: PermittedRequest, _ inbound: InboundReply, _ reading: ReplyReading,
        stash: ProofStash?
    ) async throws(RoadFault) -> Receipt {
        if let entries = stash?.entries, !entries.isEmpty { await keep(entries) }
        return try await settle(
            permitted, inbound, reading,
            outcome: delivery.hasClientLeft ? .clientClosed : .ok)
    }

    private func keep(_ entries: [ProofStash.Entry]) async {
        do { try await gateway.proofs.keep(entries, of: known.token.client) } catch {
            gateway.log.proofsNotKept(call: known.received.id)
        }
    }
}
