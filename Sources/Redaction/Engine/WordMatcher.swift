/// Finds an operator's words in whatever (ASCII) case, as whole words.
struct WordMatcher: Sendable {
    private let automaton: Automaton

    /// A matcher; `nil` when the words are too many or one is empty.
    init?(_ words: [String]) {
        let bytes = words.map { Array($0.utf8) }
        guard bytes.count <= RedactionPolicy.wordsMax.count,
            bytes.reduce(0, { $0 + $1.count }) <= RedactionPolicy.wordsMax.bytes,
            bytes.allSatisfy({ !$0.isEmpty }), let automaton = Automaton(bytes)
        else { return nil }
        self.automaton = automaton
    }

    /// Appends what a text holds.
    func find(in text: Span<UInt8>, detector: Int, into hits: inout [Hit]) throws(RedactionFault) {
        let (classTable, nextTable) = (automaton.classes, automaton.next)
        let (classes, next) = (classTable.span, nextTable.span)
        let shift = Int(automaton.shift)
        let first = automaton.firstAccepting
        var state: UInt16 = 0
        for place in 0..<text.count {
            state = next[Int(state) &<< shift | Int(classes[Int(text[place])])]
            guard state >= first else { continue }
            let row = Int(state - first)
            for index in automaton.wordStarts[row]..<automaton.wordStarts[row + 1] {
                let count = Int(automaton.lengths[Int(automaton.words[Int(index)])])
                let range = place + 1 - count..<place + 1
                guard isWhole(text, range) else { continue }
                hits.append(Hit(range: range, detector: detector))
            }
            if hits.count > Scanner.hitsMax { throw RedactionFault(.tooManyFindings) }
        }
    }

    /// No letter or digit goes on where the word has one at its border.
    private func isWhole(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let (start, end) = (range.lowerBound, range.upperBound)
        if start > 0, CharacterSet.isAlphanumeric(text[start]),
            CharacterSet.isAlphanumeric(text[start - 1])
        {
            let isEscape =
                start > 1 && text[start - 2] == UInt8(ascii: "\\")
                && "nrt".utf8.contains(text[start - 1])
            if !isEscape { return false }
        }
        return end == text.count || !CharacterSet.isAlphanumeric(text[end])
            || !CharacterSet.isAlphanumeric(text[end - 1])
    }
}
