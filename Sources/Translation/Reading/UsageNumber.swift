import Wire

/// Counts of a provider's usage object.
package enum UsageNumber {
    /// Counts beyond this are nonsense.
    package static let tokensMax: Int64 = 1 << 34
}

extension JSONNode {
    /// The count under a key: `nil` when absent, null or not a sensible count. Zero is a count.
    func usageCount(_ key: String) -> Int64? {
        guard let count = self[key]?.int64, count >= 0, count <= UsageNumber.tokensMax else {
            return nil
        }
        return count
    }

    /// Is something said under one of these keys that can't be a count?
    func hasNoCount(_ keys: String...) -> Bool {
        keys.contains { usageCount($0) == nil && self[$0]?.kind == .number }
    }

    /// A member's text when it is a string.
    func text(_ key: String) -> String? { self[key]?.string }
}
