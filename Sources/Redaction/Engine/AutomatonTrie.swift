/// The automaton while it is built; everything lies in flat arrays, since tables are made at the
/// start of every process.
struct AutomatonTrie {
    private let classes: [UInt8]
    private let shift: Int
    private let isCompact: Bool
    /// The child by class, or zero; after `link()` the next state.
    private(set) var next: [UInt16]
    /// The word that ends in a state, one more than its number; zero for none.
    private var words: [UInt16] = [0]
    /// Of each word the one before it that ends in the same state, likewise.
    private var others: [UInt16] = []
    /// The next shorter end of a state's text where a word ends, or zero.
    private var shorter: [UInt16] = []
    /// Whether the last byte is a digit, and whether the one before it is too.
    private var digits: [(isDigit: Bool, isLater: Bool)] = [(false, false)]
    /// Where a word of one digit ends and nothing else.
    private var digitStates: [Int] = []
    /// How many states there are.
    var count: Int { words.count }

    /// A root without children.
    ///
    /// - Parameter bytes: How many bytes all words have, as room to set aside.
    init(classes: [UInt8], shift: Int, isCompact: Bool, bytes: Int) {
        self.classes = classes
        self.shift = shift
        self.isCompact = isCompact
        next = []
        next.reserveCapacity(min(bytes + 16, Automaton.statesMax) << shift)
        next.append(contentsOf: repeatElement(0, count: 1 << shift))
    }

    /// Adds the next word; says no to an empty one.
    mutating func insert(_ pattern: [UInt8]) -> Bool {
        var state = 0
        for byte in pattern {
            let slot = state << shift | Int(classes[Int(byte)])
            if next[slot] == 0 {
                let isDigit = CharacterSet.isDigit(byte)
                next[slot] = UInt16(
                    add(isDigit: isDigit, isLater: isDigit && digits[state].isDigit))
            }
            state = Int(next[slot])
        }
        guard state != 0 else { return false }
        others.append(words[state])
        words[state] = UInt16(others.count)
        if isCompact, pattern.count == 1, CharacterSet.isDigit(pattern[0]) {
            digitStates.append(state)
        }
        return true
    }

    private mutating func add(isDigit: Bool, isLater: Bool) -> Int {
        next.append(contentsOf: repeatElement(0, count: 1 << shift))
        words.append(0)
        digits.append((isDigit, isLater))
        return words.count - 1
    }

    /// Fills every row, breadth first, by the links for failure.
    mutating func link() {
        var failure = [UInt16](repeating: 0, count: count)
        shorter = [UInt16](repeating: 0, count: count)
        var queue: [UInt16] = []
        queue.reserveCapacity(count)
        for column in 0..<1 << shift where next[column] != 0 { queue.append(next[column]) }
        var taken = 0
        while taken < queue.count {
            let state = Int(queue[taken])
            taken += 1
            let link = Int(failure[state])
            shorter[state] = words[link] != 0 ? UInt16(link) : shorter[link]
            for column in 0..<1 << shift {
                let child = next[state << shift | column]
                let other = next[link << shift | column]
                if child == 0 {
                    next[state << shift | column] = other
                } else {
                    failure[Int(child)] = other
                    queue.append(child)
                }
            }
        }
    }

    /// After a digit, a single digit leads to a state that is like the accepting one but doesn't
    /// accept; what `appendWords` doesn't say of longer words that end with two digits.
    mutating func forgetLaterDigits() {
        var quiet: [(state: UInt16, copy: UInt16)] = []
        for state in digitStates {
            let copy = add(isDigit: true, isLater: true)
            shorter.append(0)
            for column in 0..<1 << shift {
                next[copy << shift | column] = next[state << shift | column]
            }
            quiet.append((UInt16(state), UInt16(copy)))
        }
        let columns = (0x30..<0x3a).map { Int(classes[$0]) }
        for state in 1..<count where digits[state].isDigit {
            for column in columns {
                let slot = state << shift | column
                for pair in quiet where pair.state == next[slot] { next[slot] = pair.copy }
            }
        }
    }

    /// The words that end in a state, the longest first; a digit after another is none.
    func appendWords(of state: Int, to all: inout [UInt16]) {
        let hasLaterDigit = digits[state].isLater
        var place = state
        while place != 0 {
            if !hasLaterDigit || !digitStates.contains(place) {
                var word = words[place]
                while word != 0 {
                    all.append(word - 1)
                    word = others[Int(word) - 1]
                }
            }
            place = Int(shorter[place])
        }
    }

    /// The states in the order of the table: where nothing ends, where one digit ends, the others.
    func orderedStates() -> (states: [Int], firstAccepting: Int, digitsEnd: Int) {
        var states: [Int] = []
        states.reserveCapacity(count)
        var accepting: [Int] = []
        for state in 0..<count {
            if endsWord(state) {
                if !digitStates.contains(state) { accepting.append(state) }
            } else {
                states.append(state)
            }
        }
        let first = states.count
        states += digitStates
        let digitsEnd = states.count
        return (states + accepting, first, digitsEnd)
    }

    private func endsWord(_ state: Int) -> Bool {
        guard words[state] == 0 else { return true }
        var place = Int(shorter[state])
        while place != 0, digits[state].isLater, digitStates.contains(place) {
            place = Int(shorter[place])
        }
        return place != 0
    }
}
