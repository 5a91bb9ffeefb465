/// What clients and tokens use of their limits: a value that is asked before a call and told after it.
///
/// `admit` takes from every limit up the tree or from none. A call that was admitted is corrected once its tokens are
/// known, and released once, when it ends. Seconds are those of a clock that never goes back. Only subjects that an
/// operator gave limits are ever asked about, so that the table holds no more than the directory.
package struct LimitTable: Sendable {
    private struct Use: Sendable {
        var requests = MinuteWindow()
        var tokens = MinuteWindow()
        var parallel: Int64 = 0
    }

    private var uses: [PolicySubject: Use] = [:]

    /// Nothing is used yet.
    package init() {}

    /// What a call took, to be corrected and released.
    package struct Admission: Hashable, Sendable {
        /// Whose limits it took from.
        package let subjects: [PolicySubject]
        /// The second it was admitted in.
        let second: Int64
        /// The tokens it took.
        let tokens: Int64
        /// What was left then.
        package let standing: LimitStanding
    }

    /// The answer to a call.
    package enum Answer: Hashable, Sendable {
        case admitted(Admission)
        case refused(LimitRefusal)
    }

    /// Takes a call's share of all limits, or of none.
    ///
    /// - Parameters:
    ///   - limits: The token's first, then its client's, then those above.
    ///   - tokens: The most tokens the call is expected to use.
    package mutating func admit(
        _ limits: [(subject: PolicySubject, limits: RateLimits)], tokens: Int64,
        atSecond second: Int64
    ) -> Answer {
        for (subject, limits) in limits {
            if let refusal = refusal(subject, limits, tokens, second) { return .refused(refusal) }
        }
        for (subject, _) in limits {
            uses[subject]?.requests.add(1, at: second)
            uses[subject]?.tokens.add(tokens, at: second)
            uses[subject]?.parallel += 1
        }
        return .admitted(
            Admission(
                subjects: limits.map(\.subject), second: second, tokens: tokens,
                standing: standing(limits)))
    }

    /// Puts the tokens that a call used in the place of those it took.
    package mutating func correct(_ admission: Admission, tokens: Int64, atSecond second: Int64) {
        for subject in admission.subjects {
            uses[subject]?.tokens.advance(to: second)
            uses[subject]?.tokens.add(tokens - admission.tokens, at: admission.second)
        }
    }

    /// Ends a call: it is under way no more.
    package mutating func release(_ admission: Admission) {
        for subject in admission.subjects {
            guard let use = uses[subject], use.parallel > 0 else { continue }
            uses[subject]?.parallel -= 1
        }
    }

    /// Takes back everything a call took: it was refused by something else before it was sent.
    package mutating func undo(_ admission: Admission) {
        for subject in admission.subjects {
            uses[subject]?.requests.add(-1, at: admission.second)
            uses[subject]?.tokens.add(-admission.tokens, at: admission.second)
        }
        release(admission)
    }

    /// Counts what the ledger says was used before this process began.
    package mutating func remember(
        _ subject: PolicySubject, requests: Int64, tokens: Int64, usedAtSecond second: Int64,
        nowSecond now: Int64
    ) {
        touch(subject, now)
        uses[subject]?.requests.add(requests, at: second)
        uses[subject]?.tokens.add(tokens, at: second)
    }

    private mutating func touch(_ subject: PolicySubject, _ second: Int64) {
        if uses[subject] == nil { uses[subject] = Use() }
        uses[subject]?.requests.advance(to: second)
        uses[subject]?.tokens.advance(to: second)
    }

    private mutating func refusal(
        _ subject: PolicySubject, _ limits: RateLimits, _ tokens: Int64, _ second: Int64
    ) -> LimitRefusal? {
        touch(subject, second)
        guard let use = uses[subject] else { return nil }
        func refused(_ rule: LimitRefusal.Rule, _ limit: Int64, _ until: Int64?) -> LimitRefusal {
            LimitRefusal(
                rule: rule, subject: subject, limit: limit,
                retryAfterSeconds: until.map { Swift.max(1, $0 - second) })
        }
        if let limit = limits.requestsPerMinute, use.requests.used >= limit {
            let until = use.requests.second(forgetting: use.requests.used + 1 - limit)
            return refused(.requests, limit, limit > 0 ? until : nil)
        }
        if let limit = limits.tokensPerMinute, use.tokens.used + tokens > limit {
            let until = use.tokens.second(forgetting: use.tokens.used + tokens - limit)
            return refused(.tokens, limit, tokens > limit ? nil : until)
        }
        if let limit = limits.parallelCalls, use.parallel >= limit {
            // When a call ends can't be known; a second is short, and never a promise broken for long.
            return refused(.parallel, limit, limit > 0 ? second + 1 : nil)
        }
        return nil
    }

    private func standing(
        _ limits: [(subject: PolicySubject, limits: RateLimits)]
    ) -> LimitStanding {
        var standing = LimitStanding()
        for (subject, limits) in limits {
            guard let use = uses[subject] else { continue }
            standing.requests = Self.tighter(
                standing.requests, use.requests, limits.requestsPerMinute)
            standing.tokens = Self.tighter(standing.tokens, use.tokens, limits.tokensPerMinute)
        }
        return standing
    }

    /// The status with less left.
    private static func tighter(
        _ known: LimitStatus?, _ window: MinuteWindow, _ limit: Int64?
    ) -> LimitStatus? {
        guard let limit else { return known }
        let remaining = Swift.max(0, limit - window.used)
        if let known, known.remaining <= remaining { return known }
        return LimitStatus(limit: limit, remaining: remaining, resetSeconds: window.secondsToEmpty)
    }
}
