/// Looks for everything the table of detectors knows, in one pass over a text.
///
/// The automaton reports marks, words and first digits; each is followed by a matcher whose work is
/// bounded, so that the whole takes time linear in the text whatever it says. Belongs to one task;
/// positions of context words carry over to the texts that follow it directly.
struct Scanner {
    /// How far behind a word its number or key may begin.
    static let windowBytes = 48
    /// The most findings in one request.
    static let hitsMax = 250_000
    /// The most steps of matchers for a byte of text; linear matchers stay far below.
    static let stepsPerByteMax = 400
    /// How many checksums by SHA-256 a text may cost; beyond, such shapes count without.
    static let digestsMax = 2_000

    let tables: ScannerTables
    /// Which detectors are wanted, by their number.
    let isActive: [Bool]
    /// What was found in the text scanned last.
    var hits: [Hit] = []

    /// Where a context word of each detector ended last, in positions that go on from text to text.
    var lastSeen: [Int]
    /// The detector of each special matcher if it is wanted, else -1.
    private let specials: [Int]
    let roots: [UInt16]
    let edgeStarts: [UInt32]
    let edges: [UInt32]
    let leafStarts: [UInt32]
    let leaves: [CodeTrie.Leaf]
    /// The position of the text's first byte.
    var base = 1 << 20
    /// The word with digits that was looked at last ends here.
    var wordEnd = 0
    /// An assigned value was read up to here.
    var assignedEnd = 0
    /// An address with a password reaches to here; no e-mail address begins before.
    var addressEnd = 0
    /// A machine-readable line was looked at up to here.
    var lineEnd = 0
    /// Up to where what may stand behind a service's name was looked at, by the row.
    var nearEnds: [Int]
    var steps = 0
    var digests = 0
    /// Letters and digits of a code, for its check.
    var compact = InlineArray<64, UInt8>(repeating: 0)
    var compactCount = 0
    /// Whether placeholders of Bursar's own form are looked for.
    var findsPlaceholders = true
    var placeholders: [Range<Int>] = []

    /// A scanner for the wanted detectors.
    init(_ tables: ScannerTables, isActive: [Bool]) {
        self.tables = tables
        self.isActive = isActive
        lastSeen = [Int](repeating: 0, count: tables.detectors.count)
        nearEnds = [Int](repeating: 0, count: tables.nears.count)
        specials = tables.specials.map { $0 >= 0 && isActive[$0] ? $0 : -1 }
        (roots, edgeStarts, edges) = (
            tables.codes.roots, tables.codes.edgeStarts, tables.codes.edges
        )
        (leafStarts, leaves) = (tables.codes.leafStarts, tables.codes.leaves)
    }

    /// The detector of a special matcher if it is wanted, else -1.
    @inline(__always)
    func wanted(_ special: ScannerTables.Special) -> Int { specials[special.rawValue] }

    /// Scans a text into `hits`, in no particular order.
    ///
    /// - Throws: `.tooManyFindings`, `.tooCostly`.
    mutating func scan(_ text: Span<UInt8>) throws(RedactionFault) {
        hits.removeAll(keepingCapacity: true)
        placeholders.removeAll(keepingCapacity: true)
        for index in nearEnds.indices { nearEnds[index] = 0 }
        (wordEnd, assignedEnd, addressEnd, lineEnd, steps, digests) = (0, 0, 0, 0, 0, 0)
        base += Self.windowBytes * 8
        let (classTable, nextTable) = (tables.automaton.classes, tables.automaton.next)
        let classes = classTable.span
        let next = nextTable.span
        let shift = tables.automaton.shift
        let firstAccepting = tables.automaton.firstAccepting
        let (actions, actionStarts) = (tables.actions, tables.actionStarts)
        var state: UInt16 = 0
        var place = 0
        let count = text.count
        while true {
            (place, state) = Automaton.run(
                text, from: place, state, classes, next, shift: shift, until: firstAccepting)
            guard place < count else { break }
            let row = Int(state - firstAccepting)
            for index in Int(actionStarts[row])..<Int(actionStarts[row + 1]) {
                follow(actions[index], text, place)
            }
            if hits.count > Self.hitsMax { throw RedactionFault(.tooManyFindings) }
            if steps > Self.stepsPerByteMax * (place + 256) { throw RedactionFault(.tooCostly) }
            place &+= 1
        }
        base += count
    }

    /// Acts on a word that ends at a place.
    @inline(__always)
    private mutating func follow(
        _ action: ScannerTables.Action, _ text: Span<UInt8>, _ place: Int
    ) {
        let start = place + 1 - Int(action.count)
        let value = Int(action.value)
        switch action.kind {
        case .context:
            if isWordStart(text, start), endsWord(text, start, place + 1) {
                lastSeen[value] = base + place + 1
            }
        case .token:
            if isTokenStart(text, start) { matchToken(value, text, start, place + 1) }
        case .innerToken: matchToken(value, text, start, place + 1)
        case .near: matchNear(value, text, start, place + 1)
        case .assign: matchAssignment(value, text, start, place + 1)
        case .special: matchSpecial(value, text, start, place + 1)
        }
    }

    /// Adds a finding if the detector is wanted.
    mutating func add(_ detector: Int, _ range: Range<Int>) {
        guard isActive[detector], !range.isEmpty else { return }
        hits.append(Hit(range: range, detector: detector))
    }

    /// Did one of the detector's words end within the window before a place?
    @inline(__always)
    func hasContext(_ detector: Int, at start: Int, within window: Int = windowBytes) -> Bool {
        let distance = base + start - lastSeen[detector]
        return distance >= 0 && distance <= window
    }

    // MARK: Borders

    /// The byte at a place, or a space beyond either end.
    @inline(__always)
    func byte(_ text: Span<UInt8>, _ place: Int) -> UInt8 {
        place >= 0 && place < text.count ? text[place] : 0x20
    }

    /// No letter stands before (a digit may).
    func isWordStart(_ text: Span<UInt8>, _ start: Int) -> Bool {
        guard start > 0, CharacterSet.isLetter(text[start]) else { return true }
        let before = text[start - 1]
        if !CharacterSet.isLetter(before) { return true }
        // camelCase and escaped line ends
        return CharacterSet.isUpper(text[start]) && CharacterSet.isLower(before)
            || isEscapeLetter(text, start - 1)
    }

    /// A token may begin here: no letter, digit, `_` or `-` stands before, escapes aside.
    func isTokenStart(_ text: Span<UInt8>, _ start: Int) -> Bool {
        guard start > 0 else { return true }
        let before = text[start - 1]
        guard CharacterSet.isAlphanumeric(before) || before == 0x5f || before == 0x2d else {
            return true
        }
        return isEscapeLetter(text, start - 1) || isPercentEncoded(text, before: start)
    }

    /// Is it the letter of `\n`, `\t`, `\r` …, as text has them that was escaped once more?
    func isEscapeLetter(_ text: Span<UInt8>, _ place: Int) -> Bool {
        guard place >= 1, text[place - 1] == UInt8(ascii: "\\") else { return false }
        switch text[place] {
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "v"):
            return true
        default: return false
        }
    }

    /// Does `%3D` or the like stand before?
    func isPercentEncoded(_ text: Span<UInt8>, before start: Int) -> Bool {
        guard start >= 3, text[start - 3] == UInt8(ascii: "%") else { return false }
        return CharacterSet.hexadecimal.contains(text[start - 1])
            && CharacterSet.hexadecimal.contains(text[start - 2])
    }

    /// The end of the run of a set that begins at a place, at most so many bytes on.
    mutating func endOfRun(
        _ set: CharacterSet, _ text: Span<UInt8>, from start: Int, max countMax: Int
    ) -> Int {
        let limit = min(text.count, start + countMax)
        var place = start
        while place < limit, set.contains(text[place]) { place &+= 1 }
        steps &+= place - start
        return place
    }

    /// The start of the run of a set that ends before a place, at most so many bytes back.
    mutating func startOfRun(
        _ set: CharacterSet, _ text: Span<UInt8>, before end: Int, max countMax: Int
    ) -> Int {
        let limit = max(0, end - countMax)
        var place = end
        while place > limit, set.contains(text[place - 1]) { place &-= 1 }
        steps &+= end - place
        return place
    }
}
