import Keyring
import Ledger
import Transport
import Vocabulary
import Wire

/// Stages 7 to 10 of a streamed answer.
extension Passage {
    /// Passes the stream on event by event and settles before its last one; `nil` when the client has it.
    func stream(_ inbound: InboundReply) async -> FailedTry? {
        let permitted = inbound.permitted
        guard inbound.mediaType == "text/event-stream" else {
            inbound.reply.body.cancel()
            let fault = RoadFault(
                .upstreamMalformed, .upstream,
                "The provider didn't answer with a stream. Try again, or tell the operator.")
            return FailedTry(permitted, fault, inbound: inbound)
        }
        var pump = StreamPump(
            reader: known.streamReader(
                restored(inbound.carriage.stream, permitted), gateway.limits),
            limits: gateway.limits,
            beganNanoseconds: gateway.clock.monotonicNanoseconds)
        do {
            let last = try await pass(inbound, &pump)
            let receipt = try await settleAnswer(
                permitted, inbound, pump.reading, stash: pump.stash)
            delivery.commit()
            delivery.finish(RestoredReply(ClientReply(bytes: last)), receipt: receipt)
            await readOut(inbound)
            return nil
        } catch {
            inbound.reply.body.cancel()
            let (fault, end) = ending(error, &pump, permitted)
            return FailedTry(permitted, fault, inbound: inbound, reading: pump.reading, end: end)
        }
    }

    /// The last bytes for a client whose stream has begun, without the key, and the fault that they tell.
    private func ending(
        _ fault: RoadFault, _ pump: inout StreamPump, _ permitted: PermittedRequest
    ) -> (RoadFault, [UInt8]) {
        var (fault, reader) = (fault, pump)
        func end(_ pump: inout StreamPump) -> [UInt8] {
            pump.end(
                with: fault, usual: known.dialect.faults.streamEnd(fault, call: known.received.id))
        }
        let bytes = end(&reader)
        do throws(RoadFault) { try withhold(bytes, permitted) } catch {
            fault = error
            return (error, end(&pump))
        }
        return (fault, bytes)
    }

    /// The reader of a stream that puts back what was taken out of the request.
    private func restored(
        _ reader: any StreamReader, _ permitted: PermittedRequest
    ) -> any StreamReader {
        guard let redaction = permitted.permission.redaction else { return reader }
        return RestoredStream(
            reader, redaction, dialect: known.dialect, draft: permitted.permission.content)
    }

    /// Passes events on until the dialect's end.
    ///
    /// - Returns: The bytes of the end, which wait for the books.
    private func pass(
        _ inbound: InboundReply, _ pump: inout StreamPump
    ) async throws(RoadFault) -> [UInt8] {
        while true {
            guard !Task.isCancelled else { throw UpstreamFaults.ended(delivery) }
            let bytes: [UInt8]?
            do { bytes = try await inbound.reply.body.next() } catch {
                throw UpstreamFaults.fault(error, delivery: delivery)
            }
            let step = try pump.take(bytes, at: gateway.clock.monotonicNanoseconds)
            if delivery.hasClientLeft {
                if pump.noteUnread(bytes?.count ?? 0) > gateway.limits.drainBytesMax {
                    throw RoadFault(.clientClosed, .client, "The client hung up.")
                }
            } else if !step.bytes.isEmpty {
                try withhold(step.bytes, inbound.permitted)
                if let lease = inbound.permitted.lease, lease.isProbe, !delivery.isCommitted {
                    lease.report(.served)
                }
                delivery.commit()
                await delivery.send(RestoredReply(ClientReply(bytes: step.bytes)))
            }
            if let end = step.end {
                try withhold(end, inbound.permitted)
                return end
            }
        }
    }

    /// Reads what still comes after the end, so that the connection can be used again.
    private func readOut(_ inbound: InboundReply) async {
        let body = inbound.reply.body
        let cutter = Task {  // owned by this function, cancelled below
            try? await Task.sleep(for: .seconds(1))  // cancelled when there is nothing more
            if !Task.isCancelled { body.cancel() }
        }
        var count = 0
        // All is settled: whatever goes wrong now is of no interest.
        while count < 64 << 10, let more = try? await body.next() { count += more.count }
        cutter.cancel()
        body.cancel()
    }
}
