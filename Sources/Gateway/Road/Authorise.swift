import Clients
import Keyring
import Ledger
import Policy
import Pricing
import Vocabulary
import Wire

/// Stage 3, authorise: may this be sent, where, with which key, and what may it cost at most?
extension Passage {
    /// Reads the body, checks the token's scopes, finds a target, a price and a key, and writes the intent with its
    /// hold: from here on the call is in the ledger.
    func authorise(_ body: [UInt8]) async throws(RoadFault) -> PermittedRequest {
        try checkStillWelcome()
        let document = try Self.parse(body)
        let reading = try known.rules.request(
            document, path: known.received.route.pathFacts)
        if let refusal = known.token.refusal(model: reading.model, endpoint: known.endpoint) {
            throw RoadFault(.policyViolation, .bursar, refusal.reason)
        }
        let directory = gateway.live.current
        let target = try route(reading.model, in: directory.upstreams)
        let sent = target.model
        guard
            let price = directory.prices.price(
                model: sent, upstream: target.upstream.number, at: known.received.began)
        else {
            throw RoadFault(
                .unpriced, .bursar,
                "The model \(reading.model) has no price, so it may not be used. The operator can set one (bursar price set)."
            )
        }
        let hold = try Self.hold(
            price, reading, bodyBytes: body.count, assumed: gateway.limits.outputTokensAssumed)
        let lease = try lease(target, in: directory.upstreams)
        delivery.note(keyVersion: lease?.versionNumber ?? 0, isStream: reading.isStream)
        let now = gateway.clock.now
        let intent = Intent(
            caller: known.caller,
            request: requestFacts(
                model: reading.model, isStream: reading.isStream, bodyBytes: body.count),
            attempt: AttemptIntent(
                id: Identifier(at: now), ordinal: 1, upstream: target.upstream.number,
                keyVersion: lease?.versionNumber ?? 0, modelSent: sent, price: price.number,
                hold: hold,
                began: now))
        do {
            let open = try await gateway.ledger.begin(intent)
            return PermittedRequest(
                known: known, reading: reading, target: target, sent: sent, lease: lease,
                price: price, open: open)
        } catch {
            lease?.release()
            throw Self.unwritable(error, log: gateway.log)
        }
    }

    /// The token was looked at when the head came; a body may take its time, and much may change meanwhile.
    private func checkStillWelcome() throws(RoadFault) {
        let now = gateway.clock.now
        guard gateway.live.current.clients.refusal(of: known.token, at: now) == nil else {
            throw RoadFault(
                .credentialInvalid, .client,
                "The token isn't valid any more. Ask the operator for another.")
        }
        guard !gateway.active.isDraining else {
            throw RoadFault(
                .draining, .bursar, "Bursar is shutting down. Try again.", retryAfterSeconds: 2)
        }
    }

    /// What the ledger says of the request.
    func requestFacts(model: String, isStream: Bool, bodyBytes: Int) -> RequestFacts {
        RequestFacts(
            id: known.received.id, dialect: known.dialect, endpoint: known.endpoint.rawValue,
            model: model, isStream: isStream, began: known.received.began, bodyBytes: bodyBytes)
    }

    /// The model that a refused request asked for, as far as it can be read.
    func refusedModel(_ body: Result<[UInt8], Gateway.BodyFault>) -> String {
        guard let bytes = try? body.get(), let document = try? JSONDocument(parsing: bytes) else {
            return ""  // the refusal's own code says what is wrong with the body
        }
        return document.root.shortText("model", bytesMax: RequestFields.modelBytesMax) ?? ""
    }

    private static func parse(_ body: [UInt8]) throws(RoadFault) -> JSONDocument {
        do { return try JSONDocument(parsing: body) } catch {
            throw RoadFault(
                .malformedRequest, .client,
                "The body isn't JSON that Bursar takes: \(error.description)")
        }
    }

    private func route(
        _ model: String, in upstreams: UpstreamDirectory
    ) throws(RoadFault) -> Target {
        guard let targets = upstreams.route(model: model) else {
            throw RoadFault(
                .modelUnknown, .bursar,
                "The model \(model) doesn't exist here. \(Self.names(for: known.token, in: upstreams))"
            )
        }
        var random = SystemRandomNumberGenerator()
        let ordered = UpstreamDirectory.order(targets, using: &random)
        // A provider of the client's own protocol first: then nothing needs translating.
        guard
            let target = ordered.first(where: { $0.upstream.dialect == known.dialect })
                ?? ordered.first
        else {
            throw RoadFault(
                .modelUnknown, .bursar,
                "The model \(model) has no provider. The operator can add one (bursar model add).")
        }
        return target
    }

    private func lease(
        _ target: Target, in upstreams: UpstreamDirectory
    ) throws(RoadFault) -> KeyLease? {
        // A server that once was given a key isn't called without one because it was revoked.
        let mayGoWithoutKey =
            target.upstream.mayGoWithoutKey && !upstreams.keyed.contains(target.upstream.number)
        let answer = gateway.live.pool.lease(
            upstream: target.upstream.number, model: target.model, at: gateway.clock.now)
        switch answer {
        case .success(let lease): return lease
        case .failure(.none) where mayGoWithoutKey: return nil
        case .failure(.busy):
            throw RoadFault(
                .noKey, .bursar, "All keys of the model's provider are busy. Try again shortly.",
                retryAfterSeconds: 1)
        case .failure(.none), .failure(.noneUsable):
            throw RoadFault(
                .keyMissing, .bursar,
                "The provider of this model has no key in use. The operator can add one (bursar key add)."
            )
        }
    }

    /// What a token may ask for, for one who asked for something else.
    private static func names(for token: KnownToken, in upstreams: UpstreamDirectory) -> String {
        let globs = upstreams.modelGlobs.map(\.pattern)
        let names = globs.filter { $0.contains("*") || $0.contains("?") || token.mayUse(model: $0) }
        guard !names.isEmpty else { return "The operator can add it (bursar model add)." }
        return "Ask for one of: \(names.sorted().prefix(12).joined(separator: ", "))."
    }

    /// The worst that a request may cost, priced by the code that bills.
    private static func hold(
        _ price: Price, _ reading: RequestReading, bodyBytes: Int, assumed: Int64
    ) throws(RoadFault) -> NanoUSD {
        let (tokens, overflow) = (reading.outputTokensMax ?? assumed)
            .multipliedReportingOverflow(by: reading.answers)
        do throws(PricingFault) {
            guard !overflow else { throw PricingFault(.tooLarge, "The output bound is too large.") }
            return try price.holdCost(inputBytes: bodyBytes, outputTokensMax: tokens)
        } catch {
            throw RoadFault(
                .unpriced, .bursar,
                "What this call may cost can't be told: \(error.description)")
        }
    }
}
