/// A call that a limit refused; it cost nothing.
package struct LimitRefusal: Error, Hashable, Sendable {
    /// Which limit said no.
    package enum Rule: String, CaseIterable, Sendable {
        case requests = "limit.rpm"
        case tokens = "limit.tpm"
        case parallel = "limit.parallel"
    }

    /// Which limit said no.
    package let rule: Rule
    /// Whose limit it is.
    package let subject: PolicySubject
    /// What the limit is.
    package let limit: Int64
    /// In how many seconds the same request would pass, if nobody else called; `nil` when it never would.
    package let retryAfterSeconds: Int64?

    /// One sentence for the caller.
    package var reason: String {
        let whose = subject.kind == .token ? "This token" : "This token's client"
        let what =
            switch rule {
            case .requests: "may make \(limit) requests a minute"
            case .tokens: "may use \(limit) tokens a minute"
            case .parallel: "may have \(limit) calls under way at once"
            }
        guard let seconds = retryAfterSeconds else {
            return rule == .tokens && limit > 0
                ? "\(whose) \(what), and this request asks for more. Lower its output bound."
                : "\(whose) \(what). The operator can set it (bursar limit set)."
        }
        return "\(whose) \(what). Try again in \(seconds) s."
    }
}

/// How far a limit is used, for the header fields of an answer.
package struct LimitStatus: Hashable, Sendable {
    /// What may be used in a minute.
    package let limit: Int64
    /// What is left of it, at least zero.
    package let remaining: Int64
    /// In how many seconds all of it will be free again, if nobody else calls.
    package let resetSeconds: Int64

    /// A limit's status.
    package init(limit: Int64, remaining: Int64, resetSeconds: Int64) {
        self.limit = limit
        self.remaining = remaining
        self.resetSeconds = resetSeconds
    }
}

/// The tightest limits of a call.
package struct LimitStanding: Hashable, Sendable {
    /// Of requests; `nil` when none are limited.
    package var requests: LimitStatus?
    /// Of tokens; `nil` when none are limited.
    package var tokens: LimitStatus?

    /// No limits.
    package init() {}
}
