import Policy
import Redaction

extension RedactionPolicy {
    /// What a policy file says. Detectors that this version doesn't have are left out.
    package init(_ rules: RedactionRules, scansReplies: Bool) {
        let own = Set(["words"] + rules.patterns.map(\.name))
        self.init(
            standard: Action(rules.fallback ?? .allow),
            detectors: rules.detectors.filter {
                Redactor.isDetector($0.key) || own.contains($0.key)
            }
            .mapValues { Action($0) },
            words: rules.words,
            patterns: rules.patterns.map {
                Pattern(name: $0.name, pattern: $0.pattern, action: Action($0.action))
            },
            allowed: Set(rules.allowed ?? []), scansReplies: scansReplies)
    }
}

extension RedactionPolicy.Action {
    fileprivate init(_ action: RedactionAction) {
        self =
            switch action {
            case .allow: .allow
            case .tokenise: .tokenise
            case .mask: .mask
            case .block: .block
            }
    }
}
