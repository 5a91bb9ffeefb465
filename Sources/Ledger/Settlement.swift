import Policy
import Vocabulary

/// How a try at an upstream ended, and what it cost.
package struct AttemptResult: Sendable {
    package var outcome: AttemptOutcome
    /// A closed code of ours, such as `upstream_rate_limited`; `nil` when all went well.
    package var code: String?
    /// The provider's HTTP status, when there was one.
    package var status: Int?
    /// The model the provider says it served, when it differs from the one sent.
    package var modelServed: String?
    package var tierServed: String?
    /// The provider's own id of its answer: plain data, never a key.
    package var providerID: String?
    package var usage: TokenUsage
    package var usageSource: UsageSource
    package var cost: NanoUSD
    /// What prompt caches saved, in nano-dollars; below zero where writes cost more; `nil` for nothing.
    package var cacheSavedNanoUSD: Int64?
    /// Milliseconds from the start of the try to the first byte of the answer's head.
    package var firstByteMilliseconds: Int64?
    package var totalMilliseconds: Int64

    /// Had it, in part or whole, no price?
    var isUnpriced: Bool { code == "unpriced" || code == "unpriced_meter" }

    package init(
        outcome: AttemptOutcome, code: String? = nil, status: Int? = nil,
        usage: TokenUsage = TokenUsage(),
        usageSource: UsageSource, cost: NanoUSD = .zero, totalMilliseconds: Int64
    ) {
        self.outcome = outcome
        self.code = code
        self.status = status
        self.usage = usage
        self.usageSource = usageSource
        self.cost = cost
        self.totalMilliseconds = totalMilliseconds
    }
}

/// The end of a call.
package struct Settlement: Sendable {
    package var outcome: CallOutcome
    /// A closed code of ours; `nil` when all went well.
    package var code: String?
    /// The HTTP status that the client was sent.
    package var status: Int
    package var attempt: AttemptResult
    package var ended: Timestamp
    /// What redaction found in the answer, and what it noted of it.
    package var replyFindings: CallFindings?
    /// What the call's earlier tries cost.
    var earlierCost = NanoUSD.zero
    /// What the call cost with all its tries.
    var cost: NanoUSD { NanoUSD(attempt.cost.nanoUSD + earlierCost.nanoUSD) }
    /// Commits to the bodies that are kept: 32 bytes; `nil` when none are.
    package var contentCommitment: [UInt8]?

    package init(
        outcome: CallOutcome, code: String? = nil, status: Int, attempt: AttemptResult,
        ended: Timestamp
    ) {
        self.outcome = outcome
        self.code = code
        self.status = status
        self.attempt = attempt
        self.ended = ended
    }
}

/// A request of a known client that was refused before any try.
package struct Refusal: Sendable {
    package let caller: Caller
    package let request: RequestFacts
    /// A closed code of ours, such as `model_not_found`.
    package let code: String
    package let status: Int
    package let ended: Timestamp
    /// What refused it, where a rule did.
    package let decision: PolicyDecision?
    /// What redaction found in the request.
    package let findings: CallFindings?

    package init(
        caller: Caller, request: RequestFacts, code: String, status: Int, ended: Timestamp,
        decision: PolicyDecision? = nil, findings: CallFindings? = nil
    ) {
        self.findings = findings
        self.decision = decision
        self.caller = caller
        self.request = request
        self.code = code
        self.status = status
        self.ended = ended
    }
}
