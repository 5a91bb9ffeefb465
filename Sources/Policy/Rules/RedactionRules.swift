/// What a policy says of redaction: an action for each detector, and the policy's own words and patterns.
package struct RedactionRules: Hashable, Sendable {
    /// For detectors that no other key names; `nil` leaves it to the policies above.
    package var fallback: RedactionAction?
    /// By the name of a family, a detector or a pattern.
    package var detectors: [String: RedactionAction]
    /// The family of each name in `detectors` that is a member of one.
    package var families: [String: String]
    /// Words and phrases to find as they are, sorted; `detectors` has an action for `words` when there are any.
    package var words: [String]
    /// Regular expressions to find, in the order they were given.
    package var patterns: [Pattern]
    /// Values that are let pass exactly as they stand here, whatever finds them, sorted; `nil` leaves it to the policies
    /// above.
    package var allowed: [String]?

    /// An operator's regular expression.
    package struct Pattern: Hashable, Sendable {
        /// Names it in `bursar-redacted` and in placeholders.
        package let name: String
        /// PCRE2 syntax; compiled with limits by who redacts.
        package let pattern: String
        /// What becomes of its findings.
        package var action: RedactionAction

        /// A pattern that its room has yet to compile.
        package init(name: String, pattern: String, action: RedactionAction) {
            self.name = name
            self.pattern = pattern
            self.action = action
        }
    }

    /// Rules that say nothing, unless told.
    package init(
        fallback: RedactionAction? = nil, detectors: [String: RedactionAction] = [:],
        families: [String: String] = [:], words: [String] = [], patterns: [Pattern] = [],
        allowed: [String]? = nil
    ) {
        self.allowed = allowed
        self.fallback = fallback
        self.detectors = detectors
        self.families = families
        self.words = words
        self.patterns = patterns
    }

    /// What is done about a detector's findings: its own action, else its family's, else the fallback.
    ///
    /// - Parameter family: The family it is of; `nil` for a family and for the policy's own names.
    package func action(_ name: String, family: String?) -> RedactionAction? {
        detectors[name] ?? family.flatMap { detectors[$0] } ?? fallback
    }

    /// The rules of the topmost client: what it leaves out is what `INTERFACE.md` gives a client without a policy.
    package var resolved: RedactionRules {
        var rules = self
        let fallback = fallback ?? .allow
        rules.fallback = fallback
        rules.allowed = allowed ?? []
        for name in ["secret", "private-key", "card"] where rules.detectors[name] == nil {
            rules.detectors[name] = max(fallback, .tokenise)
        }
        return rules
    }

    /// The strictest of both for each detector, and the words and patterns of both.
    package func narrowed(by other: RedactionRules) -> RedactionRules {
        var rules = RedactionRules()
        rules.fallback = Self.stricter(fallback, other.fallback)
        rules.families = families.merging(other.families) { first, _ in first }
        for name in Set(detectors.keys).union(other.detectors.keys) {
            let family = rules.families[name]
            rules.detectors[name] = Self.stricter(
                action(name, family: family), other.action(name, family: family))
        }
        if let allowed, let others = other.allowed {
            rules.allowed = Set(allowed).intersection(others).sorted()
        } else {
            rules.allowed = allowed ?? other.allowed
        }
        rules.words = Set(words).union(other.words).sorted()
        rules.patterns = patterns
        for pattern in other.patterns {
            let same = rules.patterns.firstIndex {
                $0.name == pattern.name && $0.pattern == pattern.pattern
            }
            if let same {
                rules.patterns[same].action = max(rules.patterns[same].action, pattern.action)
            } else {
                rules.patterns.append(pattern)
            }
        }
        return rules
    }

    private static func stricter(
        _ left: RedactionAction?, _ right: RedactionAction?
    ) -> RedactionAction? {
        guard let left else { return right }
        return right.map { max(left, $0) } ?? left
    }
}
