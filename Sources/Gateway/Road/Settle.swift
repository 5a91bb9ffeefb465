import Clients
import Content
import Keyring
import Ledger
import Pricing
import Transport
import Vocabulary

/// Stages 9 and 10, settle and record: what the call cost goes into the ledger before its last byte goes to the client.
extension Passage {
    /// Settles an answer that came in full.
    ///
    /// - Throws: `.ledgerUnwritable`; the call then stays open and is charged at its hold at the next start.
    func settle(
        _ permitted: PermittedRequest, _ inbound: InboundReply, _ reading: ReplyReading,
        outcome: CallOutcome
    ) async throws(RoadFault) -> Receipt {
        var result = charge(permitted, reading, outcome: .ok)
        describe(&result, inbound, reading)
        var settlement = Settlement(
            outcome: outcome, status: 200, attempt: result, ended: gateway.clock.now)
        settlement.replyFindings = reading.findings
        return try await settle(permitted, settlement)
    }

    /// Ends a call whose last try failed: settles it, then tells the client.
    func conclude(_ failed: FailedTry) async {
        let permitted = failed.permitted
        defer {
            permitted.lease?.release()
            permitted.permission.ticket?.release()
        }
        // That another dialect's provider can't be asked instead isn't what is wrong.
        let isTranslation = failed.fault.code == .untranslatable
        let fault = isTranslation ? permitted.plan.fault ?? failed.fault : failed.fault
        guard fault.code != .unbooked else {
            delivery.finish(fault)
            return
        }
        let hasLeft = fault.code == .clientClosed || delivery.hasClientLeft
        let status = known.dialect.faults.reply(to: fault, call: nil).head.status
        var settlement = Settlement(
            outcome: hasLeft ? .clientClosed : fault.code == .untranslatable ? .refused : .failed,
            code: fault.code.rawValue, status: delivery.hasBegun ? 200 : status,
            attempt: result(of: failed), ended: gateway.clock.now)
        settlement.replyFindings = fault.findings ?? failed.reading?.findings
        do {
            _ = try await settle(permitted, settlement)
            delivery.finish(fault, end: failed.end)
        } catch {
            delivery.finish(error)
        }
    }

    /// How a failed try ended, and what it cost.
    func result(of failed: FailedTry) -> AttemptResult {
        let reading = failed.reading ?? failed.fault.reading
        var result = failure(failed.permitted, failed.fault, failed.inbound, reading)
        result.status = failed.fault.providerStatus
        if let inbound = failed.inbound { describe(&result, inbound, reading) }
        return result
    }

    /// Writes a call's end, and whose the response is that the provider keeps of it, in one transaction.
    ///
    /// - Throws: `.unbooked`.
    func settle(
        _ permitted: PermittedRequest, _ settlement: Settlement
    ) async throws(RoadFault) -> Receipt {
        let storage = permitted.storage(
            settlement.attempt.providerID, isDone: settlement.attempt.outcome == .ok)
        var settlement = settlement
        // Of what was refused after all, before anything was sent, nothing is kept.
        let draft = settlement.outcome == .refused ? nil : permitted.permission.content
        let kept = draft?.finish(
            known.received.id, of: known.token.client, began: known.received.began,
            ended: settlement.ended)
        // Without memory for it there is no commitment, and nothing is said to be kept.
        settlement.contentCommitment = try? kept?.call.commitment()
        do {
            try await gateway.ledger.settle(permitted.open, settlement, alongside: storage)
        } catch {
            if let kept { gateway.content.store.release(kept.reserved) }
            gateway.log.ledgerFailed(error)
            throw RoadFault(
                .unbooked, .bursar,
                "The answer can't be booked, so it is withheld; the provider may have charged for it. Tell the operator."
            )
        }
        if let kept { gateway.content.store.keep(kept.call, reserved: kept.reserved) }
        if settlement.attempt.outcome == .ok { permitted.lease?.report(.served) }
        permitted.lease?.release()
        if !permitted.open.intent.budgets.isEmpty { gateway.budgetWatch.note() }
        let usage = settlement.attempt.usage
        // What was refused after all, before anything was sent, costs nothing.
        if settlement.outcome == .refused { permitted.permission.ticket?.undo() }
        permitted.permission.ticket?.settle(
            tokens: usage.inputTokens.addingReportingOverflow(usage.outputTokens).partialValue)
        let cost = NanoUSD(
            settlement.attempt.cost.nanoUSD + permitted.open.earlierCost.nanoUSD)
        record(
            outcome: settlement.outcome, code: settlement.code, status: settlement.status,
            model: permitted.reading.model, cost: cost)
        return Receipt(call: known.received.id, costDollars: cost.dollars)
    }

    /// What a failed try costs: what the provider reported, if anything; else nothing when it can't have generated, else an
    /// estimate of what was seen.
    private func failure(
        _ permitted: PermittedRequest, _ fault: RoadFault, _ inbound: InboundReply?,
        _ reading: ReplyReading?
    ) -> AttemptResult {
        let hasLeft = fault.code == .clientClosed || delivery.hasClientLeft
        let hasEvidence = reading.map { $0.usage != nil || $0.outputBytes > 0 } ?? false
        guard fault.mayHaveGenerated || hasEvidence else {
            return AttemptResult(
                outcome: .failed, code: fault.code.rawValue, usageSource: .none,
                totalMilliseconds: milliseconds(since: permitted.beganNanoseconds))
        }
        var result = charge(
            permitted, reading ?? unseen(permitted, fault),
            outcome: hasLeft ? .clientClosed : .broken)
        result.code = fault.code.rawValue
        return result
    }

    /// What to assume of an answer of which nothing was seen: a provider that may be at work until its bound is
    /// taken to have reached it.
    private func unseen(_ permitted: PermittedRequest, _ fault: RoadFault) -> ReplyReading {
        var reading = ReplyReading()
        guard fault.code != .upstreamMalformed, fault.code != .upstreamTooLarge else {
            return reading
        }
        let request = permitted.reading
        let bound = request.outputTokensMax ?? gateway.limits.outputTokensAssumed
        let (tokens, overflow) = bound.multipliedReportingOverflow(by: request.answers)
        reading.outputBytes = overflow ? .max / 8 : Int(min(tokens, .max / 8)) * 4
        return reading
    }

    /// Prices what was reported, or an estimate: a token for each four bytes.
    private func charge(
        _ permitted: PermittedRequest, _ reading: ReplyReading, outcome: AttemptOutcome
    ) -> AttemptResult {
        guard let price = permitted.price else {
            return unpriced(permitted, reading, outcome: outcome)
        }
        var result = AttemptResult(
            outcome: outcome, usageSource: .reported,
            totalMilliseconds: milliseconds(since: permitted.beganNanoseconds))
        if let usage = reading.usage, reading.isCounted,
            outcome == .ok || reading.isComplete || reading.isUsageFinal
        {
            result.usage = usage
        } else {
            var usage = reading.usage ?? TokenUsage()
            if usage.inputTokens == 0 {
                usage.freshInput = Int64(permitted.open.intent.request.bodyBytes + 3) / 4
            }
            if usage.outputTokens < Int64(reading.outputBytes + 3) / 4 {
                usage.visibleOutput =
                    Int64(reading.outputBytes + 3) / 4 - usage.reasoning
                    - usage.audioOutput
            }
            result.usage = usage
            result.usageSource = .estimated
        }
        if reading.isInconsistent { result.code = "usage_inconsistent" }
        do {
            let (tier, began) = (reading.tierServed, known.received.began)
            result.cost = try price.cost(of: result.usage, tier: tier, at: began)
            result.cacheSavedNanoUSD = try price.cacheSaved(
                result.usage, cost: result.cost, tier: tier, at: began)
            if result.code == nil, !price.hasRates(forTier: tier) { result.code = "unpriced_tier" }
        } catch {
            // A meter that was never priced: charge the others, and say so.
            var priced = result.usage
            priced.images = 0
            priced.searches = 0
            result.cost =
                (try? price.cost(
                    of: priced, tier: reading.tierServed, at: known.received.began))
                ?? permitted.open.intent.attempt.hold
            result.code = "unpriced_meter"
        }
        return result
    }

    /// What costs nothing by its nature, or has no price and may be used all the same: then usage is booked, and that
    /// nobody knows its cost.
    private func unpriced(
        _ permitted: PermittedRequest, _ reading: ReplyReading, outcome: AttemptOutcome
    ) -> AttemptResult {
        var result = AttemptResult(
            outcome: outcome, usageSource: .none,
            totalMilliseconds: milliseconds(since: permitted.beganNanoseconds))
        guard permitted.reading.operation.isBilled else { return result }
        result.code = "unpriced"
        if let usage = reading.usage {
            result.usage = usage
            result.usageSource = reading.isCounted ? .reported : .estimated
        }
        return result
    }

    /// Adds what the provider's answer says of itself.
    private func describe(
        _ result: inout AttemptResult, _ inbound: InboundReply, _ reading: ReplyReading?
    ) {
        result.status = inbound.reply.status
        if let reading {
            result.modelServed = stored(reading.modelServed, inbound.permitted)
            result.tierServed = stored(reading.tierServed, inbound.permitted)
            result.providerID = stored(reading.providerID, inbound.permitted)
        }
        result.firstByteMilliseconds = Int64(
            (inbound.headNanoseconds - inbound.permitted.beganNanoseconds) / 1_000_000)
    }

    /// Stage 10, record: one line a call.
    func record(
        outcome: CallOutcome, code: String?, status: Int, model: String, cost: NanoUSD = .zero
    ) {
        gateway.log.ended(
            EndedCall(
                call: known.received.id, client: known.token.clientName, model: model,
                outcome: outcome, code: code, status: status, cost: cost,
                milliseconds: elapsedMilliseconds))
    }
}

extension RoadFault {
    /// May the provider have generated, and so charge, although this happened?
    var mayHaveGenerated: Bool {
        switch code {
        case .upstreamTimeout, .upstreamBroken, .upstreamTooLarge, .upstreamMalformed,
            .clientClosed,
            .keyRevoked, .internalFault:
            true
        default: false
        }
    }
}
