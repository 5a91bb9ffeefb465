import Clients
import Keyring
import Ledger
import Policy
import Pricing
import Redaction
import Storage
import Translation
import Vocabulary
import Wire

/// What was permitted, by whom, and the share of the limits that it took.
struct Permission: Sendable {
    /// The token's policy, limits and budgets.
    let standing: Standing
    /// The yes, with its reason.
    let decision: PolicyDecision
    /// `nil` when nothing is limited.
    let ticket: LimitTicket?
    /// What was taken out of the body; `nil` where there is none.
    let redaction: RequestRedaction?
    /// Gathers the call's content; `nil` where policy keeps none.
    let content: ContentDraft?

    /// What becomes of fields that a translation can't carry over.
    var losses: LossPolicy {
        switch standing.policy.policy.unsupportedFields {
        case .drop: .drop
        case .refuse: .refuse
        case .auto, nil: .auto
        }
    }
}

/// A request on its way to a permission: what is known of it so far. One for all places where it may go.
final class Inquiry: Sendable {
    /// The token's policy, limits and budgets.
    let standing: Standing
    let reading: RequestReading
    /// What policies judge beyond model and route; `nil` when none asks.
    let survey: RequestSurvey?
    /// How long the body is.
    let bodyBytes: Int
    /// What was taken out of the body; `nil` where there is none.
    let redaction: RequestRedaction?

    init(
        standing: Standing, reading: RequestReading, survey: RequestSurvey?, bodyBytes: Int,
        redaction: RequestRedaction?
    ) {
        self.standing = standing
        self.reading = reading
        self.survey = survey
        self.bodyBytes = bodyBytes
        self.redaction = redaction
    }

    /// The same request, read again or redacted otherwise.
    func with(_ reading: RequestReading, _ redaction: RequestRedaction?) -> Inquiry {
        Inquiry(
            standing: standing, reading: reading, survey: survey, bodyBytes: bodyBytes,
            redaction: redaction)
    }

    /// Did redaction find anything?
    var isRedacted: Bool { !(redaction?.redacted.findings.isEmpty ?? true) }

    /// Is the call refused if it doesn't fit a budget?
    var isHard: Bool { standing.hasHardBudget && reading.operation.isBilled }

    /// The input that a hold counts, in tokens: the body's bytes, each image at its most, and what policy allows for
    /// input that can't be known.
    ///
    /// - Throws: `.policyViolation` for such input without an allowance.
    func inputTokensMax() throws(RoadFault) -> Int {
        guard isHard, let survey else { return bodyBytes }
        var tokens = bodyBytes + survey.attachments * Int(RequestSurvey.imageTokensMax)
        if survey.hasUnknownInput {
            guard let allowance = standing.policy.policy.unknownInputTokens else {
                throw RoadFault(
                    PolicyDecision(
                        isPermitted: false, rule: "budget.unknown_input",
                        reason:
                            "What this call reads can't be known beforehand (a provider's tools, stored files or remote addresses), and a hard budget applies. The operator can allow for it (allowance.unknown_input_tokens)."
                    ))
            }
            tokens += Int(allowance)
        }
        return tokens
    }
}

/// Stage 3's questions to policy: every route that sends anything to a provider passes here.
extension Passage {
    /// Reads what policies judge, if one asks.
    func inquire(
        _ reading: RequestReading, _ redaction: RequestRedaction?, _ standing: Standing,
        bodyBytes: Int
    ) throws(RoadFault) -> Inquiry {
        let policy = standing.policy.policy
        let asks =
            standing.hasHardBudget || policy.attachments == .refuse || policy.store == .never
            || !policy.deniedHostedTools.isEmpty || policy.outputTokensMax != nil
        let hasBody = reading.operation.response == nil
        let survey =
            asks && hasBody
            ? try RequestSurvey(reading.document, of: reading.operation, in: known.dialect) : nil
        return Inquiry(
            standing: standing, reading: reading, survey: survey, bodyBytes: bodyBytes,
            redaction: redaction)
    }

    /// Asks the policy about everything that is known.
    ///
    /// - Parameters:
    ///   - target: Where it is to go; `nil` while that isn't decided.
    ///   - isPriced: Is there a price for that, if it needs one?
    /// - Throws: `.policyViolation`, `.unpriced`.
    @discardableResult
    func decide(
        _ inquiry: Inquiry, target: Target? = nil, isPriced: Bool = true
    ) throws(RoadFault) -> PolicyDecision {
        var question = PolicyQuestion(
            endpoint: known.endpoint, model: inquiry.reading.model, address: known.token.address,
            moment: known.received.began)
        if let survey = inquiry.survey {
            question.hostedTools = survey.hostedTools
            question.hasAttachments = survey.attachments > 0
            question.asksForStorage = survey.asksForStorage
            question.outputTokensMax = survey.outputTokensMax
        }
        question.isPriced = isPriced
        question.isRedacted = inquiry.isRedacted
        question.hasOnDeviceTarget = target?.upstream.isOnDevice ?? true
        let decision = inquiry.standing.policy.decide(question)
        if decision.isPermitted { return decision }
        guard decision.rule.hasSuffix(PolicyRule.unpriced.rawValue) else {
            throw RoadFault(decision)
        }
        var fault = RoadFault(.unpriced, .bursar, decision.reason)
        fault.decision = decision
        throw fault
    }

    /// The request with what policy or a hard budget demands and the client left open.
    func bounded(_ inquiry: Inquiry, for target: Target) throws(RoadFault) -> Inquiry {
        guard let survey = inquiry.survey, inquiry.reading.operation == .generate else {
            return inquiry
        }
        let policy = inquiry.standing.policy.policy
        let traits = gateway.catalogue.traits(of: target.model, in: known.dialect)
        var bounds = RequestBounds()
        if survey.outputTokensMax == nil {
            bounds.outputTokensMax =
                policy.outputTokensMax
                ?? (inquiry.isHard
                    ? traits.outputTokensMax ?? gateway.limits.outputTokensAssumed : nil)
            bounds.chatField = traits.tokenLimitField
        }
        bounds.refusesStorage = policy.store == .never && !survey.saysStorage
        guard !bounds.isEmpty else { return inquiry }
        let document = try bounds.applied(to: inquiry.reading.document, in: known.dialect)
        var reading = try known.rules.request(document, path: known.received.route.pathFacts)
        reading.stored = inquiry.reading.stored
        return inquiry.with(reading, inquiry.redaction)
    }

    /// Takes the call's share of all limits up the tree.
    ///
    /// - Throws: `.rateLimited`.
    func ticket(_ inquiry: Inquiry) throws(RoadFault) -> LimitTicket? {
        guard !inquiry.standing.limits.isEmpty else { return nil }
        let reading = inquiry.reading
        var tokens: Int64 = 0
        if reading.operation.isBilled {
            let each = reading.outputTokensMax ?? gateway.limits.outputTokensAssumed
            let (output, overflow) = each.multipliedReportingOverflow(by: reading.answers)
            tokens =
                Int64(inquiry.bodyBytes + 3) / 4
                + (overflow ? Int64.max / 2 : min(output, .max / 2))
        }
        switch gateway.limitDesk.admit(inquiry.standing, tokens: tokens) {
        case .success(let ticket):
            if let ticket {
                delivery.note(
                    limits: LimitFields.fields(
                        ticket.standing, in: known.dialect, at: gateway.clock.now))
            }
            return ticket
        case .failure(let refusal): throw RoadFault(refusal)
        }
    }

    /// The windows of budgets that a call counts in which begins now.
    func budgets(_ inquiry: Inquiry, at now: Timestamp) -> [BudgetHold] {
        guard inquiry.reading.operation.isBilled else { return [] }
        return inquiry.standing.budgets.map { clock in
            BudgetHold(
                budget: clock.budget.number, start: clock.window(at: now).start,
                limit: clock.budget.isHard ? clock.budget.limit(at: now) : nil)
        }
    }

    /// Notes the first use of a token's secret before anything is sent with it: such a secret is never replaced.
    func noteFirstUse() async throws(RoadFault) {
        let token = known.token
        guard token.isFirstUse, gateway.firstUses.insert(token) else { return }
        let now = known.received.began
        do {
            try await gateway.file.writer.write {
                try TokenStore.markUsed(
                    token: token.token, version: token.version, at: now, in: $0.database)
            }
        } catch {
            gateway.firstUses.remove(token)
            throw Self.unwritable(LedgerFault(storage: error), log: gateway.log)
        }
    }
}
