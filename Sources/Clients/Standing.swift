import GRDB
import Policy

/// What a token may do at this moment: its policy, and the limits and budgets up its tree.
package final class Standing: Sendable {
    /// Its scopes, its client's policy and those above, joined.
    package let policy: EffectivePolicy
    /// The token's limits first, then its client's and those above; those that limit nothing are left out.
    package let limits: [(subject: PolicySubject, limits: RateLimits)]
    /// The budgets of the token, its client and those above.
    package let budgets: [BudgetClock]

    init(
        policy: EffectivePolicy, limits: [(subject: PolicySubject, limits: RateLimits)],
        budgets: [BudgetClock]
    ) {
        self.policy = policy
        self.limits = limits
        self.budgets = budgets
    }

    /// May a call be refused because a budget is used up?
    package var hasHardBudget: Bool { budgets.contains { $0.budget.isHard } }
}

/// The policies, limits and budgets in force, from which standings are made.
struct StandingDesk {
    private let parents: [Int64: Int64]
    private let names: [Int64: String]
    private let policies: [Int64: PolicyLayer]
    private let limits: [PolicySubject: RateLimits]
    private let budgets: [PolicySubject: [BudgetClock]]

    /// Reads all of it.
    ///
    /// - Parameters:
    ///   - clients: All clients.
    ///   - all: All budgets in force.
    /// - Throws: `.unreadable`.
    init(
        _ clients: [Client], budgets all: [BudgetClock], reading database: Database
    ) throws {
        names = Dictionary(
            clients.map { ($0.number, $0.name) }, uniquingKeysWith: { first, _ in first })
        parents = Dictionary(
            clients.compactMap { client in client.parent.map { (client.number, $0) } },
            uniquingKeysWith: { first, _ in first })
        let stored = Dictionary(
            try PolicyStore.list(in: database).map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first })
        var policies: [Int64: PolicyLayer] = [:]
        for (client, name) in try PolicyStore.assignments(in: database) {
            // A policy that is assigned but gone must never become "no policy".
            guard let policy = stored[name] else {
                throw ClientsFault(.unreadable, "Policy \(name) of a client can't be found.")
            }
            policies[client] = PolicyLayer(
                source: .client(
                    names[client] ?? String(client), policy: name, version: policy.version),
                policy: try policy.policy())
        }
        self.policies = policies
        limits = try LimitStore.all(in: database)
        budgets = Dictionary(grouping: all, by: \.budget.subject)
    }

    /// What a token may do.
    func standing(of token: Token) -> Standing {
        let chain = chain(of: token.client)
        var layers = chain.reversed().compactMap { policies[$0] }
        let top = chain.last ?? token.client
        if policies[top] == nil {
            layers.insert(
                PolicyLayer(
                    source: .defaults(client: names[top] ?? String(top)), policy: Policy()), at: 0)
        }
        if token.scopes != .unlimited {
            layers.append(PolicyLayer(source: .token(token.id), policy: token.scopes.policy))
        }
        let subjects =
            [PolicySubject(.token, token.number)] + chain.map { PolicySubject(.client, $0) }
        return Standing(
            policy: EffectivePolicy(layers: layers),
            limits: subjects.compactMap { subject in limits[subject].map { (subject, $0) } },
            budgets: subjects.flatMap { budgets[$0] ?? [] })
    }

    /// A client and those above it, the topmost last.
    private func chain(of client: Int64) -> [Int64] {
        var chain = [client]
        while let parent = parents[chain[chain.count - 1]], chain.count <= ClientStore.depthMax {
            chain.append(parent)
        }
        return chain
    }
}
