/// A request with nothing in it that the policy keeps back, and what it takes to put it all back.
package struct Redacted: Sendable {
    /// The new body; `nil` when nothing had to be changed.
    package let body: [UInt8]?
    /// What was found.
    package let findings: Findings
    /// For the answer.
    package var restoration: Restoration

    /// A redacted request.
    package init(
        body: [UInt8]? = nil, findings: Findings = Findings(), restoration: Restoration
    ) {
        self.body = body
        self.findings = findings
        self.restoration = restoration
    }
}

/// How much was found, without what.
package struct Findings: Sendable, Equatable {
    /// By the detector's name.
    package private(set) var byDetector: [String: Int] = [:]
    private var byLabel: [String: Int] = [:]

    /// Nothing found.
    package init() {}

    /// Whether nothing was found.
    package var isEmpty: Bool { byDetector.isEmpty }

    /// The value of the `bursar-redacted` header, `CARD=1,EMAIL=2`; `nil` for nothing.
    package var headerText: String? {
        guard !byLabel.isEmpty else { return nil }
        return byLabel.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            .joined(separator: ",")
    }

    mutating func count(_ detector: String, label: String) {
        byDetector[detector, default: 0] += 1
        byLabel[label, default: 0] += 1
    }
}

/// The placeholders that one request sent, and what they stand for. Never leaves memory.
package struct Restoration: Sendable, CustomStringConvertible, CustomReflectable {
    /// By the placeholder in lower case.
    private(set) var values: [[UInt8]: [UInt8]] = [:]
    /// All placeholders in lower case, in order.
    private(set) var ordered: [[UInt8]] = []
    /// The request asked for an answer that is JSON.
    var expectsJSON = false
    /// How text of the documents that may be cited grew shorter or longer, by document.
    var documents: [Int: OffsetMap] = [:]

    /// Nothing to put back.
    package init() {}

    /// Whether there is nothing to put back.
    package var isEmpty: Bool { values.isEmpty }

    /// How many placeholders it holds.
    package var count: Int { values.count }

    /// How much of it goes on with a stored response, in bytes; the shortest values first.
    private static let packedBytesMax = 48 << 10

    /// What `packed` made.
    package init(packed: [UInt8]) {
        var rest = packed[...]
        while let count = rest.popFirst(), rest.count >= Int(count) + 2 {
            let placeholder = Array(rest.prefix(Int(count)))
            rest = rest.dropFirst(Int(count))
            let length = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
            values[placeholder] = Array(rest.dropFirst(2).prefix(length))
            rest = rest.dropFirst(2 + length)
        }
        seal()
    }

    /// Placeholders and values as bytes, as far as they fit; empty for nothing.
    package var packed: [UInt8] {
        var packed: [UInt8] = []
        let shortestFirst = ordered.sorted { (values[$0]?.count ?? 0) < (values[$1]?.count ?? 0) }
        for placeholder in shortestFirst {
            guard let value = values[placeholder],
                packed.count + placeholder.count + value.count + 3 <= Self.packedBytesMax
            else { break }
            packed.append(UInt8(placeholder.count))
            packed += placeholder
            packed += [UInt8(value.count >> 8), UInt8(value.count & 0xff)]
            packed += value
        }
        return packed
    }

    /// Adds what earlier requests of the same conversation replaced.
    package mutating func add(_ earlier: Restoration) {
        values.merge(earlier.values) { own, _ in own }
        seal()
    }

    mutating func insert(_ placeholder: [UInt8], _ value: [UInt8]) {
        values[Self.folded(placeholder)] = value
    }

    mutating func seal() { ordered = values.keys.sorted { $0.lexicographicallyPrecedes($1) } }

    private static func folded(_ word: some Sequence<UInt8>) -> [UInt8] {
        word.map { CharacterSet.isUpper($0) ? $0 | 0x20 : $0 }
    }

    /// The placeholder of this request that begins at a place, in whatever case.
    func match(_ text: [UInt8], _ start: Int) -> (count: Int, value: [UInt8])? {
        guard text[start] | 0x20 == UInt8(ascii: "b"), text.count - start >= Placeholder.bytesMin,
            text[start + 1] | 0x20 == UInt8(ascii: "u"), text[start + 2] | 0x20 == UInt8(ascii: "r")
        else { return nil }
        let window = Self.folded(text[start..<min(text.count, start + Placeholder.bytesMax)])
        for count in stride(from: window.count, through: Placeholder.bytesMin, by: -1) {
            if let value = values[Array(window[..<count])] { return (count, value) }
        }
        return nil
    }

    /// Could the rest of a text, from a place on, be the front of one?
    func mayBegin(_ text: [UInt8], _ start: Int) -> Bool {
        guard text[start] | 0x20 == UInt8(ascii: "b"), text.count - start < Placeholder.bytesMax
        else { return false }
        let rest = Self.folded(text[start...])
        var (low, high) = (0, ordered.count)
        while low < high {
            let middle = (low + high) / 2
            if ordered[middle].lexicographicallyPrecedes(rest) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < ordered.count && ordered[low].count > rest.count
            && ordered[low].starts(with: rest)
    }

    /// How many there are, and nothing of them.
    package var description: String { "‹\(values.count) placeholders›" }
    package var customMirror: Mirror { Mirror(self, children: ["count": values.count]) }
}
