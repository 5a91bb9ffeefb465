/// Marks with runs after them, shapes after words, and how random a text looks.
extension Scanner {
    @inline(never)
    mutating func matchToken(_ number: Int, _ text: Span<UInt8>, _ start: Int, _ end: Int) {
        let detector = tables.tokens[number].detector
        // Inside a token of the same kind there is no other.
        guard isActive[detector], start >= tokenEnd || detector != tokenDetector else { return }
        let shape = tables.tokens[number].shape
        guard stands(shape.anchor, text, start) else { return }
        var begin = start
        if shape.hasBefore {
            begin = startOfRun(shape.beforeSet, text, before: start, max: shape.beforeMax + 1)
            if isEscapeLetter(text, begin) { begin += 1 }
            guard start - begin >= shape.beforeMin, start - begin <= shape.beforeMax else { return }
        }
        guard traits[detector].isInner || isTokenStart(text, begin) else { return }
        if shape.isBase64 {
            let before = byte(text, begin - 1)
            guard before != UInt8(ascii: "/"), before != UInt8(ascii: "+") else { return }
        }
        guard let match = endOfMatch(shape, text, end, mayOverrun: true),
            qualifies(
                detector, text, begin..<match, body: shape.hasBefore ? begin : end)
        else { return }
        (tokenEnd, tokenDetector) = (match, detector)
        add(detector, begin..<match)
    }

    @inline(never)
    mutating func matchNear(_ number: Int, _ text: Span<UInt8>, _ start: Int, _ end: Int) {
        let near = tables.nears[number]
        guard isActive[near.detector], isWordStart(text, start), endsWord(text, start, end) else {
            return
        }
        // Each place is looked at once, however many names stand before it.
        var place = max(end, nearEnds[number])
        let limit = min(text.count, end + Self.windowBytes)
        defer { nearEnds[number] = place }
        while place < limit {
            guard CharacterSet.isAlphanumeric(text[place]) else {
                place += 1
                continue
            }
            let stop = endOfRun(.word, text, from: place, max: Self.wordBytesMax)
            if stop - place >= near.wordMin, place > end, isTokenStart(text, place) {
                for index in near.shapes {
                    guard
                        let match = endOfMatch(
                            tables.nearShapes[index], text, place, mayOverrun: false),
                        qualifies(near.detector, text, place..<match, body: place)
                    else { continue }
                    return add(near.detector, place..<match)
                }
            }
            place = stop
        }
    }

    /// Does a literal of the table stand there?
    @inline(__always)
    private func stands(_ literal: Range<Int>, _ text: Span<UInt8>, _ start: Int) -> Bool {
        guard start &+ literal.count <= text.count else { return false }
        var place = start
        for index in literal {
            guard text[place] == tables.literals[index] else { return false }
            place &+= 1
        }
        return true
    }

    /// A short word must not go on with letters.
    func endsWord(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        end - start > 4 || !CharacterSet.isLower(byte(text, end))
            || !CharacterSet.isLetter(text[end - 1])
    }

    /// Where a shape ends that begins (behind its anchor) at a place; `nil` if it doesn't match.
    ///
    /// - Parameters:
    ///   - mayOverrun: A run that is longer than documented is taken whole (up to 64 characters
    ///     more), since half a secret left behind is a leak.
    private mutating func endOfMatch(
        _ shape: FlatShape, _ text: Span<UInt8>, _ start: Int, mayOverrun: Bool
    ) -> Int? {
        var place = start
        if !mayOverrun {
            // Shapes after words have their literal in front, if any, as the anchor.
            guard stands(shape.anchor, text, place) else { return nil }
            place += shape.anchor.count
        }
        for index in shape.steps {
            let step = tables.shapeSteps[index]
            switch step.kind {
            case .literal:
                guard stands(step.low..<step.high, text, place) else { return nil }
                place += step.high - step.low
            case .run:
                let end = endOfRun(step.set, text, from: place, max: step.high)
                guard end - place >= step.low else { return nil }
                place = end
            case .padding:
                let limit = min(text.count, place + 2)
                while place < limit, text[place] == UInt8(ascii: "=") { place += 1 }
            }
        }
        guard place < text.count else { return place }
        let goesOn =
            shape.lastSet.contains(text[place])
            || CharacterSet.alphanumeric.contains(text[place])
        guard goesOn else { return trimmed(text, start, place) }
        guard mayOverrun, shape.anchor.count >= 4 else { return nil }
        let end = endOfRun(.word, text, from: place, max: 64)
        return end - place < 64 ? end : nil
    }

    /// Runs with dots don't keep a dot at their end: that one ends a sentence.
    private func trimmed(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var end = end
        while end > start + 1,
            text[end - 1] == UInt8(ascii: ".") || text[end - 1] == UInt8(ascii: ",")
        {
            end -= 1
        }
        return end
    }

    /// What the row asks for besides the shape.
    mutating func qualifies(
        _ number: Int, _ text: Span<UInt8>, _ range: Range<Int>, body: Int
    ) -> Bool {
        let row = traits[number]
        if row.needsContext, !hasContext(number, at: range.lowerBound) { return false }
        if row.asksForKinds {
            var digits = 0
            var letters = 0
            for place in min(body, range.upperBound)..<range.upperBound {
                if CharacterSet.isDigit(text[place]) { digits += 1 }
                if CharacterSet.isLetter(text[place]) { letters += 1 }
                // Half a secret is enough to know.
                if digits > 6, letters > 6 { break }
            }
            if row.isMixed, digits == 0 || letters == 0 { return false }
            if row.hasDigit, digits == 0 { return false }
            if row.isDocumentNumber, digits < (letters > 0 ? 4 : 6) { return false }
        }
        let isLooked = mayLookClosely(range.count, at: range.upperBound)
        guard isLooked else { return true }
        if row.entropyMin > 0,
            tables.entropy.hundredths(text.extracting(body..<range.upperBound)) < row.entropyMin
        {
            return false
        }
        if let check = row.check, !check.accepts(text.extracting(range)) { return false }
        return !Samples.isToken(text.extracting(range))
    }
}
