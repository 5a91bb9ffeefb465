import Clients
import Keyring
import Ledger
import Policy
import Pricing
import Vocabulary

/// Stage 3, authorise: a target that policy, price and budget permit, and a key that is free for it.
extension Passage {
    /// Where a request may go, in order: levels in turn, within a level by weight, and the client's own protocol first
    /// there, for then nothing needs translating.
    ///
    /// - Throws: `.modelUnknown`, `.untranslatable`, and what `pinned` throws.
    func plan(_ inquiry: Inquiry, in upstreams: UpstreamDirectory) throws(RoadFault) -> RoutePlan {
        let targets = try targets(inquiry, in: upstreams)
        let isChoice =
            targets.count > 1
            || targets.contains { upstreams.keys[$0.upstream.number, default: []].count > 1 }
        let talk =
            isChoice ? ConversationMark.number(inquiry.reading, client: known.token.client) : nil
        guard targets.count > 1 else {
            return RoutePlan(inquiry, targets: targets, affinity: talk?.number)
        }
        let operation = inquiry.reading.operation
        // First turns are shared out by weight; from the second on a conversation stays where it is.
        var dice = ConversationDice((talk?.hasGoneOn ?? false) ? talk?.number : nil)
        let ordered = UpstreamDirectory.order(targets, using: &dice)
        let isOwn = ordered.map { operation.isSame(in: $0.upstream.dialect, and: known.dialect) }
        let places = ordered.indices.sorted { left, right in
            let (first, second) = (ordered[left].level, ordered[right].level)
            if first != second { return first < second }
            return isOwn[left] != isOwn[right] ? isOwn[left] : left < right
        }
        return RoutePlan(inquiry, targets: places.map { ordered[$0] }, affinity: talk?.number)
    }

    /// Where a request may go.
    private func targets(
        _ inquiry: Inquiry, in upstreams: UpstreamDirectory
    ) throws(RoadFault) -> [Target] {
        let reading = inquiry.reading
        let (model, operation) = (reading.model, reading.operation)
        if operation.response != nil {
            return [try pinned(reading, among: upstreams.route(model: model) ?? [], in: upstreams)]
        }
        guard let targets = upstreams.route(model: model) else {
            throw RoadFault(
                .modelUnknown, .bursar,
                "The model \(model) doesn't exist here. \(Self.names(for: known.token, in: upstreams))"
            )
        }
        if reading.previousResponse != nil {
            return [try pinned(reading, among: targets, in: upstreams)]
        }
        var able = targets.filter { operation.isPossible(in: $0.upstream.dialect) }
        guard targets.isEmpty || !able.isEmpty else { throw Self.noEmbeddings(model) }
        guard !able.isEmpty else {
            throw RoadFault(
                .modelUnknown, .bursar,
                "The model \(model) has no provider. The operator can add one (bursar model add).")
        }
        // Where none is on this host, the decision on the one that is found says no.
        if inquiry.standing.policy.mustStayOnDevice(redacted: inquiry.isRedacted),
            able.contains(where: \.upstream.isOnDevice)
        {
            able = able.filter(\.upstream.isOnDevice)
        }
        return able
    }

    /// What a target would serve the call for.
    ///
    /// - Throws: Why it may not.
    func terms(
        _ inquiry: Inquiry, at target: Target, in directory: Directory
    ) throws(RoadFault) -> Terms {
        let price = try price(inquiry, target, in: directory.prices)
        let decision = try decide(
            inquiry, target: target, isPriced: price != nil || !inquiry.reading.operation.isBilled)
        let bounded = try bounded(inquiry, for: target)
        let hold = try hold(
            price, bounded.reading, tier: askedTier(bounded.reading, at: target),
            inputTokens: try bounded.inputTokensMax(), assumed: gateway.limits.outputTokensAssumed)
        return Terms(
            target: target, price: price, decision: decision, inquiry: bounded, hold: hold)
    }

    /// The first target of a plan that permits the call.
    ///
    /// - Throws: Why the first one doesn't, if none does.
    func firstTerms(
        _ plan: RoutePlan, in directory: Directory
    ) throws(RoadFault) -> (place: Int, terms: Terms) {
        var refusal: RoadFault?
        for (place, target) in plan.targets.enumerated() {
            do throws(RoadFault) {
                return (place, try terms(plan.inquiry, at: target, in: directory))
            } catch {
                refusal = refusal ?? error
            }
        }
        throw refusal ?? Self.keyMissing
    }

    /// A place for the next try: the first target that permits the call and has a key free; else the first for which
    /// it is worth waiting.
    ///
    /// - Parameters:
    ///   - known: Terms that are known already.
    ///   - waitMilliseconds: For how long.
    /// - Throws: `.noKey`, `.keyMissing`, `.responseGone`, `.clientClosed`, or why no target permits it.
    func place(
        _ plan: RoutePlan, known: (place: Int, terms: Terms)? = nil, in directory: Directory,
        waitMilliseconds: Int64
    ) async throws(RoadFault) -> Placement {
        let pool = gateway.live.pool
        let deadline = gateway.clock.now.advanced(byMilliseconds: waitMilliseconds)
        var (refusal, shortage): (RoadFault?, RoadFault?) = (nil, nil)
        var line: (place: Int, terms: Terms, wish: KeyWish)?
        for (place, target) in plan.targets.enumerated() where !plan.spent.contains(place) {
            let terms: Terms
            if let known, known.place == place {
                terms = known.terms
            } else {
                do throws(RoadFault) {
                    terms = try self.terms(plan.inquiry, at: target, in: directory)
                } catch {
                    refusal = refusal ?? error
                    continue
                }
            }
            guard plan.inquiry.reading.operation.isSent(to: target.upstream.dialect) else {
                return Placement(place: place, terms: terms, lease: nil)
            }
            let wish = KeyWish(
                upstream: target.upstream.number, model: target.model,
                only: plan.inquiry.reading.stored?.key, excluding: plan.triedKeys,
                affinity: plan.affinity)
            switch pool.lease(wish) {
            case .success(let lease): return Placement(place: place, terms: terms, lease: lease)
            case .failure(.none) where mayGoWithoutKey(target, in: directory.upstreams):
                return Placement(place: place, terms: terms, lease: nil)
            case .failure(let why):
                shortage = shortage ?? fault(why, wish, in: directory.upstreams)
                if line == nil, why.isWorthWaiting(until: deadline) { line = (place, terms, wish) }
            }
        }
        guard let line else { throw shortage ?? refusal ?? Self.keyMissing }
        switch await pool.wait(line.wish, until: deadline) {
        case .success(let lease):
            guard !delivery.hasClientLeft else {
                throw RoadFault(.clientClosed, .client, "The client hung up while it waited.")
            }
            return Placement(place: line.place, terms: line.terms, lease: lease)
        case .failure(let why): throw fault(why, line.wish, in: directory.upstreams)
        }
    }

    /// The row of a try that is about to be made.
    func attempt(_ placement: Placement, ordinal: Int, at now: Timestamp) -> AttemptIntent {
        let terms = placement.terms
        return AttemptIntent(
            id: Identifier(at: now), ordinal: ordinal, upstream: terms.target.upstream.number,
            keyVersion: placement.lease?.versionNumber ?? 0, modelSent: terms.target.model,
            price: terms.price?.number,
            factor: terms.price?.served(by: placement.lease?.key).factor?.number,
            hold: terms.hold,
            // A version of a key serves nothing after its end: its attempts begin when it is lent.
            began: placement.lease?.lentAt ?? now)
    }

    /// A server that once was given a key isn't called without one because it was revoked.
    private func mayGoWithoutKey(_ target: Target, in upstreams: UpstreamDirectory) -> Bool {
        target.upstream.mayGoWithoutKey && !upstreams.keyed.contains(target.upstream.number)
    }

    /// Why there is no key, in the road's words.
    private func fault(
        _ shortage: KeyShortage, _ wish: KeyWish, in upstreams: UpstreamDirectory
    ) -> RoadFault {
        switch shortage {
        case .busy:
            return RoadFault(
                .noKey, .bursar, "All keys of the model's provider are busy. Try again shortly.",
                retryAfterSeconds: 1)
        case .cooling(let until, let reason):
            let milliseconds = until.milliseconds - gateway.clock.now.milliseconds
            let words =
                switch reason {
                case .limited: "The provider limits the rate of every key for this model"
                case .failing: "The provider of this model fails just now"
                default: "The provider of this model refuses the gateway's keys just now"
                }
            return RoadFault(
                .noKey, .bursar, "\(words). Try again later.",
                retryAfterSeconds: min(
                    max(1, (milliseconds + 999) / 1000), UpstreamFaults.retryAfterSecondsMax))
        case .none, .noneUsable:
            guard let maker = wish.only else { return Self.keyMissing }
            let keys = upstreams.keys[wish.upstream] ?? []
            guard keys.contains(where: { $0.key.number == maker }) else {
                return Self.gone(
                    known.received.route.pathFacts.operation.response == nil
                        ? "previous_response_id" : nil)
            }
            return RoadFault(
                .noKey, .bursar,
                "The provider's key that made this response can't be used now. Try again later.",
                retryAfterSeconds: 30)
        }
    }

    private static let keyMissing = RoadFault(
        .keyMissing, .bursar,
        "The provider of this model has no key in use. The operator can add one (bursar key add).")

    /// What a token may ask for, for one who asked for something else.
    private static func names(for token: KnownToken, in upstreams: UpstreamDirectory) -> String {
        let globs = upstreams.modelGlobs.map(\.pattern)
        let names = globs.filter { $0.contains("*") || $0.contains("?") || token.mayUse(model: $0) }
        guard !names.isEmpty else { return "The operator can add it (bursar model add)." }
        return "Ask for one of: \(names.sorted().prefix(12).joined(separator: ", "))."
    }
}
