import Keyring
import Translation
import Transport
import Vault
import Vocabulary
import Wire

/// What a provider's refusals and failures on the way mean to a client.
///
/// Source: facts/protocols 5.9 and 5.12, INTERFACE "Precise points".
enum UpstreamFaults {
    /// A longer wait than this is not passed on.
    static let retryAfterSecondsMax: Int64 = 3_600

    /// A transfer that failed.
    static func fault(_ fault: TransportFault?, delivery: Delivery) -> RoadFault {
        if delivery.isKeyRevoked {
            return RoadFault(
                .keyRevoked, .bursar,
                "The gateway's key was revoked while it served this call. Try again.")
        }
        if let fault, !fault.mayHaveBeenSent {
            return RoadFault(
                .upstreamUnreachable, .upstream,
                "The provider can't be reached. Try again, or tell the operator.")
        }
        switch fault?.code {
        case .firstByteDeadline, .idleDeadline, .totalDeadline:
            return RoadFault(
                .upstreamTimeout, .upstream, "The provider didn't answer in time. Try again.")
        case .headTooLarge, .bodyTooLarge:
            return RoadFault(
                .upstreamTooLarge, .upstream, "The provider's answer is larger than Bursar takes.")
        case .protocolViolation:
            return RoadFault(
                .upstreamMalformed, .upstream, "The provider's answer isn't proper HTTP.")
        case .cancelled, .shutDown:
            return RoadFault(
                .upstreamBroken, .bursar,
                "The call was ended before the provider's answer was complete.")
        default:
            return RoadFault(
                .upstreamBroken, .upstream, "The connection to the provider broke. Try again.")
        }
    }

    /// A call that was ended while its answer came.
    static func ended(_ delivery: Delivery) -> RoadFault {
        fault(TransportFault(.cancelled, mayHaveBeenSent: true), delivery: delivery)
    }

    /// An answer that isn't 2xx.
    static func fault(
        _ inbound: InboundReply, roots: RootKeys, bytesMax: Int, at now: Timestamp
    ) async -> RoadFault {
        let body = await firstBytes(of: inbound.reply.body, bytesMax: bytesMax)
        let status = inbound.reply.status
        let told = Dialects.rules(for: inbound.permitted.target.upstream.dialect)
            .fault(status: status, body: body)
        let hint = RetryHint.milliseconds(
            body: told.retryAfterSeconds, at: now, field: inbound.field)
        var fault = fault(inbound, told, hint, roots: roots)
        fault.providerStatus = status
        // anything may come with a failure
        if let document = try? JSONDocument(parsing: body) {
            fault.reading = Listening.usage(
                of: document, in: inbound.permitted.target.upstream.dialect)
        }
        switch (status, told.kind) {
        case (402, _), (_, .billing): fault.finding = .unpaid
        case (401, _), (_, .authentication): fault.finding = .refused
        case (403, _): fault.finding = .forbidden
        case (429, _): fault.finding = .limited(hint: hint)
        case (500..., _): fault.finding = .failed(hint: hint)
        default: break
        }
        return fault
    }

    private static func fault(
        _ inbound: InboundReply, _ told: ProviderFault, _ hint: Int64?, roots: RootKeys
    ) -> RoadFault {
        let status = inbound.reply.status
        switch (status, told.kind) {
        case (401...403, _), (400..<500, .authentication), (400..<500, .billing):
            return RoadFault(
                .upstreamRefusedKey, .upstream,
                inbound.permitted.lease == nil
                    ? "The provider wants a key (\(status)) and has none here. The operator can add one (bursar key add)."
                    : "The provider refused the gateway's key (\(status)). Tell the operator.")
        case (400, _), (404, _), (413, _), (422, _):
            return RoadFault(
                told.kind == .contextTooLong ? .contextTooLong : .upstreamRefusedRequest, .upstream,
                visible(told.message, key: inbound.permitted.lease, roots: roots)
                    ?? "The provider refused the request (\(status)).",
                status: status)
        case (429, _):
            return RoadFault(
                .upstreamRateLimited, .upstream, "The provider limits its rate. Try again later.",
                retryAfterSeconds: seconds(hint) ?? 1)
        case (500..., _):
            return RoadFault(
                .upstreamFailed, .upstream, "The provider failed (\(status)). Try again.",
                retryAfterSeconds: seconds(hint))
        default:
            return RoadFault(
                .upstreamMalformed, .upstream,
                "The provider answered with status \(status), which has no place here.")
        }
    }

    private static func firstBytes(of body: TransportBody, bytesMax: Int) async -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < bytesMax {
            // an error's own error adds nothing
            guard let more = try? await body.next() else { break }
            bytes += more
        }
        body.cancel()
        return Array(bytes.prefix(bytesMax))
    }

    /// The provider's own words for what is wrong with a request: the client needs them to mend it. Withheld when they
    /// hold any part of the key beyond its public beginning.
    private static func visible(_ message: String, key: KeyLease?, roots: RootKeys) -> String? {
        guard !message.isEmpty else { return nil }
        let visible = String(
            String.UnicodeScalarView(
                message.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }
                    .prefix(1_000)))
        let isEchoed = key?.isEchoed(in: visible.utf8.span.bytes, bytes: 8, roots) ?? false
        return isEchoed ? nil : visible
    }

    /// When the client is told to come back, in seconds, within bounds (PT-80).
    private static func seconds(_ hint: Int64?) -> Int64? {
        hint.map { min(($0 + 999) / 1000, retryAfterSecondsMax) }
    }
}
