/// What a policy answered: yes or no, the rule that decided, and the reason for a human. Stored with the call.
package struct PolicyDecision: Hashable, Sendable {
    /// May the call go on?
    package let isPermitted: Bool
    /// The rule that decided, such as `policy.models.deny` or `token.endpoints`; `policy.permit` for a yes.
    package let rule: String
    /// One sentence for a human, without a secret.
    package let reason: String

    /// A decision.
    package init(isPermitted: Bool, rule: String, reason: String) {
        self.isPermitted = isPermitted
        self.rule = rule
        self.reason = reason
    }

    /// The code of a refusal in the ledger and in error bodies.
    package static let code = "policy_violation"
    /// The rule of a yes.
    package static let permit = "policy.permit"
}

/// What of a policy said no; the raw value is the key in a policy file.
package enum PolicyRule: String, CaseIterable, Sendable {
    case allowedModels = "models.allow"
    case deniedModels = "models.deny"
    case endpoints
    case networks = "cidr"
    case expiry = "expires"
    case residency
    case outputTokens = "max_output_tokens"
    case hostedTools = "tools.deny_hosted"
    case attachments
    case store
    case unpriced
}
