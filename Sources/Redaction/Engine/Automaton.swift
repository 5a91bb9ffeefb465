/// Finds any of many words in one pass over the bytes (Aho and Corasick, 1975), ASCII letters in
/// either case, in the same time whatever the text.
///
/// Bytes are first put into classes, so that the table stays small; states are numbered so that
/// those where a word ends come last and one comparison finds them.
struct Automaton: Sendable {
    /// The class of every byte; 256 entries.
    let classes: [UInt8]
    /// The next state, at `state << shift | class`.
    let next: [UInt16]
    /// A row of `next` has `1 << shift` entries.
    let shift: UInt16
    /// In this state and all after it a word ends.
    let firstAccepting: UInt16
    /// From `firstAccepting` to before this state only a single digit ends.
    let digitsEnd: UInt16
    /// Where the words of an accepting state begin in `words`; one entry more than there are.
    let wordStarts: [UInt32]
    /// The numbers of words, as they were given.
    let words: [UInt16]
    /// How long each word is, by its number.
    let lengths: [UInt16]

    /// The most states there may be.
    static let statesMax = 60_000
    /// The shift of a compact table.
    static let compactShift = 6

    /// Builds the table.
    ///
    /// - Parameters:
    ///   - patterns: What to find; none is empty. The same one may occur once only.
    ///   - isCompact: A row has 64 entries, for which bytes beyond ASCII share classes: words with
    ///     such bytes are only likely to stand where they are found. A word that is one digit is
    ///     found only at the first digit of a run.
    /// - Returns: `nil` when there would be more than `statesMax` states.
    init?(_ patterns: [[UInt8]], isCompact: Bool = false) {
        let sorts = Self.sorts(patterns, isCompact: isCompact)
        guard let sorts else { return nil }
        var trie = AutomatonTrie(
            classes: sorts.classes, shift: sorts.shift, isCompact: isCompact,
            bytes: patterns.reduce(0) { $0 + $1.count })
        for pattern in patterns {
            guard trie.insert(pattern), trie.count < Self.statesMax else { return nil }
        }
        trie.link()
        if isCompact { trie.forgetLaterDigits() }
        let order = trie.orderedStates()
        var number = [UInt16](repeating: 0, count: trie.count)
        for (index, state) in order.states.enumerated() { number[state] = UInt16(index) }
        var next: [UInt16] = []
        next.reserveCapacity(trie.next.count)
        for state in order.states {
            for column in 0..<1 << sorts.shift {
                next.append(number[Int(trie.next[state << sorts.shift | column])])
            }
        }
        var wordStarts: [UInt32] = [0]
        var words: [UInt16] = []
        for state in order.states[order.firstAccepting...] {
            trie.appendWords(of: state, to: &words)
            wordStarts.append(UInt32(words.count))
        }
        classes = sorts.classes
        self.next = next
        shift = UInt16(sorts.shift)
        firstAccepting = UInt16(order.firstAccepting)
        digitsEnd = UInt16(order.digitsEnd)
        self.wordStarts = wordStarts
        self.words = words
        lengths = patterns.map { UInt16($0.count) }
    }

    /// The classes of bytes; zero is for those that no word has.
    private static func sorts(
        _ patterns: [[UInt8]], isCompact: Bool
    ) -> (classes: [UInt8], shift: Int)? {
        var isUsed = [Bool](repeating: false, count: 256)
        for pattern in patterns { for byte in pattern { isUsed[Int(folded(byte))] = true } }
        var classes = [UInt8](repeating: 0, count: 256)
        var count = 1
        for byte in 0..<256 where isUsed[byte] && (byte < 0x80 || !isCompact) {
            guard count < 255 else { return nil }
            classes[byte] = UInt8(count)
            if CharacterSet.isLower(UInt8(byte)) { classes[byte - 32] = UInt8(count) }
            count += 1
        }
        guard isCompact else {
            var shift = 1
            while 1 << shift < count { shift += 1 }
            return (classes, shift)
        }
        let shared = 1 << compactShift - count
        guard shared > 1 else { return nil }
        for byte in 0x80..<256 where isUsed[byte] { classes[byte] = UInt8(count + byte % shared) }
        return (classes, compactShift)
    }

    /// What may stand round a word, as sorts of bytes; a gate for each accepting state.
    struct Gate: Sendable {
        /// The sorts of bytes that may follow.
        let after: UInt64
        /// The sorts that may stand right before.
        let before: UInt64
        /// How far back "right before" is, from the word's last byte.
        let count: Int
        /// A letter or digit before it must be that of `\n` or of `%3D`.
        let isToken: Bool
    }

    /// Goes on in a compact table to the next byte after which a word ends whose gate is open.
    ///
    /// - Returns: The place of that byte, or the end of the text, and the state after it.
    @inline(__always)
    static func run(
        _ text: Span<UInt8>, from start: Int, _ state: UInt16, _ classes: Span<UInt8>,
        _ next: Span<UInt16>, until firstAccepting: UInt16, _ gates: Span<Gate>,
        _ sorts: Span<UInt8>
    ) -> (place: Int, state: UInt16) {
        var state = Int(state)
        let limit = Int(firstAccepting)
        var place = start
        let count = text.count
        while place < count {
            state = Int(next[state &<< compactShift | Int(classes[Int(text[place])])])
            if state >= limit {
                let gate = gates[state &- limit]
                let after = place &+ 1 < count ? text[place &+ 1] : 0x20
                if gate.after &>> UInt64(sorts[Int(after)]) & 1 != 0 {
                    let front = place &- gate.count
                    let before = front >= 0 ? text[front] : 0x20
                    if gate.before &>> UInt64(sorts[Int(before)]) & 1 != 0,
                        !gate.isToken || !CharacterSet.isAlphanumeric(before)
                            || front > 0 && text[front &- 1] == UInt8(ascii: "\\")
                            || front > 1 && text[front &- 2] == UInt8(ascii: "%")
                    {
                        return (place, UInt16(truncatingIfNeeded: state))
                    }
                }
            }
            place &+= 1
        }
        return (count, UInt16(truncatingIfNeeded: state))
    }

    /// The state after a byte.
    @inline(__always)
    func step(from state: UInt16, _ byte: UInt8) -> UInt16 {
        next[Int(state) &<< Int(shift) | Int(classes[Int(byte)])]
    }

    /// A byte, letters as small ones.
    static func folded(_ byte: UInt8) -> UInt8 {
        CharacterSet.isUpper(byte) ? byte | 0x20 : byte
    }
}
