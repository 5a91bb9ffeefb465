import Keyring
import Ledger
import Policy
import Vocabulary

/// Why a call can't go on, before any protocol's words for it.
///
/// `Faults` of the client's dialect turns it into an answer; the ledger keeps its code.
package struct RoadFault: Error, Sendable {
    /// Whose doing it is.
    package enum Origin: Sendable {
        case client
        case upstream
        case bursar
    }

    /// What it is, for code; the raw value is what ledger and error bodies say.
    package enum Code: String, Sendable, CaseIterable {
        case malformedRequest = "malformed_request"
        case requestTooLarge = "request_too_large"
        case requestTooSlow = "request_too_slow"
        case unsupportedEncoding = "unsupported_encoding"
        case headersTooLarge = "headers_too_large"
        case routeUnknown = "route_unknown"
        case methodNotAllowed = "method_not_allowed"
        case credentialMissing = "credential_missing"
        case credentialInvalid = "credential_invalid"
        case credentialsDisagree = "credentials_disagree"
        case untranslatable = "unsupported_field"
        case modelUnknown = "model_not_found"
        case responseUnknown = "response_not_found"
        case responseGone = "response_gone"
        case policyViolation = "policy_violation"
        case unpriced = "unpriced_model"
        case rateLimited = "rate_limit_exceeded"
        case budgetExhausted = "insufficient_quota"
        case ledgerUnwritable = "ledger_unwritable"
        case unbooked = "answer_not_booked"
        case draining = "shutting_down"
        case starting = "starting"
        case noKey = "no_key_available"
        case keyMissing = "no_key_in_use"
        case contextTooLong = "context_length_exceeded"
        case upstreamRefusedRequest = "upstream_refused_request"
        case upstreamRefusedKey = "upstream_refused_key"
        case upstreamRateLimited = "upstream_rate_limited"
        case upstreamFailed = "upstream_failed"
        case upstreamUnreachable = "upstream_unreachable"
        case upstreamTimeout = "upstream_timeout"
        case upstreamMalformed = "upstream_malformed"
        case upstreamBroken = "upstream_broken"
        case upstreamTooLarge = "upstream_too_large"
        case keyRevoked = "key_revoked"
        case clientClosed = "client_closed"
        case internalFault = "internal_error"
    }

    package let code: Code
    package let origin: Origin
    /// The HTTP status, where the code alone doesn't decide it: a provider's 400, 404, 413 or 422.
    package let status: Int?
    /// One sentence for the caller that says how to mend it; no secret, no key's name.
    package let message: String
    /// When to come back, in seconds.
    package let retryAfterSeconds: Int64?
    /// The field of the request that it is about, as the client's dialect names it.
    package let field: String?
    /// The rule that said no, where one did; stored with the call.
    package var decision: PolicyDecision?
    /// What redaction found, where that is the reason.
    var findings: CallFindings?
    /// The HTTP status of the provider's refusal, where there was one.
    var providerStatus: Int?
    /// What it says of the key and the upstream, where the code alone doesn't.
    var finding: KeyVerdict?
    /// What the provider's failed answer says of itself, its usage above all: that is what is charged.
    var reading: ReplyReading?
    /// Was an answer withheld because it holds the gateway's key? It was generated and is charged: no other is asked for.
    var isEcho = false
    /// What is left of the limits, for the header fields of a refusal by one of them.
    var standing: LimitStanding?

    package init(
        _ code: Code, _ origin: Origin, _ message: String, status: Int? = nil,
        retryAfterSeconds: Int64? = nil, field: String? = nil
    ) {
        self.code = code
        self.origin = origin
        self.status = status
        self.message = message
        self.retryAfterSeconds = retryAfterSeconds
        self.field = field
    }

    /// A call that policy forbids.
    init(_ decision: PolicyDecision) {
        self.init(.policyViolation, .bursar, decision.reason)
        self.decision = decision
    }

    /// A call that a limit refuses: final if no waiting helps.
    init(_ refusal: LimitRefusal) {
        self.init(
            .rateLimited, .bursar, refusal.reason, retryAfterSeconds: refusal.retryAfterSeconds)
        decision = PolicyDecision(
            isPermitted: false, rule: refusal.rule.rawValue, reason: refusal.reason)
        standing = refusal.standing
    }

    /// A call that a hard budget has no room for.
    ///
    /// - Parameter id: The budget's, as operators know it.
    init(_ refusal: BudgetRefusal, id: String) {
        self.init(
            .budgetExhausted, .bursar,
            "The budget for this token is used up, or too little of it is left for this call. Ask for less output, or ask the operator."
        )
        decision = PolicyDecision(
            isPermitted: false, rule: "budget.\(id)", reason: refusal.reason)
    }

    /// May the same request succeed later without a change?
    package var mayRetry: Bool {
        switch code {
        case _ where isEcho: false
        case .rateLimited: retryAfterSeconds != nil
        case .ledgerUnwritable, .draining, .starting, .noKey, .upstreamRateLimited, .upstreamFailed,
            .upstreamUnreachable,
            .upstreamTimeout, .upstreamMalformed, .upstreamBroken, .requestTooSlow, .internalFault,
            .keyRevoked:
            true
        default: false
        }
    }
}
