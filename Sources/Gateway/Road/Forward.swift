import Keyring
import Ledger
import Transport
import Vault
import Vocabulary
import Wire

/// Stage 6, forward: sends the request to the provider and waits for the head of its answer.
extension Passage {
    /// Sends it.
    ///
    /// - Throws: What became of it: the way failed, or the provider refused.
    func forward(_ outbound: OutboundRequest) async throws(RoadFault) -> InboundReply {
        let permitted = outbound.permitted
        let reply: TransportReply
        do {
            reply = try await gateway.transport.send(try request(outbound))
        } catch let fault as RoadFault {
            throw fault
        } catch {
            throw UpstreamFaults.fault(error as? TransportFault, delivery: delivery)
        }
        let inbound = InboundReply(
            permitted: permitted, carriage: outbound.carriage, reply: reply,
            headNanoseconds: gateway.clock.monotonicNanoseconds)
        guard (200..<300).contains(reply.status) else {
            throw await UpstreamFaults.fault(
                inbound, roots: gateway.roots, bytesMax: gateway.limits.errorBytesMax,
                at: gateway.clock.now)
        }
        return inbound
    }

    private func request(_ outbound: OutboundRequest) throws(RoadFault) -> TransportRequest {
        let permitted = outbound.permitted
        let upstream = permitted.target.upstream
        let limits = gateway.limits
        var fields = [
            (name: "content-type", value: "application/json"),
            (
                name: "accept",
                value: permitted.reading.isStream ? "text/event-stream" : "application/json"
            ),
            (name: "user-agent", value: "bursar"),
            (name: "x-request-id", value: permitted.open.intent.attempt.id.description),
        ]
        let operation = permitted.reading.operation
        let rules = upstream.dialect.rules(for: operation)
        let own = upstream.dialect == known.dialect ? known.received : nil
        fields += rules.fields(for: own)
        let path = rules.path(
            model: permitted.sent, isStream: permitted.reading.isStream, for: own)
        return TransportRequest(
            method: operation.method, url: upstream.url.appending(path),
            headers: fields, secretHeader: try credential(permitted), body: outbound.body,
            deadlines: Deadlines(
                connectMilliseconds: limits.connectMilliseconds,
                firstByteMilliseconds: limits.firstByteMilliseconds,
                idleMilliseconds: limits.idleMilliseconds,
                totalMilliseconds: limits.totalMilliseconds),
            limits: TransportLimits(
                bodyBytesMax: permitted.reading.isStream
                    ? limits.streamBytesMax : limits.replyBytesMax),
            addressRule: upstream.isOnDevice
                ? .thisHostOnly : upstream.mayBePrivate ? .allowPrivate : .publicOnly,
            allowHTTP: upstream.mayBeHTTP)
    }

    /// The key, opened for this one request.
    private func credential(_ permitted: PermittedRequest) throws(RoadFault) -> SecretHeader? {
        guard let lease = permitted.lease else { return nil }
        let style = permitted.target.upstream.credential
        do {
            let secret = try lease.unseal(gateway.roots)
            return SecretHeader(name: style.headerName, prefix: style.prefix, secret: secret)
        } catch {
            gateway.log.keyUnreadable(lease.keyID)
            var fault = RoadFault(
                .noKey, .bursar, "No key of the model's provider is usable. Tell the operator.",
                retryAfterSeconds: 30)
            fault.finding = .unreadable
            throw fault
        }
    }
}
