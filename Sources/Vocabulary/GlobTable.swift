/// Values under globs, found by name, the most specific glob first.
///
/// A glob without `*` and `?` is found by dictionary. The others stand in a tree by their fixed
/// beginnings, so that a name is compared with those only whose beginning it has: hundreds of globs
/// take about a microsecond. Of two globs that fix as many characters, the one whose text sorts
/// first comes first.
package struct GlobTable<Value: Sendable>: Sendable {
    private struct Entry {
        let glob: Glob
        let beginning: Int
        let ending: [UInt8]
        /// Is it one `*` and otherwise fixed, so that beginning and ending tell all?
        let isOneStar: Bool
        let value: Value
    }

    /// A place in the tree of beginnings.
    private struct Node {
        var children: [(byte: UInt8, node: Int)] = []
        /// The places in `patterns` of the globs whose beginning ends here.
        var entries: [Int] = []
    }

    private var exact: [String: (bytes: Int, value: Value)] = [:]
    /// The most specific first.
    private var patterns: [Entry] = []
    private var nodes = [Node()]

    /// Of two values under the same glob the last one stays.
    package init(_ values: some Sequence<(glob: Glob, value: Value)>) {
        var byPattern: [String: (glob: Glob, value: Value)] = [:]
        for pair in values { byPattern[pair.glob.pattern] = pair }
        for (pattern, pair) in byPattern where !Self.isPattern(pattern) {
            exact[pattern] = (bytes: pattern.utf8.count, value: pair.value)
        }
        let sorted = byPattern.values.filter { Self.isPattern($0.glob.pattern) }.sorted {
            left, right in
            (right.glob.specificity, left.glob.pattern) < (
                left.glob.specificity, right.glob.pattern
            )
        }
        for pair in sorted { insert(pair.glob, pair.value) }
    }

    /// How many globs there are.
    package var count: Int { exact.count + patterns.count }

    /// The value of the most specific glob that matches the name.
    package func value(for name: String) -> Value? { first(for: name) { $0 } }

    /// The first answer that isn't `nil`, asking the values of all globs that match, the most
    /// specific first.
    package func first<Answer>(for name: String, where answer: (Value) -> Answer?) -> Answer? {
        // Strings are equal that look alike, such as with a Kelvin sign for a K; names are bytes.
        if let entry = exact[name], entry.bytes == name.utf8.count, let found = answer(entry.value)
        {
            return found
        }
        guard !patterns.isEmpty else { return nil }
        let bytes = Array(name.utf8)
        for index in candidates(bytes) where matches(patterns[index], name, bytes) {
            if let found = answer(patterns[index].value) { return found }
        }
        return nil
    }

    private mutating func insert(_ glob: Glob, _ value: Value) {
        let bytes = Array(glob.pattern.utf8)
        let beginning = bytes.prefix { !Self.isWild($0) }
        let ending = Array(bytes.reversed().prefix { !Self.isWild($0) }.reversed())
        let isOneStar =
            bytes.count == beginning.count + ending.count + 1 && bytes.contains(UInt8(ascii: "*"))
        var node = 0
        for byte in beginning {
            if let child = nodes[node].children.first(where: { $0.byte == byte }) {
                node = child.node
            } else {
                nodes[node].children.append((byte: byte, node: nodes.count))
                node = nodes.count
                nodes.append(Node())
            }
        }
        nodes[node].entries.append(patterns.count)
        patterns.append(
            Entry(
                glob: glob, beginning: beginning.count, ending: ending, isOneStar: isOneStar,
                value: value))
    }

    /// The places of the globs whose beginning the name has, in order.
    private func candidates(_ bytes: [UInt8]) -> [Int] {
        var found = nodes[0].entries
        var node = 0
        for byte in bytes {
            guard let child = nodes[node].children.first(where: { $0.byte == byte }) else { break }
            node = child.node
            found += nodes[node].entries
        }
        return found.count > 1 ? found.sorted() : found
    }

    private func matches(_ entry: Entry, _ name: String, _ bytes: [UInt8]) -> Bool {
        guard bytes.count >= entry.beginning + entry.ending.count else { return false }
        let start = bytes.count - entry.ending.count
        for index in entry.ending.indices where bytes[start + index] != entry.ending[index] {
            return false
        }
        return entry.isOneStar || entry.glob.matches(name)
    }

    private static func isPattern(_ text: String) -> Bool { text.utf8.contains(where: isWild) }

    private static func isWild(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?")
    }
}
