/// Fits names of tools, or ids of calls, to what a provider accepts, and finds the client's own
/// again.
///
/// An acceptable one stays as it is; another becomes a hash of itself, the same in every request,
/// so that prompt caches keep hitting. Within one map no two become the same (facts/protocols
/// PT-26, PT-27, PT-59).
package struct IdentifierMap: Equatable, Sendable {
    /// What is accepted.
    package let rule: IdentifierRule
    private var outward: [String: String] = [:]
    private var homeward: [String: String] = [:]

    /// A map in which nothing has been fitted.
    package init(_ rule: IdentifierRule) { self.rule = rule }

    /// A map of names that must stay apart: those that fit as they are keep their names first.
    package init(_ rule: IdentifierRule, names: some Sequence<String>) {
        self.rule = rule
        let names = Array(names)
        for name in names where rule.accepts(name) { keep(name, as: name) }
        for name in names { _ = fit(name) }
    }

    /// What the provider is told.
    package mutating func fit(_ own: String) -> String {
        if let known = outward[own] { return known }
        if rule.accepts(own), homeward[own] == nil {
            keep(own, as: own)
            return own
        }
        var salt: UInt64 = homeward[own] == nil ? 0 : 1
        var fitted = rule.fitted(own, hashing: salt)
        while let taken = homeward[fitted], taken != own {
            salt += 1
            fitted = rule.fitted(own, hashing: salt)
        }
        keep(own, as: fitted)
        return fitted
    }

    /// What the provider was told, or the same text if it was never fitted.
    package func fitted(_ own: String) -> String { outward[own] ?? own }

    /// The client's own for what the provider says; the same text if it isn't one of ours.
    package func own(_ fitted: String) -> String { homeward[fitted] ?? fitted }

    /// Is it one of those that the provider was told?
    package func knows(_ fitted: String) -> Bool { homeward[fitted] != nil }

    /// Is it one of those that the provider was told, and the beginning of no other?
    package func isWhole(_ fitted: String) -> Bool {
        knows(fitted)
            && !homeward.keys.contains {
                $0.utf8.count > fitted.utf8.count && $0.hasPrefix(fitted)
            }
    }

    /// Is any of them changed?
    package var changesAny: Bool { outward.contains { $0.key != $0.value } }

    private mutating func keep(_ own: String, as fitted: String) {
        outward[own] = fitted
        homeward[fitted] = own
    }
}
