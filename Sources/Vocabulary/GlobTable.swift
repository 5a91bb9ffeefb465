/// Values under globs, found by name, the most specific glob first.
///
/// A glob without `*` and `?` is found by dictionary; of the others most are told by their fixed beginning or
/// ending alone, so that a name is looked up among hundreds of globs in a few microseconds. Of two globs
/// that fix as many characters, the one whose text sorts first comes first.
package struct GlobTable<Value: Sendable>: Sendable {
    private struct Entry {
        let glob: Glob
        let beginning: [UInt8]
        let ending: [UInt8]
        let isTold: Bool
        let value: Value
    }

    private var exact: [String: Value] = [:]
    private var patterns: [Entry] = []

    /// Of two values under the same glob the last one stays.
    package init(_ values: some Sequence<(glob: Glob, value: Value)>) {
        var byPattern: [String: (glob: Glob, value: Value)] = [:]
        for pair in values { byPattern[pair.glob.pattern] = pair }
        for (pattern, pair) in byPattern {
            if pattern.contains(where: { $0 == "*" || $0 == "?" }) {
                patterns.append(Self.entry(pair.glob, pair.value))
            } else {
                exact[pattern] = pair.value
            }
        }
        patterns.sort { left, right in
            (right.glob.specificity, left.glob.pattern) < (
                left.glob.specificity, right.glob.pattern
            )
        }
    }

    /// How many globs there are.
    package var count: Int { exact.count + patterns.count }

    /// The value of the most specific glob that matches the name.
    package func value(for name: String) -> Value? { first(for: name) { $0 } }

    /// The first answer that isn't `nil`, asking the values of all globs that match, the most specific first.
    package func first<Answer>(for name: String, where answer: (Value) -> Answer?) -> Answer? {
        if let value = exact[name], let found = answer(value) { return found }
        for entry in patterns where Self.matches(entry, name) {
            if let found = answer(entry.value) { return found }
        }
        return nil
    }

    private static func entry(_ glob: Glob, _ value: Value) -> Entry {
        let bytes = Array(glob.pattern.utf8)
        let isFixed: (UInt8) -> Bool = { $0 != UInt8(ascii: "*") && $0 != UInt8(ascii: "?") }
        let beginning = Array(bytes.prefix(while: isFixed))
        let ending = Array(bytes.reversed().prefix(while: isFixed).reversed())
        let isOneStar =
            bytes.count == beginning.count + ending.count + 1 && bytes.contains(UInt8(ascii: "*"))
        return Entry(
            glob: glob, beginning: beginning, ending: ending, isTold: isOneStar, value: value)
    }

    private static func matches(_ entry: Entry, _ name: String) -> Bool {
        let bytes = name.utf8
        guard bytes.count >= entry.beginning.count + entry.ending.count,
            bytes.starts(with: entry.beginning),
            entry.ending.isEmpty || bytes.suffix(entry.ending.count).elementsEqual(entry.ending)
        else { return false }
        return entry.isTold || entry.glob.matches(name)
    }
}
