import Keyring
import Ledger
import Redaction
import Translation
import Transport
import Vocabulary
import Wire

/// Stages 7 to 10 of an answer that isn't streamed.
extension Passage {
    /// Takes in the whole answer, settles, then lets the client have it; `nil` when it has.
    func whole(_ inbound: InboundReply) async -> FailedTry? {
        let permitted = inbound.permitted
        do throws(RoadFault) {
            let (answer, read, stash) = try read(try await collect(inbound), inbound)
            var reading = read
            permitted.permission.content?.append(answer)
            let body = try restored(answer, permitted, &reading)
            let receipt = try await settleAnswer(permitted, inbound, reading, stash: stash)
            let reply = RestoredReply(ClientReply(bytes: body))
            delivery.finish(
                WholeReply(
                    status: 200, fields: fields(receipt, isEstimate: reading.isEstimate),
                    body: reply.bytes))
            return nil
        } catch {
            inbound.reply.body.cancel()
            return FailedTry(permitted, error, inbound: inbound)
        }
    }

    /// Puts back what was taken out of the request.
    private func restored(
        _ body: [UInt8], _ permitted: PermittedRequest, _ reading: inout ReplyReading
    ) throws(RoadFault) -> [UInt8] {
        guard let redaction = permitted.permission.redaction else { return body }
        var restorer = WholeRestorer(
            redaction.redacted.restoration, redactor: redaction.redactor, dialect: known.dialect)
        do throws(RedactionFault) {
            let restored = try restorer.restore(body)
            reading.findings = CallFindings(
                restorer.findings, by: redaction.redactor, notes: restorer.notes)
            return restored
        } catch {
            var fault = RoadFault(redaction: error)
            fault.reading = reading
            throw fault
        }
    }

    private func collect(_ inbound: InboundReply) async throws(RoadFault) -> [UInt8] {
        var body: [UInt8] = []
        do throws(TransportFault) {
            while let bytes = try await inbound.reply.body.next() {
                guard !Task.isCancelled else {
                    throw TransportFault(.cancelled, mayHaveBeenSent: true)
                }
                if body.isEmpty { body = bytes } else { body += bytes }
            }
        } catch {
            throw UpstreamFaults.fault(error, delivery: delivery)
        }
        return body
    }

    /// What an answer says, its bytes in the client's dialect, and what of it the client may not bring back.
    private func read(
        _ body: [UInt8], _ inbound: InboundReply
    ) throws(RoadFault) -> ([UInt8], ReplyReading, ProofStash?) {
        let document: JSONDocument
        do {
            document = try JSONDocument(
                parsing: body,
                limits: JSONLimits(
                    depthMax: 256, nodesMax: 4_000_000, bytesMax: gateway.limits.replyBytesMax))
        } catch {
            try withhold(body, inbound.permitted)
            throw RoadFault(
                .upstreamMalformed, .upstream,
                "The provider's answer isn't JSON. Try again, or tell the operator.")
        }
        do throws(RoadFault) {
            try withhold(body, inbound.permitted)
            let answer = try read(document, body, inbound)
            // What the provider escaped is in clear now.
            switch inbound.carriage {
            case .whole, .translated: try withhold(answer.0, inbound.permitted)
            case .unchanged, .estimated: break
            }
            return answer
        } catch {
            var fault = error
            do throws(RoadFault) {
                try withhold(Array(fault.message.utf8), inbound.permitted)
            } catch { fault = error }
            fault.reading = Listening.usage(
                of: document, in: inbound.permitted.target.upstream.dialect)
            throw fault
        }
    }

    private func read(
        _ document: JSONDocument, _ body: [UInt8], _ inbound: InboundReply
    ) throws(RoadFault) -> ([UInt8], ReplyReading, ProofStash?) {
        do {
            switch inbound.carriage {
            case .whole(let translation):
                let (body, reading) = try translation.answer(document)
                return (body, reading, nil)
            case .translated(let context):
                let (reply, body) = try Translator.reply(document, context: context)
                let stash = ProofStash(reply, keepsUnproven: context.keepsReasoning)
                return (body, ReplyReading(AnswerAccount(reply)), stash)
            case .unchanged, .estimated: break
            }
        } catch {
            throw RoadFault(reply: error)
        }
        return (body, try known.rules.reply(document), nil)
    }

    /// The head of a whole answer.
    ///
    /// - Parameter isEstimate: Does it hold a number that the provider didn't say?
    func fields(_ receipt: Receipt, isEstimate: Bool) -> [(name: String, value: String)] {
        let id = receipt.call.description
        var fields = [
            (name: "content-type", value: "application/json"), ("bursar-call", id),
            ("bursar-cost-usd", receipt.costDollars),
            (known.dialect == .anthropic ? "request-id" : "x-request-id", id),
        ]
        if let dropped = delivery.dropped { fields.append(("bursar-dropped", dropped)) }
        if let redacted = delivery.redacted { fields.append(("bursar-redacted", redacted)) }
        if isEstimate { fields.append(("bursar-estimate", "true")) }
        return fields + delivery.receiptFields + delivery.limitFields
    }
}
