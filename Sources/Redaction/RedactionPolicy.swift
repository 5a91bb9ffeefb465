/// What is to be done with what is found; a plain value that the policy file's reader makes.
package struct RedactionPolicy: Sendable, Equatable {
    /// What is done with a finding, mildest first.
    package enum Action: String, Sendable, CaseIterable {
        /// Nothing: it isn't even looked for.
        case allow
        /// A placeholder goes to the provider; the answer has the value again.
        case tokenise
        /// `[EMAIL]` goes to the provider; nothing comes back.
        case mask
        /// The request is refused.
        case block

        /// The stricter of two wins where findings overlap.
        var strictness: Int {
            switch self {
            case .allow: 0
            case .tokenise: 1
            case .mask: 2
            case .block: 3
            }
        }
    }

    /// An operator's pattern.
    package struct Pattern: Sendable, Equatable {
        /// Its name, in policies and reports.
        package let name: String
        /// PCRE2 syntax.
        package let pattern: String
        /// What is done with its matches.
        package let action: Action

        /// A pattern with its action.
        package init(name: String, pattern: String, action: Action) {
            (self.name, self.pattern, self.action) = (name, pattern, action)
        }
    }

    /// How many words there may be, and how long they may be together.
    package static let wordsMax = (count: 10_000, bytes: 50_000)
    /// How many patterns there may be.
    package static let patternsMax = 64

    /// For every detector that isn't named.
    package var standard: Action
    /// By the name of a detector or family; a detector's own name wins over its family's.
    package var detectors: [String: Action]
    /// Words to find in whatever case, as whole words.
    package var words: [String]
    /// What is done with those words, unless `detectors` says something for `words`.
    package var wordsAction: Action
    /// Operators' patterns.
    package var patterns: [Pattern]
    /// Values that are never touched, exactly as they stand here.
    package var allowed: Set<String>
    /// Detectors set to mask or block also act on what the model writes.
    package var scansReplies: Bool

    /// A policy; without arguments what a client without a policy has.
    package init(
        standard: Action = .allow,
        detectors: [String: Action] = [
            "secret": .tokenise, "private-key": .tokenise, "card": .tokenise,
        ],
        words: [String] = [], wordsAction: Action = .tokenise, patterns: [Pattern] = [],
        allowed: Set<String> = [], scansReplies: Bool = false
    ) {
        self.standard = standard
        self.detectors = detectors
        self.words = words
        self.wordsAction = wordsAction
        self.patterns = patterns
        self.allowed = allowed
        self.scansReplies = scansReplies
    }

    /// A policy that looks for nothing; Bursar's own tokens are blocked all the same.
    package static let nothing = RedactionPolicy(detectors: [:])

    /// What is done with a detector's findings.
    func action(of detector: Detector) -> Action {
        if detector.name == "bursar-token" { return .block }
        return detectors[detector.name] ?? detectors[detector.family] ?? standard
    }
}
