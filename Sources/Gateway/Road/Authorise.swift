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
        let standing = try checkStillWelcome()
        var inquiry = try await inquiry(of: body, standing)
        let directory = gateway.live.current
        let target = try route(inquiry, in: directory.upstreams)
        let price = try price(inquiry, target, in: directory.prices)
        let decision = try decide(
            inquiry, target: target, isPriced: price != nil || !inquiry.reading.operation.isBilled)
        try bound(&inquiry, for: target)
        let reading = inquiry.reading
        let hold = try hold(
            price, reading, tier: askedTier(reading, at: target),
            inputTokens: try inquiry.inputTokensMax(), assumed: gateway.limits.outputTokensAssumed)
        try await noteFirstUse()
        let ticket = try ticket(inquiry)
        let lease: KeyLease?
        do throws(RoadFault) {
            lease =
                reading.operation.isSent(to: target.upstream.dialect)
                ? try self.lease(target, reading, in: directory.upstreams) : nil
        } catch {
            ticket?.undo()
            throw error
        }
        delivery.note(keyVersion: lease?.versionNumber ?? 0, isStream: reading.isStream)
        let now = gateway.clock.now
        let intent = Intent(
            caller: known.caller,
            request: requestFacts(
                model: reading.model, isStream: reading.isStream, bodyBytes: body.count),
            attempt: AttemptIntent(
                id: Identifier(at: now), ordinal: 1, upstream: target.upstream.number,
                keyVersion: lease?.versionNumber ?? 0, modelSent: target.model,
                price: price?.number, factor: price?.factor?.number, hold: hold, began: now),
            budgets: budgets(inquiry, at: now), decision: decision,
            findings: inquiry.redaction?.tally)
        do {
            let open = try await gateway.ledger.begin(intent)
            return PermittedRequest(
                known: known, reading: reading, target: target, sent: target.model, lease: lease,
                price: price, open: open,
                permission: Permission(
                    standing: standing, decision: decision, ticket: ticket,
                    redaction: inquiry.redaction,
                    content: reading.operation.isBilled
                        ? gateway.content.draft(
                            standing.policy.policy, inquiry.redaction, dialect: known.dialect,
                            isStream: reading.isStream) : nil))
        } catch {
            lease?.release()
            ticket?.undo()
            if case .budgetFull(let refusal) = error {
                throw RoadFault(refusal, id: directory.clients.budgetID(refusal.budget))
            }
            throw Self.unwritable(error, log: gateway.log)
        }
    }

    /// What the request asks, as far as policy lets it be asked; what it names in a provider's storage is looked up.
    private func inquiry(
        of body: [UInt8], _ standing: Standing
    ) async throws(RoadFault) -> Inquiry {
        try checkCaller(standing)
        let facts = known.received.route.pathFacts
        let reading: RequestReading
        var redaction: RequestRedaction?
        if let id = facts.operation.response {
            reading = try await readingOfStored(id)
        } else {
            let redacted = try gateway.redaction.redact(
                try Self.parse(body), under: standing.policy.policy, of: known.token.client,
                in: known.dialect)
            if let tally = redacted.tally { delivery.note(findings: tally) }
            reading = try known.rules.request(redacted.document, path: facts)
            redaction = redacted
        }
        // Placeholders may be longer than what they stand for; what is held for is what goes out.
        var inquiry = try inquire(
            reading, standing, bodyBytes: max(body.count, reading.document.bytes.count))
        inquiry.redaction = redaction
        try decide(inquiry)
        if let id = reading.previousResponse { inquiry.reading.stored = try await stored(id) }
        return inquiry
    }

    /// May a call come from there, now?
    ///
    /// - Throws: `.policyViolation`.
    private func checkCaller(_ standing: Standing) throws(RoadFault) {
        let decision = standing.policy.decide(
            address: known.token.address, moment: known.received.began)
        guard decision.isPermitted else { throw RoadFault(decision) }
    }

    /// What the target charges; `nil` for what costs nothing by its nature, and where there is no price.
    ///
    /// - Throws: `.unpriced` where a hard budget applies: what costs nobody knows how much fits none.
    private func price(
        _ inquiry: Inquiry, _ target: Target, in prices: PriceBook
    ) throws(RoadFault) -> Price? {
        guard inquiry.reading.operation.isBilled else { return nil }
        let price = prices.price(
            model: target.model, upstream: target.upstream.number, at: known.received.began)
        guard price != nil || !inquiry.isHard else {
            throw RoadFault(
                .unpriced, .bursar,
                "The model \(inquiry.reading.model) has no price, so it may not be used under a hard budget. The operator can set one (bursar price set)."
            )
        }
        return price
    }

    /// The token was looked at when the head came; a body may take its time, and much may change meanwhile.
    private func checkStillWelcome() throws(RoadFault) -> Standing {
        let now = gateway.clock.now
        let clients = gateway.live.current.clients
        guard clients.refusal(of: known.token, at: now) == nil,
            let standing = clients.standing(of: known.token)
        else {
            throw RoadFault(
                .credentialInvalid, .client,
                "The token isn't valid any more. Ask the operator for another.")
        }
        guard !gateway.active.isDraining else {
            throw RoadFault(
                .draining, .bursar, "Bursar is shutting down. Try again.", retryAfterSeconds: 2)
        }
        return standing
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
                "The body isn't JSON that Bursar takes: \(error.description).")
        }
    }

    private func route(
        _ inquiry: Inquiry, in upstreams: UpstreamDirectory
    ) throws(RoadFault) -> Target {
        let reading = inquiry.reading
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
        var able = targets.filter { operation.isPossible(in: $0.upstream.dialect) }
        guard targets.isEmpty || !able.isEmpty else { throw Self.noEmbeddings(model) }
        // Where none is on this host, the decision on the one that is found says no.
        if inquiry.standing.policy.mustStayOnDevice(redacted: inquiry.isRedacted),
            able.contains(where: \.upstream.isOnDevice)
        {
            able = able.filter(\.upstream.isOnDevice)
        }
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
            KeyWish(upstream: target.upstream.number, model: target.model, only: maker))
        switch answer {
        case .success(let lease): return lease
        case .failure(.none) where mayGoWithoutKey: return nil
        case .failure(.busy), .failure(.cooling):
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

    /// The tier that a request names in its provider's own protocol, if that lets no dearer one serve: without a word,
    /// the account's own setting decides.
    private func askedTier(_ reading: RequestReading, at target: Target) -> String? {
        guard target.upstream.dialect == known.dialect, reading.operation == .generate,
            let word = reading.document.root["service_tier"]?.string
        else { return nil }
        return ["default", "flex", "standard_only"].contains(word) ? word : nil
    }

    /// The worst that a request may cost, priced by the code that bills.
    ///
    /// - Parameter tier: The one tier beside the usual that may serve; `nil` for any.
    private func hold(
        _ price: Price?, _ reading: RequestReading, tier: String?, inputTokens: Int,
        assumed: Int64
    ) throws(RoadFault) -> NanoUSD {
        guard let price else { return .zero }
        let (tokens, overflow) = (reading.outputTokensMax ?? assumed)
            .multipliedReportingOverflow(by: reading.answers)
        do throws(PricingFault) {
            guard !overflow else { throw PricingFault(.tooLarge, "The output bound is too large.") }
            return try price.holdCost(
                inputBytes: inputTokens, outputTokensMax: tokens, tier: tier,
                at: known.received.began)
        } catch {
            throw RoadFault(
                .unpriced, .bursar,
                "What this call may cost can't be told: \(error.description)")
        }
    }
}
