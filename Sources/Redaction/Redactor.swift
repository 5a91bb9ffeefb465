import Patterns
import Vault
import Vocabulary
import Wire

/// Takes out of requests what a policy keeps back: built once for a policy, used by any number of
/// requests at once.
package final class Redactor: Sendable {
    /// The policy it was built for.
    package let policy: RedactionPolicy
    let tables = ScannerTables.shipped
    /// By the detector's number; the words' and the patterns' follow the shipped ones.
    let actions: [RedactionPolicy.Action]
    let names: [String]
    let labels: [[UInt8]]
    let isActive: [Bool]
    let words: WordMatcher?
    let patterns: [Pattern]
    let allowed: Set<[UInt8]>
    let requestStart: TextSearch.Start
    let replyStart: TextSearch.Start

    /// Builds what searching needs.
    ///
    /// - Throws: `.invalidPolicy`, with the name of the word list, pattern or detector.
    package init(policy: RedactionPolicy) throws(RedactionFault) {
        self.policy = policy
        var actions = tables.detectors.map { policy.action(of: $0) }
        var names = tables.detectors.map(\.name)
        var labels = tables.detectors.map { Array($0.label.utf8) }
        isActive = actions.map { $0 != .allow }
        let known = Set(names + DetectorTable.shipped.families + ["words"])
            .union(policy.patterns.map(\.name))
        for name in policy.detectors.keys.sorted() where !known.contains(name) {
            throw RedactionFault(.invalidPolicy, detector: "detector \(name)")
        }
        actions.append(policy.detectors["words"] ?? policy.wordsAction)
        names.append("words")
        labels.append(Array("WORD".utf8))
        if policy.words.isEmpty || actions[actions.count - 1] == .allow {
            words = nil
        } else {
            guard let matcher = WordMatcher(policy.words) else {
                throw RedactionFault(.invalidPolicy, detector: "list of words")
            }
            words = matcher
        }
        guard policy.patterns.count <= RedactionPolicy.patternsMax else {
            throw RedactionFault(.invalidPolicy, detector: "list of patterns")
        }
        var patterns: [Pattern] = []
        for row in policy.patterns {
            do throws(PatternFault) {
                patterns.append(try Pattern(name: row.name, pattern: row.pattern))
            } catch {
                throw RedactionFault(.invalidPolicy, detector: "pattern \(row.name)")
            }
            actions.append(policy.detectors[row.name] ?? row.action)
            names.append(row.name)
            labels.append(Array("PAT".utf8))
        }
        self.patterns = patterns
        self.actions = actions
        self.names = names
        self.labels = labels
        allowed = Set(policy.allowed.map { Array($0.utf8) })
        requestStart = TextSearch.Start(tables, actions, forReplies: false)
        replyStart = TextSearch.Start(tables, actions, forReplies: true)
    }

    /// What is done with the findings of a detector, the words or a pattern, by its name.
    package func action(of name: String) -> RedactionPolicy.Action? {
        names.firstIndex(of: name).map { actions[$0] }
    }

    /// Is there a detector or a family of that name?
    package static func isDetector(_ name: String) -> Bool {
        DetectorTable.shipped.index(of: name) != nil
            || DetectorTable.shipped.families.contains(name)
    }

    /// Redacts a request's body.
    ///
    /// Every string that can reach the provider is looked at: texts, system prompts, definitions
    /// and arguments of tools, their results, metadata, names of files, keys of free objects. What
    /// isn't found stays as it is, to the byte.
    ///
    /// - Parameters:
    ///   - document: The body, as it was read.
    ///   - dialect: Whose shapes the body has; embeddings and counting have their dialect's.
    ///   - key: The client's key for placeholders, 32 bytes.
    /// - Throws: `.blocked`, `.sealed`, and whatever else keeps a request from being safe to send.
    package func redact(
        _ document: JSONDocument, dialect: Dialect, key: Secret
    ) throws(RedactionFault) -> Redacted {
        var walk = RequestWalk(self, document: document, dialect: dialect, key: key)
        try walk.run()
        return walk.finish()
    }
}
