/// All layouts of codes as one automaton over groups (Aho and Corasick, 1975), so that each group of
/// a text is looked at once whatever the number of layouts and of places where one may begin.
///
/// A step is a group (its length, digits or letters) and the separator before it. State zero is
/// inside of a word or number that no layout fits.
struct CodeTrie: Sendable {
    /// What a layout leads to.
    struct Leaf: Sendable {
        let detector: UInt16
        /// It counts without a word before it.
        let isEnough: Bool
        /// How many letters and digits it has.
        let count: UInt8
        /// How many bytes it has, separators included.
        let byteCount: UInt8
        /// The first digits that its check may accept, a bit each.
        let firsts: UInt16
    }

    /// A number for what may stand between groups; zero for anything else.
    @inline(__always)
    static func separator(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: " "): space
        case UInt8(ascii: "-"): 2
        case UInt8(ascii: "."): 3
        case UInt8(ascii: "/"): 4
        default: 0
        }
    }

    /// The separator that a number may begin behind.
    static let space: UInt8 = 1
    /// The longest group.
    static let groupMax = 63
    /// How many steps there are.
    private static let stepsMax = 5 << 7

    /// The column of each step; zero for steps that no layout has.
    private(set) var columns = [UInt8](repeating: 0, count: stepsMax)
    /// The state that follows a state, by column.
    private(set) var next: [UInt16] = []
    /// How many columns a state has, as a power of two.
    private(set) var shift = 0
    /// Where a state's leaves begin; one entry more than states.
    private(set) var leafStarts: [UInt32] = []
    private(set) var leaves: [Leaf] = []

    /// A step as a number.
    @inline(__always)
    static func step(separator: UInt8, isDigits: Bool, count: Int) -> Int {
        Int(separator) << 7 | (isDigits ? 0x40 : 0) | count & 0x3f
    }

    /// The automaton of the rows of kind code.
    init(_ detectors: [Detector]) {
        var builder = CodeTrieBuilder()
        for (index, detector) in detectors.enumerated() where detector.kind == .code {
            for shape in detector.shapes {
                let isMarked = shape.hasPrefix("!")
                for steps in Self.layouts(isMarked ? shape.dropFirst() : Substring(shape)) {
                    builder.insert(
                        steps, detector: UInt16(index),
                        isEnough: isMarked && !detector.needsContext,
                        firsts: Self.firsts(detector.check, groups: steps.count))
                }
            }
        }
        builder.link()
        let steps = builder.steps.sorted()
        precondition(steps.count < 255, "a column for each step")
        for (number, step) in steps.enumerated() { columns[step] = UInt8(number + 1) }
        while 1 << shift <= steps.count { shift += 1 }
        next = [UInt16](repeating: 0, count: builder.children.count << shift)
        for state in builder.children.indices {
            for (number, step) in steps.enumerated() {
                next[state << shift | number + 1] = UInt16(builder.children[state][step] ?? 0)
            }
            leafStarts.append(UInt32(leaves.count))
            leaves += builder.leaves[state]
        }
        leafStarts.append(UInt32(leaves.count))
    }

    /// The digits that a code of a check may begin with, a bit each: most numbers needn't be summed.
    private static func firsts(_ check: Check?, groups: Int) -> UInt16 {
        switch check {
        case .card: 0b01_0111_1100
        case .inAadhaar: 0b11_1111_1100
        case .phonePairs: 1
        // Of four groups the first is the country's 1.
        case .phoneGrouped: groups == 4 ? 2 : 0b11_1111_1100
        default: .max
        }
    }

    /// `3-2-4`, `L2,9`, `6_3~4`: all layouts that it stands for.
    private static func layouts(_ text: Substring) -> [[Int]] {
        var layouts: [[Int]] = [[]]
        var separator: UInt8 = 0
        var isDigits = true
        var low: Int?
        var number = 0
        func finish() {
            let range = (low ?? number)...number
            layouts = layouts.flatMap { layout in
                range.map {
                    layout + [step(separator: separator, isDigits: isDigits, count: $0)]
                }
            }
            (low, number, isDigits, separator) = (nil, 0, true, 0)
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "L"): isDigits = false
            case UInt8(ascii: "~"): (low, number) = (number, 0)
            case 0x30...0x39: number = number * 10 + Int(byte) - 48
            default:
                finish()
                separator = Self.separator(byte == UInt8(ascii: "_") ? UInt8(ascii: " ") : byte)
            }
        }
        finish()
        return layouts
    }
}

/// The automaton of codes while it is built: state one is where a number may begin.
private struct CodeTrieBuilder {
    static let start = 1
    var children: [[Int: Int]] = [[:], [:]]
    var leaves: [[CodeTrie.Leaf]] = [[], []]
    var steps: Set<Int> = []

    mutating func insert(_ layout: [Int], detector: UInt16, isEnough: Bool, firsts: UInt16) {
        var state = Self.start
        var count = 0
        for step in layout {
            steps.insert(step)
            count += step & 0x3f
            if let child = children[state][step] {
                state = child
            } else {
                children.append([:])
                leaves.append([])
                children[state][step] = children.count - 1
                state = children.count - 1
            }
        }
        let joints = layout.dropFirst().count { $0 >> 7 != 0 }
        leaves[state].append(
            CodeTrie.Leaf(
                detector: detector, isEnough: isEnough, count: UInt8(count),
                byteCount: UInt8(count + joints), firsts: firsts))
    }

    /// Fills every state's steps, breadth first, by the links for failure: a number may begin behind
    /// each space.
    mutating func link() {
        let spaced = Int(CodeTrie.space) << 7
        for (step, child) in children[Self.start] where step >> 7 == 0 {
            children[0][step | spaced] = child
        }
        var failure = [Int](repeating: 0, count: children.count)
        var queue = children[Self.start].values.sorted()
        var taken = 0
        while taken < queue.count {
            let state = queue[taken]
            taken += 1
            let link = failure[state]
            leaves[state] += leaves[link]
            for (step, child) in children[state] {
                failure[child] = children[link][step] ?? 0
                queue.append(child)
            }
            for (step, child) in children[link] where children[state][step] == nil {
                children[state][step] = child
            }
        }
        steps.formUnion(children[0].keys)
    }
}
