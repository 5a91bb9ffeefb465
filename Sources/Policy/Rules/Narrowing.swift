import Vocabulary

/// How policies join down the tree: what both allow is allowed, and nothing else.
extension Policy {
    /// What this policy and another one both allow. Associative; a policy that says nothing changes nothing.
    package func narrowed(by other: Policy) -> Policy {
        var policy = Policy()
        policy.modelLists = Self.union(modelLists, other.modelLists)
        policy.deniedModels = Self.union(deniedModels, other.deniedModels)
        policy.endpoints = Self.joined(endpoints, other.endpoints) { left, right in
            left.filter { right.contains($0) }
        }
        policy.networkLists = Self.union(networkLists, other.networkLists)
        policy.expiresAt = Self.joined(expiresAt, other.expiresAt, min)
        policy.residency = Self.later(residency, other.residency)
        policy.outputTokensMax = Self.joined(outputTokensMax, other.outputTokensMax, min)
        policy.deniedHostedTools = Self.union(deniedHostedTools, other.deniedHostedTools)
        policy.redaction = redaction.narrowed(by: other.redaction)
        policy.content = Self.joined(content, other.content) { left, right in
            guard left.isKept, right.isKept else { return .none }
            return .redacted(
                forMilliseconds: min(left.retentionMilliseconds, right.retentionMilliseconds))
        }
        policy.attachments = Self.later(attachments, other.attachments)
        policy.store = Self.later(store, other.store)
        policy.unpriced = Self.later(unpriced, other.unpriced)
        policy.unsupportedFields = Self.later(unsupportedFields, other.unsupportedFields)
        policy.scansReplies = Self.joined(scansReplies, other.scansReplies) { $0 || $1 }
        policy.unknownInputTokens = Self.joined(
            unknownInputTokens, other.unknownInputTokens, min)
        return policy
    }

    /// Both values' meeting; the one there is, when the other is `nil`.
    private static func joined<Value>(
        _ left: Value?, _ right: Value?, _ meet: (Value, Value) -> Value
    ) -> Value? {
        guard let left else { return right }
        return right.map { meet(left, $0) } ?? left
    }

    /// The stricter of two words that are declared from the mildest to the strictest.
    private static func later<Word: CaseIterable & Hashable>(
        _ left: Word?, _ right: Word?
    ) -> Word? {
        joined(left, right) { left, right in
            Array(Word.allCases).last { $0 == left || $0 == right } ?? left
        }
    }

    /// All elements of both, each once, in their order.
    private static func union<Element: Hashable>(
        _ left: [Element], _ right: [Element]
    ) -> [Element] {
        left + right.filter { !left.contains($0) }
    }
}
