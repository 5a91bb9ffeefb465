/// What a scanner looks things up in, built once from the table of detectors (a few milliseconds).
final class ScannerTables: Sendable {
    /// What a word that the automaton finds leads to.
    struct Action: Sendable {
        /// The kinds of words.
        enum Kind: UInt8, Sendable {
            /// A context word; the value is the detector whose word it is.
            case context
            /// A token's mark that begins a word.
            case token
            /// A token's mark that may stand inside a word.
            case innerToken
            /// A word before a shape.
            case near
            /// A word that something may be assigned to.
            case assign
            /// Something with a matcher of its own.
            case special
        }

        let kind: Kind
        /// The length of the word.
        let count: UInt16
        /// What it is about.
        let value: UInt16
    }

    /// Matchers of their own.
    enum Special: Int, CaseIterable, Sendable {
        case digit, email, colon, dash, plus, uri, authorization, curl
        case pem, putty, mrz, placeholder, netrc, seed
        case iban, phone, ipv4, ipv6, mac, wif, base58, ethereum

        /// Its name in the table.
        var name: String { self == .uri ? "uri-password" : "\(self)" }
    }

    /// The shape of a near row: its elements and set, by the detector.
    struct Near: Sendable {
        let detector: Int
        let shapes: [TokenShape]
    }

    /// A word's shape: classes by place.
    struct Mask: Sendable {
        let detector: Int
        let classes: [UInt8]
    }

    /// The shipped table's.
    static let shipped = ScannerTables(DetectorTable.shipped)

    let detectors: [Detector]
    let automaton: Automaton
    /// What happens in each accepting state, one after the other; `actionStarts` says where.
    let actions: [Action]
    /// One entry more than accepting states.
    let actionStarts: [UInt32]
    let tokens: [(detector: Int, shape: TokenShape)]
    let nears: [Near]
    let assigns: [Int]
    let masks: [[Mask]]
    let codes: CodeTrie
    /// The detector of each special matcher; -1 for those without a row.
    let specials: [Int]
    /// Whether a detector has context words.
    let hasWords: [Bool]

    init(_ table: DetectorTable) {
        detectors = table.detectors
        var numbers: [[UInt8]: Int] = [:]
        var patterns: [[UInt8]] = []
        var actions: [[Action]] = []
        func add(_ pattern: [UInt8], _ kind: Action.Kind, _ value: Int) {
            let action = Action(
                kind: kind, count: UInt16(pattern.count), value: UInt16(value))
            let folded = pattern.map { CharacterSet.isUpper($0) ? $0 | 0x20 : $0 }
            let number = numbers[folded] ?? patterns.count
            if number == patterns.count {
                numbers[folded] = number
                patterns.append(folded)
                actions.append([])
            }
            actions[number].append(action)
        }
        var tokens: [(detector: Int, shape: TokenShape)] = []
        var nears: [Near] = []
        var assigns: [Int] = []
        var masks = [[Mask]](repeating: [], count: 33)
        var specials = [Int](repeating: -1, count: Special.allCases.count)
        for (index, detector) in table.detectors.enumerated() {
            for word in detector.context.flatMap(Self.variants) where detector.kind != .near {
                add(Array(word.utf8), .context, index)
            }
            switch detector.kind {
            case .token:
                for shape in detector.shapes.flatMap(TokenShape.shapes) {
                    let isInner = detector.isInner || shape.before != nil
                    add(shape.anchor, isInner ? .innerToken : .token, tokens.count)
                    tokens.append((index, shape))
                }
            case .near:
                nears.append(
                    Near(detector: index, shapes: detector.shapes.flatMap(TokenShape.shapes)))
                for word in detector.context.flatMap(Self.variants) {
                    add(Array(word.utf8), .near, nears.count - 1)
                }
            case .assign:
                assigns.append(index)
                for word in detector.shapes.flatMap(Self.variants) {
                    add(Array(word.utf8), .assign, index)
                }
            case .mask:
                for shape in detector.shapes {
                    masks[min(shape.utf8.count, 32)].append(
                        Mask(detector: index, classes: Array(shape.utf8)))
                }
            case .special:
                for special in Special.allCases where special.name == detector.shapes[0] {
                    specials[special.rawValue] = index
                }
            case .code: break
            }
        }
        for digit in UInt8(ascii: "0")...UInt8(ascii: "9") {
            add([digit], .special, Special.digit.rawValue)
        }
        for (word, special) in Self.marks {
            add(Array(word.utf8), .special, special.rawValue)
        }
        for word in ["seed", "recovery", "backup", "secret"].flatMap({
            Self.variants($0 + "_phrase")
        })
            + ["mnemonic"]
        {
            add(Array(word.utf8), .special, Special.seed.rawValue)
        }
        guard let automaton = Automaton(patterns, firstDigitOnly: true) else {
            preconditionFailure("the shipped table fits an automaton")
        }
        self.automaton = automaton
        var flat: [Action] = []
        var starts: [UInt32] = [0]
        for row in 0..<automaton.wordStarts.count - 1 {
            for index in automaton.wordStarts[row]..<automaton.wordStarts[row + 1] {
                flat += actions[Int(automaton.words[Int(index)])]
            }
            starts.append(UInt32(flat.count))
        }
        (self.actions, actionStarts) = (flat, starts)
        self.tokens = tokens
        self.nears = nears
        self.assigns = assigns
        self.masks = masks
        self.specials = specials
        hasWords = table.detectors.map { !$0.context.isEmpty }
        codes = CodeTrie(table.detectors)
    }

    private static let marks: [(String, Special)] = [
        ("@", .email), (":", .colon), ("-", .dash), ("+", .plus), ("://", .uri),
        ("-----begin", .pem), ("---- begin", .pem), ("putty-user-key-file", .putty),
        ("<<", .mrz), ("bur", .placeholder), ("authorization", .authorization),
        ("curl", .curl), ("password ", .netrc),
    ]

    /// `_` stands for itself, a space, a hyphen and nothing.
    private static func variants(_ word: String) -> [String] {
        guard word.dropFirst().contains("_") else { return [word] }
        var all = ["_", " ", "-", ""].map { joint in
            String(word.first.map(String.init) ?? "")
                + word.dropFirst().replacing("_", with: joint)
        }
        if word.contains("-") { all.removeSubrange(1...) }
        return all
    }
}
