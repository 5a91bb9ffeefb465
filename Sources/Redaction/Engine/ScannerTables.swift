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
            /// The first digit of a run.
            case digit
            /// `@`.
            case at
            /// A colon.
            case colon
            /// A hyphen.
            case dash
            /// What begins a character that isn't what it seems.
            case disguise
            /// Something with a matcher of its own.
            case special
        }

        let kind: Kind
        /// The length of the word.
        let count: UInt16
        /// What it is about.
        let value: UInt16
        /// Where it is spelled out in `spelled`, one more than that: the automaton can't tell all
        /// bytes beyond ASCII apart. Zero when there are none.
        let spelled: UInt16
        /// What may stand round it.
        let border: Border
        /// The least length of the run behind a token's mark, and the sorts it is made of: what
        /// isn't even that is seen at its last place.
        let bodyMin: Int
        let body: UInt64
    }

    /// Matchers of their own.
    enum Special: Int, CaseIterable, Sendable {
        case email, colon, dash, plus, uri, authorization, curl
        case pem, putty, mrz, placeholder, machine, login, netrc, seed
        case iban, phone, ipv4, ipv6, mac, wif, base58, ethereum

        /// Its name in the table.
        var name: String { self == .uri ? "uri-password" : "\(self)" }
    }

    /// The shapes of a near row, by their numbers.
    struct Near: Sendable {
        let detector: Int
        let shapes: Range<Int>
        /// A word shorter than that can't begin one.
        let wordMin: Int
    }

    /// A token's row and shape.
    struct Token: Sendable {
        let detector: Int
        let shape: FlatShape
    }

    /// A word's shape: a bit for each place, the first lowest.
    struct Mask: Sendable {
        let detector: Int
        let digits: UInt64
        let letters: UInt64

        init(detector: Int, shape: String) {
            self.detector = detector
            var (digits, letters) = (UInt64(0), UInt64(0))
            for (place, kind) in shape.utf8.enumerated() {
                if kind == UInt8(ascii: "9") { digits |= 1 << UInt64(place) }
                if kind == UInt8(ascii: "A") { letters |= 1 << UInt64(place) }
            }
            (self.digits, self.letters) = (digits, letters)
        }
    }

    /// What a row asks for besides a shape, without its words and names.
    struct Traits: Sendable {
        let check: Check?
        let entropyMin: Int
        let asksForKinds: Bool
        let isMixed: Bool
        let hasDigit: Bool
        let needsContext: Bool
        let isDocumentNumber: Bool
        let isPassword: Bool
        let isService: Bool
        let isExactWord: Bool
        let isInner: Bool
        let countMin: Int
        let countMax: Int

        init(_ row: Detector) {
            (check, entropyMin) = (row.check, row.entropyMin)
            (isMixed, hasDigit, needsContext) = (row.isMixed, row.hasDigit, row.needsContext)
            isDocumentNumber = row.isDocumentNumber
            asksForKinds = row.isMixed || row.hasDigit || row.isDocumentNumber
            isService = row.isService
            (isPassword, isExactWord, isInner) = (row.isPassword, row.isExactWord, row.isInner)
            (countMin, countMax) = (row.lengths.lowerBound, row.lengths.upperBound)
        }
    }

    /// The shipped table's.
    static let shipped = ScannerTables(DetectorTable.shipped)

    let detectors: [Detector]
    let automaton: Automaton
    /// What happens in each accepting state, one after the other; `actionStarts` says where.
    let actions: [Action]
    /// One entry more than accepting states.
    let actionStarts: [UInt32]
    /// Words with bytes beyond ASCII, ASCII letters small, one after the other.
    let spelled: [UInt8]
    /// What may stand round the words of an accepting state.
    let gates: [Automaton.Gate]
    let tokens: [Token]
    let nearShapes: [FlatShape]
    let shapeSteps: [FlatShape.Step]
    let literals: [UInt8]
    let nears: [Near]
    let assigns: [Int]
    let masks: [[Mask]]
    let codes: CodeTrie
    /// The detector of each special matcher; -1 for those without a row.
    let specials: [Int]
    /// What each row asks for.
    let traits: [Traits]
    /// A bit for each length that masks have.
    let maskCounts: UInt64
    /// Whether a detector has context words.
    let hasWords: [Bool]
    /// Words that turn the meaning of a name that something is assigned to.
    let turns: Automaton
    let entropy = Entropy()

    init(_ table: DetectorTable) {
        detectors = table.detectors
        var numbers: [[UInt8]: Int] = [:]
        var patterns: [[UInt8]] = []
        var actions: [[Action]] = []
        var borders: [[Border]] = []
        var spelled: [UInt8] = []
        func add(
            _ pattern: [UInt8], _ kind: Action.Kind, _ value: Int, _ border: Border = .any,
            body: (min: Int, sorts: UInt64) = (1, .max)
        ) {
            let folded = pattern.map(Automaton.folded)
            let isPlain = folded.allSatisfy { $0 < 0x80 }
            if !isPlain { spelled += folded }
            let action = Action(
                kind: kind, count: UInt16(pattern.count), value: UInt16(value),
                spelled: isPlain ? 0 : UInt16(spelled.count - folded.count + 1), border: border,
                bodyMin: body.min, body: body.sorts)
            let number = numbers[folded] ?? patterns.count
            if number == patterns.count {
                numbers[folded] = number
                patterns.append(folded)
                actions.append([])
                borders.append([])
            }
            actions[number].append(action)
            borders[number].append(border)
        }
        var tokens: [Token] = []
        var nearShapes: [FlatShape] = []
        var shapeSteps: [FlatShape.Step] = []
        var literals: [UInt8] = []
        var nears: [Near] = []
        var assigns: [Int] = []
        var masks = [[Mask]](repeating: [], count: 33)
        var specials = [Int](repeating: -1, count: Special.allCases.count)
        for (index, detector) in table.detectors.enumerated() {
            for word in detector.context.flatMap(Self.variants) where detector.kind != .near {
                add(Array(word.utf8), .context, index, .word(word))
            }
            switch detector.kind {
            case .token:
                for shape in detector.shapes.flatMap(TokenShape.shapes) {
                    let isInner = detector.isInner || shape.before != nil
                    add(
                        shape.anchor, isInner ? .innerToken : .token, tokens.count,
                        .token(shape, isInner: isInner), body: shape.body)
                    tokens.append(
                        Token(
                            detector: index,
                            shape: FlatShape(shape, steps: &shapeSteps, literals: &literals)))
                }
            case .near:
                let first = nearShapes.count
                for shape in detector.shapes.flatMap(TokenShape.shapes) {
                    nearShapes.append(FlatShape(shape, steps: &shapeSteps, literals: &literals))
                }
                nears.append(
                    Near(
                        detector: index, shapes: first..<nearShapes.count,
                        wordMin: nearShapes[first...].map(\.wordMin).min() ?? 0))
                for word in detector.context.flatMap(Self.variants) {
                    add(Array(word.utf8), .near, nears.count - 1, .word(word))
                }
            case .assign:
                assigns.append(index)
                for word in detector.shapes.flatMap(Self.variants) {
                    add(Array(word.utf8), .assign, index, .assignment)
                }
            case .mask:
                for shape in detector.shapes {
                    precondition(shape.utf8.count <= 32, "a mask of at most 32 places")
                    masks[shape.utf8.count].append(Mask(detector: index, shape: shape))
                }
            case .special:
                for special in Special.allCases where special.name == detector.shapes[0] {
                    specials[special.rawValue] = index
                }
            case .code: break
            }
        }
        for digit in UInt8(ascii: "0")...UInt8(ascii: "9") {
            add([digit], .digit, 0)
        }
        for (word, special) in Self.marks {
            let kind: Action.Kind =
                switch special {
                case .email: .at
                case .colon: .colon
                case .dash: .dash
                default: .special
                }
            add(Array(word.utf8), kind, special.rawValue, .special(special))
        }
        for lead in PlainText.leads {
            add(lead, .disguise, 0, Border(after: .max, before: .max))
        }
        let percent = ByteSorts.mask(CharacterSet.isDigit)
        add([UInt8(ascii: "%")], .disguise, 0, Border(after: percent, before: .max))
        for word in ["seed", "recovery", "backup", "secret"].flatMap({
            Self.variants($0 + "_phrase")
        })
            + ["mnemonic"]
        {
            add(Array(word.utf8), .special, Special.seed.rawValue)
        }
        guard let automaton = Automaton(patterns, isCompact: true),
            let turns = Automaton(Self.turns.map { Array($0.utf8) })
        else {
            preconditionFailure("the shipped table fits an automaton")
        }
        self.automaton = automaton
        self.turns = turns
        self.spelled = spelled
        var flat: [Action] = []
        var starts: [UInt32] = [0]
        var gates: [Automaton.Gate] = []
        for row in 0..<automaton.wordStarts.count - 1 {
            for index in automaton.wordStarts[row]..<automaton.wordStarts[row + 1] {
                flat += actions[Int(automaton.words[Int(index)])]
            }
            let words = automaton.words[
                Int(automaton.wordStarts[row])..<Int(automaton.wordStarts[row + 1])]
            gates.append(
                Border.gate(
                    words.map { (patterns[Int($0)].count, borders[Int($0)]) },
                    isToken: flat[Int(starts[row])...].allSatisfy { $0.kind == .token }))
            starts.append(UInt32(flat.count))
        }
        (self.actions, actionStarts, self.gates) = (flat, starts, gates)
        self.tokens = tokens
        (self.nearShapes, self.shapeSteps, self.literals) = (nearShapes, shapeSteps, literals)
        self.nears = nears
        self.assigns = assigns
        self.masks = masks
        maskCounts = masks.indices.reduce(0) { masks[$1].isEmpty ? $0 : $0 | 1 << UInt64($1) }
        traits = table.detectors.map { Traits($0) }
        self.specials = specials
        hasWords = table.detectors.map { !$0.context.isEmpty }
        codes = CodeTrie(table.detectors)
    }

    private static let marks: [(String, Special)] = [
        ("@", .email), (":", .colon), ("-", .dash), ("+", .plus), ("://", .uri),
        ("-----begin", .pem), ("---- begin", .pem), ("putty-user-key-file", .putty),
        ("<<", .mrz), ("bur", .placeholder), ("authorization", .authorization),
        ("curl", .curl), ("machine ", .machine), ("login ", .login), ("password ", .netrc),
    ]

    private static let turns = [
        "count", "max", "min", "len", "limit", "size", "type", "url", "uri", "path", "file",
        "name", "field", "policy", "expir", "timeout", "izer", "usage", "budget", "reset",
        "label", "hint", "placeholder", "error", "index", "version", "_id",
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
