/// One policy on the way from the topmost client down to the token, and whose it is.
package struct PolicyLayer: Hashable, Sendable {
    /// Whose policy it is.
    package enum Source: Hashable, Sendable {
        /// A client's, by the client's name, the policy's name and its version.
        case client(String, policy: String, version: Int64)
        /// What a client without a policy, at the top of its tree, has.
        case defaults(client: String)
        /// A token's own scopes, by its public id.
        case token(String)
    }

    /// Whose policy it is.
    package let source: Source
    /// What it says.
    package let policy: Policy

    /// A layer of an effective policy.
    package init(source: Source, policy: Policy) {
        self.source = source
        self.policy = policy
    }

    /// The rule's name with its source: `token.endpoints`, `policy.models.deny`.
    func name(of rule: PolicyRule) -> String {
        if case .token = source { return "token." + rule.rawValue }
        return "policy." + rule.rawValue
    }

    /// Who says so, as the beginning of a sentence.
    var subject: String {
        switch source {
        case .client(let client, let policy, let version):
            "The policy “\(policy)” (version \(version)) of client \(client)"
        case .defaults(let client): "The default policy of client \(client)"
        case .token: "This token"
        }
    }
}
