import Wire

extension JSONNode {
    /// The count under a key: `nil` when absent, null or not a sensible count. Zero is a count.
    func usageCount(_ key: String) -> Int64? {
        guard let count = self[key]?.int64, count >= 0, count <= 1 << 40 else { return nil }
        return count
    }

    /// A member's text when it is a string.
    func text(_ key: String) -> String? { self[key]?.string }
}
