/// Values under globs, found by name, the most specific glob first.
package struct GlobTable<Value: Sendable>: Sendable {
    private let index: GlobIndex
    private let values: [Value]

    /// Of two values under the same glob the last one stays.
    package init(_ values: some Sequence<(glob: Glob, value: Value)>) {
        let values = Array(values)
        index = GlobIndex(values.map(\.glob))
        self.values = values.map(\.value)
    }

    /// How many globs there are.
    package var count: Int { index.count }

    /// The value of the most specific glob that matches the name.
    package func value(for name: String) -> Value? { first(for: name) { $0 } }

    /// The first answer that isn't `nil`, asking the values of all globs that match, the most
    /// specific first.
    package func first<Answer>(for name: String, where answer: (Value) -> Answer?) -> Answer? {
        var found: Answer?
        index.visit(name) { place in
            found = answer(values[place])
            return found == nil
        }
        return found
    }
}

/// Finds the globs that match a name, by their places in a list. Apart from the values, so that there is one of it in
/// machine code, not one that asks at each step what kind of value it has.
///
/// A glob without `*` and `?` is found by dictionary. The others stand in a tree by their fixed
/// beginnings, so that a name is compared with those only whose beginning it has: hundreds of globs
/// take about a microsecond. Of two globs that fix as many characters, the one whose text sorts
/// first comes first.
struct GlobIndex: Sendable {
    private struct Entry {
        let glob: Glob
        let beginning: Int
        let ending: [UInt8]
        /// Is it one `*` and otherwise fixed, so that beginning and ending tell all?
        let isOneStar: Bool
        /// Where the glob is in the list.
        let place: Int
    }

    /// A place in the tree of beginnings.
    private struct Node {
        var children: [(byte: UInt8, node: Int)] = []
        /// The places in `patterns` of the globs whose beginning ends here.
        var entries: [Int] = []
    }

    private var exact: [String: (bytes: Int, place: Int)] = [:]
    /// The most specific first.
    private var patterns: [Entry] = []
    private var nodes = [Node()]

    /// Of two equal globs the last one counts.
    init(_ globs: [Glob]) {
        var places: [String: Int] = [:]
        for (place, glob) in globs.enumerated() { places[glob.pattern] = place }
        for (pattern, place) in places where !Self.isPattern(pattern) {
            exact[pattern] = (bytes: pattern.utf8.count, place: place)
        }
        let sorted = places.filter { Self.isPattern($0.key) }.sorted { left, right in
            (globs[right.value].specificity, left.key) < (globs[left.value].specificity, right.key)
        }
        for (_, place) in sorted { insert(globs[place], place) }
    }

    /// How many globs there are.
    var count: Int { exact.count + patterns.count }

    /// Hands over the places of the globs that match, the most specific first, for as long as it is asked to go on.
    func visit(_ name: String, _ mustGoOn: (Int) -> Bool) {
        // Strings are equal that look alike, such as with a Kelvin sign for a K; names are bytes.
        if let entry = exact[name], entry.bytes == name.utf8.count, !mustGoOn(entry.place) {
            return
        }
        guard !patterns.isEmpty else { return }
        let bytes = Array(name.utf8)
        for index in candidates(bytes) where matches(patterns[index], name, bytes) {
            guard mustGoOn(patterns[index].place) else { return }
        }
    }

    private mutating func insert(_ glob: Glob, _ place: Int) {
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
                place: place))
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
