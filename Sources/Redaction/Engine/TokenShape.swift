/// A mark and the runs after it, as a row of the table says.
struct TokenShape: Sendable {
    /// One step of the match.
    enum Element: Sendable {
        case literal([UInt8])
        case run(CharacterSet, min: Int, max: Int)
        /// Up to two `=`.
        case padding
    }

    /// What the automaton looks for: the literal in front, or the one behind the run before it.
    let anchor: [UInt8]
    /// The run before the anchor.
    let before: (set: CharacterSet, min: Int, max: Int)?
    /// What follows the anchor.
    let elements: [Element]
    /// The set of the last run: a match must not go on with it.
    let lastSet: CharacterSet
    /// Whether `/` and `+` before it mean that it stands inside base64.
    let isBase64: Bool

    /// How long the run behind the anchor is at least, and the sorts of bytes it is made of.
    var body: (min: Int, sorts: UInt64) {
        guard case .run(let set, let min, _)? = elements.first, min > 0 else { return (1, .max) }
        return (min, ByteSorts.mask(set.contains))
    }

    /// All shapes that a text of the table stands for.
    static func shapes(_ text: String) -> [TokenShape] {
        choices(text).map { TokenShape($0) }
    }

    /// Resolves `(a|b)`.
    private static func choices(_ text: String) -> [String] {
        guard let open = text.firstIndex(of: "("), let close = text.firstIndex(of: ")") else {
            return [text]
        }
        let rest = choices(String(text[text.index(after: close)...]))
        return text[text.index(after: open)..<close].split(separator: "|").flatMap { choice in
            rest.map { text[..<open] + choice + $0 }
        }
    }

    private init(_ text: String) {
        var before: (set: CharacterSet, min: Int, max: Int)?
        var elements: [Element] = []
        var lastSet = CharacterSet.alphanumeric
        var rest = Substring(text)
        while let first = rest.first {
            if first == "<" {
                let end = rest.firstIndex(of: ">")
                precondition(end != nil, "a run without end: \(text)")
                guard let end else { break }
                let body = rest[rest.index(after: rest.startIndex)..<end]
                rest = rest[rest.index(after: end)...]
                guard body != "pad" else {
                    elements.append(.padding)
                    continue
                }
                let parts = body.split(separator: ":")
                let isBefore = parts[0].first == "~"
                let name = isBefore ? parts[0].dropFirst() : parts[0]
                let bounds = parts[1].split(separator: "-").compactMap { Int($0) }
                guard let set = CharacterSet(named: name), bounds.count == 2 else {
                    preconditionFailure("an unknown run: \(text)")
                }
                if isBefore {
                    before = (set, bounds[0], bounds[1])
                } else {
                    elements.append(.run(set, min: bounds[0], max: bounds[1]))
                    lastSet = set
                }
            } else {
                let end = rest.firstIndex(of: "<") ?? rest.endIndex
                elements.append(.literal(Array(rest[..<end].utf8)))
                rest = rest[end...]
            }
        }
        if case .literal(let bytes)? = elements.first {
            anchor = bytes
            elements.removeFirst()
        } else {
            anchor = []
        }
        self.before = before
        self.elements = elements
        self.lastSet = lastSet
        if case .run(let set, _, _)? = elements.first {
            isBase64 = set == .base64
        } else {
            isBase64 = false
        }
    }
}

/// A shape without references, so that matching copies nothing: its steps and literals lie in tables
/// of all shapes.
struct FlatShape: Sendable {
    /// One step of the match.
    struct Step: Sendable {
        /// The kinds of steps.
        enum Kind: UInt8, Sendable { case literal, run, padding }

        let kind: Kind
        let set: CharacterSet
        /// Of a run: how many characters; of a literal: where it lies.
        let low: Int
        let high: Int
    }

    let anchor: Range<Int>
    let steps: Range<Int>
    let hasBefore: Bool
    let beforeSet: CharacterSet
    let beforeMin: Int
    let beforeMax: Int
    let lastSet: CharacterSet
    let isBase64: Bool
    /// How many characters of a word it begins with at least.
    let wordMin: Int

    init(_ shape: TokenShape, steps all: inout [Step], literals: inout [UInt8]) {
        func keep(_ bytes: [UInt8]) -> Range<Int> {
            literals += bytes
            return literals.count - bytes.count..<literals.count
        }
        anchor = keep(shape.anchor)
        let start = all.count
        for element in shape.elements {
            switch element {
            case .literal(let bytes):
                let range = keep(bytes)
                all.append(
                    Step(
                        kind: .literal, set: .word, low: range.lowerBound, high: range.upperBound))
            case .run(let set, let min, let max):
                all.append(Step(kind: .run, set: set, low: min, high: max))
            case .padding:
                all.append(Step(kind: .padding, set: .word, low: 0, high: 2))
            }
        }
        steps = start..<all.count
        hasBefore = shape.before != nil
        beforeSet = shape.before?.set ?? .word
        (beforeMin, beforeMax) = (shape.before?.min ?? 0, shape.before?.max ?? 0)
        (lastSet, isBase64) = (shape.lastSet, shape.isBase64)
        if case .run(let set, let min, _)? = shape.elements.first, shape.anchor.isEmpty,
            (0..<128).allSatisfy({ !set.contains($0) || CharacterSet.word.contains($0) })
        {
            wordMin = min
        } else {
            wordMin = 0
        }
    }
}
