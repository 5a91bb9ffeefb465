/// All layouts of codes as one trie over groups, so that a number costs a few look-ups whatever the
/// number of layouts.
///
/// A step is a group (its length, digits or letters) and the separator before it.
struct CodeTrie: Sendable {
    /// What a layout leads to.
    struct Leaf: Sendable {
        let detector: UInt16
        /// It counts without a word before it.
        let isEnough: Bool
    }

    /// A number for what may stand between groups; zero for anything else.
    @inline(__always)
    static func separator(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: " "): 1
        case UInt8(ascii: "-"): 2
        case UInt8(ascii: "."): 3
        case UInt8(ascii: "/"): 4
        default: 0
        }
    }

    /// The longest group.
    static let groupMax = 63

    /// The node after a first group, by its step; zero for none.
    private(set) var roots = [UInt16](repeating: 0, count: 128)
    /// Where a node's edges begin; one entry more than nodes.
    private(set) var edgeStarts: [UInt32] = []
    /// A step in the high half, the node it leads to in the low half.
    private(set) var edges: [UInt32] = []
    /// Where a node's leaves begin; one entry more than nodes.
    private(set) var leafStarts: [UInt32] = []
    private(set) var leaves: [Leaf] = []

    /// A step as a number.
    @inline(__always)
    static func step(separator: UInt8, isDigits: Bool, count: Int) -> UInt16 {
        UInt16(separator) << 7 | (isDigits ? 0x40 : 0) | UInt16(truncatingIfNeeded: count)
    }

    /// The trie of the rows of kind code.
    init(_ detectors: [Detector]) {
        var children: [[(step: UInt16, node: Int)]] = [[]]
        var found: [[Leaf]] = [[]]
        for (index, detector) in detectors.enumerated() where detector.kind == .code {
            for shape in detector.shapes {
                let isMarked = shape.hasPrefix("!")
                for steps in Self.layouts(isMarked ? shape.dropFirst() : Substring(shape)) {
                    var node = 0
                    for step in steps {
                        if let edge = children[node].first(where: { $0.step == step }) {
                            node = edge.node
                        } else {
                            children.append([])
                            found.append([])
                            children[node].append((step, children.count - 1))
                            node = children.count - 1
                        }
                    }
                    found[node].append(
                        Leaf(
                            detector: UInt16(index),
                            isEnough: isMarked && !detector.needsContext))
                }
            }
        }
        for edge in children[0] { roots[Int(edge.step)] = UInt16(edge.node) }
        for node in children.indices {
            edgeStarts.append(UInt32(edges.count))
            edges += children[node].map { UInt32($0.step) << 16 | UInt32($0.node) }
            leafStarts.append(UInt32(leaves.count))
            leaves += found[node]
        }
        edgeStarts.append(UInt32(edges.count))
        leafStarts.append(UInt32(leaves.count))
    }

    /// `3-2-4`, `L2,9`, `6_3~4`: all layouts that it stands for.
    private static func layouts(_ text: Substring) -> [[UInt16]] {
        var layouts: [[UInt16]] = [[]]
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
