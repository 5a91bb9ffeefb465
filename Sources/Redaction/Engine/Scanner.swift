/// Looks for everything the table of detectors knows, in one pass over a text.
///
/// The automaton reports marks, words and first digits; each is followed by a matcher whose work is
/// bounded, so that the whole takes time linear in the text whatever it says. Belongs to one task;
/// positions of context words carry over to the texts that follow it directly.
struct Scanner {
    /// How far behind a word its number or key may begin.
    static let windowBytes = 48
    /// How much of a word behind a service's name is looked at.
    static let wordBytesMax = 128
    /// The most findings in one request.
    static let hitsMax = 250_000
    /// The most steps of matchers for a byte of text; they stay far below.
    static let stepsPerByteMax = 100
    /// How many bytes of candidates a byte of text may have looked at more closely (how random they
    /// are, what is inside); beyond, their shape alone counts, so that nothing is waved through.
    static let closeLooksPerByteMax = 2
    /// So many such bytes any text has.
    static let closeLooksMin = 4 << 10
    /// For so many bytes of text there may be one checksum by a digest, and some more at first;
    /// beyond, such shapes count without.
    static let bytesPerDigest = 128
    static let digestsMin = 16

    let tables: ScannerTables
    /// Which detectors are wanted, by their number.
    let isActive: [Bool]
    /// What was found in the text scanned last.
    var hits: [Hit] = []

    /// Where a context word of each detector ended last, in positions that go on from text to text.
    var lastSeen: [Int]
    /// The detector of each special matcher if it is wanted, else -1.
    private let specials: [Int]
    let traits: [ScannerTables.Traits]
    let maskCounts: UInt64
    let codeColumns: [UInt8]
    let codeNext: [UInt16]
    let codeShift: Int
    let leafStarts: [UInt32]
    let leaves: [CodeTrie.Leaf]
    /// The position of the text's first byte.
    var base = 1 << 20
    /// The word with digits that was looked at last ends here.
    var wordEnd = 0
    /// A command of curl was read up to here.
    var curlEnd = 0
    /// An assigned value was read up to here.
    var assignedEnd = 0
    /// An address with a password reaches to here; no e-mail address begins before.
    var addressEnd = 0
    /// A machine-readable line was looked at up to here.
    var lineEnd = 0
    /// Up to where what may stand behind a service's name was looked at, by the row.
    var nearEnds: [Int]
    /// The token found last and its detector: no other of that detector is looked for in it.
    var tokenEnd = 0
    var tokenDetector = -1
    /// The last words for a machine and for its user in a line of .netrc.
    var machineEnd = -1000
    var loginEnd = -1000
    /// The run of each set that was passed last.
    var runStarts = InlineArray<21, Int>(repeating: 0)
    var runEnds = InlineArray<21, Int>(repeating: 0)
    /// Likewise of runs that were followed to their front.
    var frontStarts = InlineArray<21, Int>(repeating: 0)
    var frontEnds = InlineArray<21, Int>(repeating: 0)
    /// Names that end here were found to have nothing assigned.
    var unassignedEnd = 0
    /// The name that was looked behind last ends here, and the value behind it.
    var valueName = -1
    var valueFound: (start: Int, quote: UInt8, isProse: Bool)?
    /// The value that was looked at last, and for which detector.
    var refusedValue = -1
    var refusedDetector = -1
    /// A value that begins between these was read up to the second without an end, by its quote.
    var valueFrom = 0
    var valueTo = 0
    var valueQuote: UInt8 = 0
    /// Runs of words that were tried as seed phrases end here, and how often.
    var phraseEnd = 0
    var phraseTries = 0
    /// The text has characters that aren't what they seem: it has to be looked at as it is meant.
    var isDisguised = false
    var steps = 0
    var stepsMax = 0
    /// How many bytes of candidates were looked at more closely.
    var closeLooks = 0
    var digests = 0
    /// Letters and digits of a code, in upper case, for its check, and where it begins.
    var compact = InlineArray<64, UInt8>(repeating: 0)
    var compactCount = 0
    var compactStart = 0
    /// The detector of telephone numbers, if it is wanted.
    let phone: Int
    /// How far the groups up to here are a code.
    var codeState = 0
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
        phone = specials[ScannerTables.Special.phone.rawValue]
        (traits, maskCounts) = (tables.traits, tables.maskCounts)
        (codeColumns, codeNext, codeShift) = (
            tables.codes.columns, tables.codes.next, tables.codes.shift
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
        begin(text.count)
        let (classTable, nextTable) = (tables.automaton.classes, tables.automaton.next)
        let (gateTable, sortTable) = (tables.gates, ByteSorts.numbers)
        let classes = classTable.span
        let next = nextTable.span
        let gates = gateTable.span
        let sorts = sortTable.span
        let digitsEnd = tables.automaton.digitsEnd
        let firstAccepting = tables.automaton.firstAccepting
        let (actionTable, startTable) = (tables.actions, tables.actionStarts)
        let actions = actionTable.span
        let starts = startTable.span
        var state: UInt16 = 0
        var place = 0
        let count = text.count
        while true {
            (place, state) = Automaton.run(
                text, from: place, state, classes, next, until: firstAccepting, gates, sorts)
            guard place < count else { break }
            if state < digitsEnd {
                if place >= wordEnd { matchNumber(text, place) }
            } else {
                followRow(Int(state &- firstAccepting), text, place, actions, starts, sorts)
            }
            if steps > stepsMax {
                throw RedactionFault(hits.count > Self.hitsMax ? .tooManyFindings : .tooCostly)
            }
            place &+= 1
        }
        base += count
    }

    /// Forgets the last text.
    private mutating func begin(_ count: Int) {
        hits.removeAll(keepingCapacity: true)
        placeholders.removeAll(keepingCapacity: true)
        for index in nearEnds.indices { nearEnds[index] = 0 }
        (wordEnd, assignedEnd, addressEnd, lineEnd, steps, digests) = (0, 0, 0, 0, 0, 0)
        curlEnd = 0
        (tokenEnd, tokenDetector, machineEnd, loginEnd) = (0, -1, -1000, -1000)
        (unassignedEnd, valueFrom, valueTo, phraseEnd, phraseTries) = (0, 0, 0, 0, 0)
        (closeLooks, compactCount, codeState) = (0, 0, 0)
        (valueName, refusedValue) = (-1, -1)
        isDisguised = false
        runStarts = InlineArray(repeating: 0)
        runEnds = InlineArray(repeating: 0)
        frontStarts = InlineArray(repeating: 0)
        frontEnds = InlineArray(repeating: 0)
        stepsMax = Self.stepsPerByteMax * (count + 4096)
        base += Self.windowBytes * 8
    }

    /// May a candidate be looked at more closely? If not, its shape alone counts.
    mutating func mayLookClosely(_ bytes: Int, at place: Int) -> Bool {
        closeLooks &+= bytes
        return closeLooks < Self.closeLooksMin &+ Self.closeLooksPerByteMax &* place
    }

    /// May a digest be made for a candidate? If not, its shape alone counts.
    mutating func mayDigest(at place: Int) -> Bool {
        digests &+= 1
        return digests <= Self.digestsMin &+ place / Self.bytesPerDigest
    }

    /// Acts on all words that end at a place.
    @inline(never)
    private mutating func followRow(
        _ row: Int, _ text: Span<UInt8>, _ place: Int, _ actions: Span<ScannerTables.Action>,
        _ starts: Span<UInt32>, _ sorts: Span<UInt8>
    ) {
        var index = Int(starts[row])
        let end = Int(starts[row &+ 1])
        // The gate let pass what may stand round any of them.
        let isShared = end &- index > 1
        while index < end {
            let action = actions[index]
            index &+= 1
            let last = sorts[Int(byte(text, place &+ action.bodyMin))]
            guard action.body &>> UInt64(last) & 1 != 0 else { continue }
            if isShared {
                let after = sorts[Int(byte(text, place &+ 1))]
                let before = sorts[Int(byte(text, place &- Int(action.count)))]
                guard action.border.after &>> UInt64(after) & 1 != 0,
                    action.border.before &>> UInt64(before) & 1 != 0
                else { continue }
            }
            follow(action, text, place)
        }
    }

    /// Acts on a word that ends at a place.
    @inline(__always)
    private mutating func follow(
        _ action: ScannerTables.Action, _ text: Span<UInt8>, _ place: Int
    ) {
        let start = place &+ 1 &- Int(action.count)
        let value = Int(action.value)
        if action.spelled != 0, !Self.isSpelled(action, text, start, tables) { return }
        switch action.kind {
        case .context:
            if isWordStart(text, start), endsWord(text, start, place &+ 1) {
                lastSeen[value] = base &+ place &+ 1
            }
        case .token:
            if isTokenStart(text, start) { matchToken(value, text, start, place &+ 1) }
        case .innerToken: matchToken(value, text, start, place &+ 1)
        case .near: matchNear(value, text, start, place &+ 1)
        case .assign: matchAssignment(value, text, start, place &+ 1)
        case .digit:
            if start >= wordEnd { matchNumber(text, start) }
        case .at: matchEmail(text, start)
        case .colon:
            if start >= lineEnd { matchIPv6(text, start) }
        case .dash:
            if byte(text, start &+ 3) == UInt8(ascii: "-") { matchMAC(text, start) }
        case .disguise:
            if !isDisguised { isDisguised = isDisguise(text, start) }
        case .special: matchSpecial(value, text, start, place &+ 1)
        }
    }

    /// Does a word with bytes beyond ASCII really stand there?
    private static func isSpelled(
        _ action: ScannerTables.Action, _ text: Span<UInt8>, _ start: Int, _ tables: ScannerTables
    ) -> Bool {
        let first = Int(action.spelled) - 1
        for index in 0..<Int(action.count)
        where Automaton.folded(text[start + index]) != tables.spelled[first + index] {
            return false
        }
        return true
    }

    /// Does it matter that a character isn't what it seems? Dashes and spaces do between digits only.
    private func isDisguise(_ text: Span<UInt8>, _ start: Int) -> Bool {
        let found = PlainText.meaning(text, start)
        guard found.count > 0 else { return false }
        guard found.byte == 0x20 || found.byte == UInt8(ascii: "-") else { return true }
        return CharacterSet.isDigit(byte(text, start - 1))
            && CharacterSet.isAlphanumeric(byte(text, start + found.count))
    }

    /// Adds a finding if the detector is wanted.
    mutating func add(_ detector: Int, _ range: Range<Int>) {
        guard isActive[detector], !range.isEmpty else { return }
        hits.append(Hit(range: range, detector: detector))
        if hits.count > Self.hitsMax { steps = .max / 2 }
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
    ///
    /// What was passed once isn't passed again, so that all runs together cost no more than the text
    /// is long.
    mutating func endOfRun(
        _ set: CharacterSet, _ text: Span<UInt8>, from start: Int, max countMax: Int
    ) -> Int {
        let limit = min(text.count, start &+ countMax)
        let number = Int(set.number)
        let known = runEnds[number]
        var place = start
        if place < known, place >= runStarts[number] {
            if known >= limit { return limit }
            place = known
        } else {
            runStarts[number] = start
        }
        let first = place
        while place < limit, set.contains(text[place]) { place &+= 1 }
        steps &+= place &- first
        runEnds[number] = place
        return place
    }

    /// The start of the run of a set that ends before a place, at most so many bytes back; what was
    /// passed once isn't passed again.
    mutating func startOfRun(
        _ set: CharacterSet, _ text: Span<UInt8>, before end: Int, max countMax: Int
    ) -> Int {
        let limit = max(0, end &- countMax)
        let number = Int(set.number)
        let (first, last) = (frontStarts[number], frontEnds[number])
        var place = end
        var start = end
        while place > limit {
            if place <= last, place > first {
                start = first
                place = max(limit, first)
            } else {
                guard set.contains(text[place &- 1]) else { break }
                place &-= 1
                steps &+= 1
            }
        }
        frontStarts[number] = min(start, place)
        frontEnds[number] = end
        return place
    }
}
