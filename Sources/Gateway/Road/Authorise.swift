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
        let reading = try await reading(of: body)
        let directory = gateway.live.current
        let target = try route(reading, in: directory.upstreams)
        let sent = target.model
        let price = try price(reading, target, in: directory.prices)
        let hold = try Self.hold(
            price, reading, bodyBytes: body.count, assumed: gateway.limits.outputTokensAssumed)
        let lease =
            reading.operation.isSent(to: target.upstream.dialect)
            ? try lease(target, reading, in: directory.upstreams) : nil
        delivery.note(keyVersion: lease?.versionNumber ?? 0, isStream: reading.isStream)
        let now = gateway.clock.now
        let intent = Intent(
            caller: known.caller,
            request: requestFacts(
                model: reading.model, isStream: reading.isStream, bodyBytes: body.count),
            attempt: AttemptIntent(
                id: Identifier(at: now), ordinal: 1, upstream: target.upstream.number,
                keyVersion: lease?.versionNumber ?? 0, modelSent: sent, price: price?.number,
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

    /// What the request asks, within the token's scopes; what it names in a provider's storage is looked up.
    private func reading(of body: [UInt8]) async throws(RoadFault) -> RequestReading {
        let facts = known.received.route.pathFacts
        var reading: RequestReading
        if let id = facts.operation.response {
            reading = try await readingOfStored(id)
        } else {
            reading = try known.rules.request(try Self.parse(body), path: facts)
        }
        try checkScopes(model: reading.model)
        if let id = reading.previousResponse { reading.stored = try await stored(id) }
        return reading
    }

    /// - Parameter model: `nil` while it isn't known.
    /// - Throws: `.policyViolation`.
    func checkScopes(model: String?) throws(RoadFault) {
        if let refusal = known.token.refusal(model: model, endpoint: known.endpoint) {
            throw RoadFault(.policyViolation, .bursar, refusal.reason)
        }
    }

    /// What the target charges; `nil` for what costs nothing by its nature.
    private func price(
        _ reading: RequestReading, _ target: Target, in prices: PriceBook
    ) throws(RoadFault) -> Price? {
        guard reading.operation.isBilled else { return nil }
        guard
            let price = prices.price(
                model: target.model, upstream: target.upstream.number, at: known.received.began)
        else {
            throw RoadFault(
                .unpriced, .bursar,
                "The model \(reading.model) has no price, so it may not be used. The operator can set one (bursar price set)."
            )
        }
        return price
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
            id: known.received.id, dialect: known.dialect,
            endpoint: known.endpoint.rawValue
                + known.received.route.pathFacts.operation.ledgerSuffix,
            model: model, isStream: isStream, began: known.received.began, bodyBytes: bodyBytes)
    }

    /// The model that a refused request asked for, as far as it can be read.
    func refusedModel(_ body: Result<[UInt8], Gateway.BodyFault>) -> String {
        guard let bytes = try? body.get(), let document = try? JSONDocument(parsing: bytes) else {
            return ""  // the refusal's own code says what is wrong with the body
        }
        return document.root.shortText("model", bytesMax: RequestFields.modelBytesMax) ?? ""
    }

    /// - Throws: `.malformedRequest`.
    static func parse(_ body: [UInt8]) throws(RoadFault) -> JSONDocument {
        do { return try JSONDocument(parsing: body) } catch {
            throw RoadFault(
                .malformedRequest, .client,
                "The body isn't JSON that Bursar takes: \(error.description)")
        }
    }

    private func route(
        _ reading: RequestReading, in upstreams: UpstreamDirectory
    ) throws(RoadFault) -> Target {
        let (model, operation) = (reading.model, reading.operation)
        if operation.response != nil {
            return try pinned(reading, among: upstreams.route(model: model) ?? [], in: upstreams)
        }
        guard let targets = upstreams.route(model: model) else {
            throw RoadFault(
                .modelUnknown, .bursar,
                "The model \(model) doesn't exist here. \(Self.names(for: known.token, in: upstreams))"
            )
        }
        if reading.previousResponse != nil {
            return try pinned(reading, among: targets, in: upstreams)
        }
        let able = targets.filter { operation.isPossible(in: $0.upstream.dialect) }
        guard targets.isEmpty || !able.isEmpty else { throw Self.noEmbeddings(model) }
        var random = SystemRandomNumberGenerator()
        let ordered = UpstreamDirectory.order(able, using: &random)
        // A provider of the client's own protocol first: then nothing needs translating.
        guard
            let target = ordered.first(where: {
                operation.isSame(in: $0.upstream.dialect, and: known.dialect)
            }) ?? ordered.first
        else {
            throw RoadFault(
                .modelUnknown, .bursar,
                "The model \(model) has no provider. The operator can add one (bursar model add).")
        }
        return target
    }

    private func lease(
        _ target: Target, _ reading: RequestReading, in upstreams: UpstreamDirectory
    ) throws(RoadFault) -> KeyLease? {
        // A server that once was given a key isn't called without one because it was revoked.
        let mayGoWithoutKey =
            target.upstream.mayGoWithoutKey && !upstreams.keyed.contains(target.upstream.number)
        let maker = reading.stored?.key
        let answer = gateway.live.pool.lease(
            upstream: target.upstream.number, model: target.model, key: maker,
            at: gateway.clock.now)
        switch answer {
        case .success(let lease): return lease
        case .failure(.none) where mayGoWithoutKey: return nil
        case .failure(.busy):
            throw RoadFault(
                .noKey, .bursar, "All keys of the model's provider are busy. Try again shortly.",
                retryAfterSeconds: 1)
        case .failure(.none) where maker != nil, .failure(.noneUsable) where maker != nil:
            let keys = upstreams.keys[target.upstream.number] ?? []
            guard keys.contains(where: { $0.key.number == maker }) else {
                throw Self.gone(
                    reading.operation.response == nil ? "previous_response_id" : nil)
            }
            throw RoadFault(
                .noKey, .bursar,
                "The provider's key that made this response can't be used now. Try again later.",
                retryAfterSeconds: 30)
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
        _ price: Price?, _ reading: RequestReading, bodyBytes: Int, assumed: Int64
    ) throws(RoadFault) -> NanoUSD {
        guard let price else { return .zero }
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
