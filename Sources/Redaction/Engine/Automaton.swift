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
    /// Where the words of an accepting state begin in `words`; one entry more than there are.
    let wordStarts: [UInt32]
    /// The numbers of words, as they were given.
    let words: [UInt16]
    /// How long each word is, by its number.
    let lengths: [UInt16]

    /// The most states there may be.
    static let statesMax = 60_000

    /// Builds the table.
    ///
    /// - Parameters:
    ///   - patterns: What to find; none is empty. The same one may occur once only.
    ///   - firstDigitOnly: A word that is one digit is found only at the first digit of a run.
    /// - Returns: `nil` when there would be more than `statesMax` states.
    init?(_ patterns: [[UInt8]], firstDigitOnly: Bool = false) {
        var classes = [UInt8](repeating: 0, count: 256)
        var classCount: UInt8 = 1
        for byte in Set(patterns.joined().map(Self.folded)).sorted() {
            guard classCount < 255 else { return nil }
            classes[Int(byte)] = classCount
            if CharacterSet.isLower(byte) { classes[Int(byte) - 32] = classCount }
            classCount += 1
        }
        var shift = 1
        while 1 << shift < Int(classCount) { shift += 1 }
        var trie = AutomatonTrie(classes: classes, width: 1 << shift)
        for (number, pattern) in patterns.enumerated() {
            guard trie.insert(pattern, number: number), trie.count < Self.statesMax else {
                return nil
            }
        }
        trie.link()
        if firstDigitOnly { trie.forgetLaterDigits() }
        let order = trie.orderedStates()
        var number = [UInt16](repeating: 0, count: trie.count)
        for (index, state) in order.states.enumerated() {
            number[state] = UInt16(index)
        }
        var next = [UInt16](repeating: 0, count: trie.count << shift)
        var wordStarts: [UInt32] = [0]
        var words: [UInt16] = []
        for (index, state) in order.states.enumerated() {
            for column in 0..<1 << shift {
                next[index << shift | column] = number[trie.next[state << shift | column]]
            }
            if index >= order.firstAccepting {
                words += trie.outputs[state].map { UInt16($0) }
                wordStarts.append(UInt32(words.count))
            }
        }
        self.classes = classes
        self.next = next
        self.shift = UInt16(shift)
        firstAccepting = UInt16(order.firstAccepting)
        self.wordStarts = wordStarts
        self.words = words
        lengths = patterns.map { UInt16($0.count) }
    }

    /// What may stand round a word, as sorts of bytes; a gate for each accepting state.
    struct Gate: Sendable {
        /// The sorts of bytes that may follow.
        let after: UInt64
        /// The sorts that may stand right before.
        let before: UInt64
        /// How far back "right before" is, from the word's last byte.
        let count: Int
    }

    /// Goes on to the next byte after which a word ends whose gate is open; a function of its own,
    /// so that all it needs stays in registers.
    ///
    /// - Returns: The place of that byte, or the end of the text, and the state after it.
    @inline(never)
    static func run(
        _ text: Span<UInt8>, from start: Int, _ state: UInt16, _ classes: Span<UInt8>,
        _ next: Span<UInt16>, shift: UInt16, until firstAccepting: UInt16, _ gates: Span<Gate>,
        _ sorts: Span<UInt8>
    ) -> (place: Int, state: UInt16) {
        let shift = Int(shift)
        var state = Int(state)
        let limit = Int(firstAccepting)
        for place in start..<text.count {
            state = Int(next[state &<< shift | Int(classes[Int(text[place])])])
            if state >= limit {
                let gate = gates[state &- limit]
                let after = place &+ 1 < text.count ? text[place &+ 1] : 0x20
                guard gate.after &>> UInt64(sorts[Int(after)]) & 1 != 0 else { continue }
                let before = place >= gate.count ? text[place &- gate.count] : 0x20
                if gate.before &>> UInt64(sorts[Int(before)]) & 1 != 0 {
                    return (place, UInt16(truncatingIfNeeded: state))
                }
            }
        }
        return (text.count, UInt16(truncatingIfNeeded: state))
    }

    /// The state after a byte.
    @inline(__always)
    func step(from state: UInt16, _ byte: UInt8) -> UInt16 {
        next[Int(state) &<< Int(shift) | Int(classes[Int(byte)])]
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        CharacterSet.isUpper(byte) ? byte | 0x20 : byte
    }
}

/// The automaton while it is built.
private struct AutomatonTrie {
    let classes: [UInt8]
    let width: Int
    /// Zero means no child, until `link()`.
    var next: [Int]
    var outputs: [[Int]] = [[]]
    /// The byte on the edge to a state, folded; zero for the root.
    var bytes: [UInt8] = [0]
    var depths = [0]
    var count: Int { outputs.count }

    init(classes: [UInt8], width: Int) {
        self.classes = classes
        self.width = width
        next = [Int](repeating: 0, count: width)
    }

    mutating func insert(_ pattern: [UInt8], number: Int) -> Bool {
        var state = 0
        for byte in pattern {
            let slot = state * width + Int(classes[Int(byte)])
            if next[slot] == 0 {
                next[slot] = add(byte, depth: depths[state] + 1)
            }
            state = next[slot]
        }
        guard state != 0 else { return false }
        outputs[state].append(number)
        return true
    }

    private mutating func add(_ byte: UInt8, depth: Int) -> Int {
        next += [Int](repeating: 0, count: width)
        outputs.append([])
        bytes.append(byte)
        depths.append(depth)
        return count - 1
    }

    /// Fills every row, breadth first, by the links for failure.
    mutating func link() {
        var failure = [Int](repeating: 0, count: count)
        var queue = (0..<width).map { next[$0] }.filter { $0 != 0 }
        var taken = 0
        while taken < queue.count {
            let state = queue[taken]
            taken += 1
            let link = failure[state]
            outputs[state] += outputs[link]
            for column in 0..<width {
                let child = next[state * width + column]
                if child == 0 {
                    next[state * width + column] = next[link * width + column]
                } else {
                    failure[child] = next[link * width + column]
                    queue.append(child)
                }
            }
        }
    }

    /// After a digit, a single digit leads to a state that is like the accepting one but doesn't
    /// accept.
    mutating func forgetLaterDigits() {
        let accepting = (1..<count).filter {
            depths[$0] == 1 && CharacterSet.isDigit(bytes[$0])
        }
        var quiet: [Int: Int] = [:]
        for state in accepting {
            let copy = add(bytes[state], depth: 2)
            for column in 0..<width {
                next[copy * width + column] = next[state * width + column]
            }
            quiet[state] = copy
        }
        let digits = (UInt8(ascii: "0")...UInt8(ascii: "9")).map { Int(classes[Int($0)]) }
        for state in 1..<count where CharacterSet.isDigit(bytes[state]) {
            for column in digits {
                let slot = state * width + column
                next[slot] = quiet[next[slot]] ?? next[slot]
            }
        }
        // A longer word that ends with a digit after a digit has heard of it already.
        let digitWords = Set(accepting.flatMap { outputs[$0] })
        for state in 1..<count where depths[state] > 1 && CharacterSet.isDigit(bytes[state]) {
            guard endsWithTwoDigits(state) else { continue }
            outputs[state].removeAll { digitWords.contains($0) }
        }
    }

    private func endsWithTwoDigits(_ state: Int) -> Bool {
        // Some edge from a state whose byte is a digit leads here.
        for parent in 1..<count where CharacterSet.isDigit(bytes[parent]) {
            if next[parent * width + Int(classes[Int(bytes[state])])] == state,
                depths[parent] + 1 == depths[state]
            {
                return true
            }
        }
        return false
    }

    func orderedStates() -> (states: [Int], firstAccepting: Int) {
        let quiet = (0..<count).filter { outputs[$0].isEmpty }
        let accepting = (0..<count).filter { !outputs[$0].isEmpty }
        return (quiet + accepting, quiet.count)
    }
}
