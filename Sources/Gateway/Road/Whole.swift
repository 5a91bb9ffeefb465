import Ledger
import Translation
import Transport
import Vocabulary
import Wire

/// Stages 7 to 10 of an answer that isn't streamed.
extension Passage {
    /// Takes in the whole answer, settles, then lets the client have it.
    func whole(_ inbound: InboundReply) async {
        let permitted = inbound.permitted
        do throws(RoadFault) {
            let (body, reading) = try read(try await collect(inbound), inbound)
            let receipt = try await settle(
                permitted, inbound, reading,
                outcome: delivery.hasClientLeft ? .clientClosed : .ok)
            let reply = RestoredReply(ClientReply(bytes: body))
            delivery.finish(
                WholeReply(
                    status: 200, fields: fields(receipt), body: reply.bytes))
        } catch {
            inbound.reply.body.cancel()
            await conclude(permitted, error, inbound: inbound)
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

    /// What an answer says, and its bytes in the client's dialect.
    private func read(
        _ body: [UInt8], _ inbound: InboundReply
    ) throws(RoadFault) -> ([UInt8], ReplyReading) {
        let document: JSONDocument
        do {
            document = try JSONDocument(
                parsing: body,
                limits: JSONLimits(
                    depthMax: 256, nodesMax: 4_000_000, bytesMax: gateway.limits.replyBytesMax))
        } catch {
            throw RoadFault(
                .upstreamMalformed, .upstream,
                "The provider's answer isn't JSON. Try again, or tell the operator.")
        }
        guard case .translated(let context) = inbound.carriage else {
            return (body, try known.rules.reply(document))
        }
        do {
            let reply = try Dialects.rules(for: context.target).reply(document, context: context)
            let own = Dialects.rules(for: context.source)
            return (own.body(of: context.homeward(reply), context: context), ReplyReading(reply))
        } catch {
            throw RoadFault(reply: error)
        }
    }

    private func fields(_ receipt: Receipt) -> [(name: String, value: String)] {
        let id = receipt.call.description
        var fields = [
            (name: "content-type", value: "application/json"), ("bursar-call", id),
            ("bursar-cost-usd", receipt.costDollars),
            (known.dialect == .anthropic ? "request-id" : "x-request-id", id),
        ]
        if let dropped = delivery.dropped { fields.append(("bursar-dropped", dropped)) }
        return fields
    }
}
