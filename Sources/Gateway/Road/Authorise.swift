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
        let inquiry = try await inquiry(of: body, standing)
        let directory = gateway.live.current
        let plan = try plan(inquiry, in: directory.upstreams)
        let first = try firstTerms(plan, in: directory)
        try await noteFirstUse()
        let ticket = try ticket(first.terms.inquiry)
        let placement: Placement
        do throws(RoadFault) {
            placement = try await place(
                plan, known: first, in: directory,
                waitMilliseconds: gateway.limits.keyWaitMilliseconds)
        } catch {
            ticket?.undo()
            throw error
        }
        let (terms, lease) = (placement.terms, placement.lease)
        let reading = terms.inquiry.reading
        gateway.active.serve(
            delivery, keyVersion: lease?.versionNumber ?? 0, isStream: reading.isStream)
        let now = gateway.clock.now
        let intent = Intent(
            caller: known.caller,
            request: requestFacts(
                model: reading.model, isStream: reading.isStream, bodyBytes: body.count),
            attempt: attempt(placement, ordinal: 1, at: now),
            budgets: budgets(inquiry, at: now), decision: terms.decision,
            findings: inquiry.redaction?.tally)
        do {
            let open = try await gateway.ledger.begin(intent)
            delivery.note(open.receipt)
            return PermittedRequest(
                known: known, placement: placement, open: open,
                permission: Permission(
                    standing: standing, decision: terms.decision, ticket: ticket,
                    redaction: inquiry.redaction,
                    content: reading.operation.isBilled
                        ? gateway.content.draft(
                            standing.policy.policy, inquiry.redaction, dialect: known.dialect,
                            isStream: reading.isStream) : nil),
                plan: plan,
                beganNanoseconds: known.received.beganNanoseconds)
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
            var restoring = try gateway.redaction.redaction(
                of: reading.document, under: standing.policy.policy, of: known.token.client)
            if let stored = reading.stored { restoring.goOn(from: stored, id) }
            redaction = restoring
        } else {
            let redacted = try gateway.redaction.redact(
                try Self.parse(body), under: standing.policy.policy, of: known.token.client,
                in: known.dialect)
            if let tally = redacted.tally { delivery.note(findings: tally) }
            reading = try known.rules.request(redacted.document, path: facts)
            redaction = redacted
        }
        // Placeholders may be longer than what they stand for; what is held for is what goes out.
        let inquiry = try inquire(
            reading, redaction, standing,
            bodyBytes: max(body.count, reading.document.bytes.count))
        try decide(inquiry)
        guard let id = reading.previousResponse, let stored = try await stored(id) else {
            return inquiry
        }
        var goingOn = reading
        goingOn.stored = stored
        redaction?.goOn(from: stored, id)
        return inquiry.with(goingOn, redaction)
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
    func price(
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

    /// The tier that a request names in its provider's own protocol, if that lets no dearer one serve: without a word,
    /// the account's own setting decides.
    func askedTier(_ reading: RequestReading, at target: Target) -> String? {
        guard target.upstream.dialect == known.dialect, reading.operation == .generate,
            let word = reading.document.root["service_tier"]?.string
        else { return nil }
        // Anthropic's `standard_only` leaves speed and region open, which have prices of their own.
        return ["default", "flex"].contains(word) ? word : nil
    }

    /// The worst that a request may cost, priced by the code that bills.
    ///
    /// - Parameter tier: The one tier beside the usual that may serve; `nil` for any.
    func hold(
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
