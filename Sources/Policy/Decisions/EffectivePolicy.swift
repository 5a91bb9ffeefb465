import Vocabulary

/// What a token may do: its scopes, its client's policy and those of all clients above, joined once and asked often.
///
/// A yes costs no allocation. Who exactly said no is found out only then.
package struct EffectivePolicy: Sendable {
    /// The topmost client's first, the token's own last.
    package let layers: [PolicyLayer]
    /// What all layers allow.
    package let policy: Policy
    /// The answer to a call that nothing forbids.
    package let permission: PolicyDecision

    /// - Parameter layers: The topmost client's first; a client without a policy has none, except at the top.
    package init(layers: [PolicyLayer]) {
        var joined = (layers.first?.policy ?? Policy()).resolved
        for layer in layers.dropFirst() { joined = joined.narrowed(by: layer.policy) }
        self.layers = layers
        policy = joined
        let sources = layers.map { layer in
            switch layer.source {
            case .client(let client, let policy, let version):
                "“\(policy)” version \(version) of client \(client)"
            case .defaults(let client): "the defaults of client \(client)"
            case .token(let id): "the scopes of token \(id)"
            }
        }
        permission = PolicyDecision(
            isPermitted: true, rule: PolicyDecision.permit,
            reason: "Allowed by \(sources.joined(separator: ", "))."
        )
    }

    /// May the call go on? The first rule that says no, in a fixed order, is the answer.
    package func decide(_ question: PolicyQuestion) -> PolicyDecision {
        guard let rule = Self.broken(policy, question) else { return permission }
        return refusal(rule, question)
    }

    /// May a call from there, now, be about anything at all? For routes without a model.
    package func decide(address: IPAddress?, moment: Timestamp) -> PolicyDecision {
        let question = PolicyQuestion(
            endpoint: .chat, model: "", address: address, moment: moment)
        guard let rule = Self.brokenByCaller(policy, question) else { return permission }
        return refusal(rule, question)
    }

    /// May a model of this public name be asked for at all? For lists of models.
    package func mayUse(model: String) -> Bool { Self.mayUse(model, policy) }

    /// Must a call stay on this host?
    ///
    /// - Parameter redacted: Did redaction find anything in it?
    package func mustStayOnDevice(redacted: Bool) -> Bool {
        policy.residency == .onDevice || (redacted && policy.residency == .onDeviceWhenRedacted)
    }

    /// The first rule of a policy that a call breaks; `nil` when it breaks none.
    private static func broken(_ policy: Policy, _ question: PolicyQuestion) -> PolicyRule? {
        if let rule = brokenByCaller(policy, question) { return rule }
        if let endpoints = policy.endpoints, !endpoints.contains(question.endpoint) {
            return .endpoints
        }
        if policy.deniedModels.contains(where: { $0.matches(question.model, ignoringCase: true) }) {
            return .deniedModels
        }
        if !isAllowed(question.model, policy) { return .allowedModels }
        if deniedTool(question, policy) != nil { return .hostedTools }
        if question.hasAttachments, policy.attachments == .refuse { return .attachments }
        if question.asksForStorage, policy.store == .never { return .store }
        if let max = policy.outputTokensMax, let bound = question.outputTokensMax, bound > max {
            return .outputTokens
        }
        if !question.isPriced, policy.unpriced == .refuse { return .unpriced }
        let staysHere =
            policy.residency == .onDevice
            || question.isRedacted && policy.residency == .onDeviceWhenRedacted
        if staysHere, !question.hasOnDeviceTarget { return .residency }
        return nil
    }

    /// The first rule on where and when that a call breaks.
    private static func brokenByCaller(
        _ policy: Policy, _ question: PolicyQuestion
    ) -> PolicyRule? {
        if !mayComeFrom(question.address, policy) { return .networks }
        if let end = policy.expiresAt, end <= question.moment { return .expiry }
        return nil
    }

    private static func mayUse(_ model: String, _ policy: Policy) -> Bool {
        isAllowed(model, policy)
            && !policy.deniedModels.contains { $0.matches(model, ignoringCase: true) }
    }

    private static func isAllowed(_ model: String, _ policy: Policy) -> Bool {
        policy.modelLists.allSatisfy { list in list.contains { $0.matches(model) } }
    }

    private static func mayComeFrom(_ address: IPAddress?, _ policy: Policy) -> Bool {
        guard !policy.networkLists.isEmpty else { return true }
        guard let address else { return false }
        return policy.networkLists.allSatisfy { list in list.contains { $0.contains(address) } }
    }

    private static func deniedTool(_ question: PolicyQuestion, _ policy: Policy) -> String? {
        guard !policy.deniedHostedTools.isEmpty else { return nil }
        return question.hostedTools.first { tool in
            policy.deniedHostedTools.contains { $0.matches(tool, ignoringCase: true) }
        }
    }

    /// Who said no, and why. A rule of the whole is a rule of one of its layers, since each adds up from theirs.
    private func refusal(_ rule: PolicyRule, _ question: PolicyQuestion) -> PolicyDecision {
        let resolved = layers.enumerated().map { index, layer in
            index == 0
                ? PolicyLayer(source: layer.source, policy: layer.policy.resolved) : layer
        }
        // Endpoints may be allowed by each layer and by no two together: the last one is then named.
        let layer =
            resolved.first { Self.broken($0.policy, question) == rule } ?? resolved.last
            ?? PolicyLayer(source: .defaults(client: "?"), policy: policy)
        return PolicyDecision(
            isPermitted: false, rule: layer.name(of: rule),
            reason: Self.sentence(rule, layer, question))
    }

    private static func sentence(
        _ rule: PolicyRule, _ layer: PolicyLayer, _ question: PolicyQuestion
    ) -> String {
        let who = layer.subject
        return switch rule {
        case .networks: "\(who) may not be used from this address."
        case .expiry: "\(who) has expired."
        case .endpoints: "\(who) doesn't allow the \(question.endpoint.rawValue) endpoint."
        case .deniedModels, .allowedModels:
            "\(who) doesn't allow the model \(question.model.prefix(256))."
        case .hostedTools:
            "\(who) doesn't allow the provider's tool "
                + "\((deniedTool(question, layer.policy) ?? "").prefix(64))."
        case .attachments: "\(who) doesn't allow images and other attachments."
        case .store:
            "\(who) doesn't allow storage at the provider. Leave store out, or set it to false."
        case .outputTokens:
            "\(who) allows at most \(layer.policy.outputTokensMax ?? 0) output tokens; "
                + "the request asks for \(question.outputTokensMax ?? 0)."
        case .unpriced:
            "The model \(question.model.prefix(256)) has no price, so it may not be used. "
                + "The operator can set one (bursar price set)."
        case .residency:
            "\(who) keeps calls on this host, and nothing on this host serves the model "
                + "\(question.model.prefix(256))."
        }
    }
}
