import Ledger
import Transport
import Vocabulary
import Wire

/// Stages 7 to 10 of an answer that isn't streamed.
extension Passage {
    /// Takes in the whole answer, settles, then lets the client have it.
    func whole(_ inbound: InboundReply) async {
        let permitted = inbound.permitted
        do throws(RoadFault) {
            let body = try await collect(inbound)
            let reading = try read(body)
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
        do {
            while let bytes = try await inbound.reply.body.next() {
                if body.isEmpty { body = bytes } else { body += bytes }
            }
        } catch {
            throw UpstreamFaults.fault(error, delivery: delivery)
        }
        return body
    }

    private func read(_ body: [UInt8]) throws(RoadFault) -> ReplyReading {
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
        return try known.rules.reply(document)
    }

    private func fields(_ receipt: Receipt) -> [(name: String, value: String)] {
        let id = receipt.call.description
        return [
            ("content-type", "application/json"), ("bursar-call", id),
            ("bursar-cost-usd", receipt.costDollars),
            (known.dialect == .anthropic ? "request-id" : "x-request-id", id),
        ]
    }
}
