/// Marks with runs after them, shapes after words, and how random a text looks.
extension Scanner {
    mutating func matchToken(_ number: Int, _ text: Span<UInt8>, _ start: Int, _ end: Int) {
        let detector = tables.tokens[number].detector
        guard isActive[detector] else { return }
        let shape = tables.tokens[number].shape
        for index in 0..<shape.anchor.count where text[start + index] != shape.anchor[index] {
            return
        }
        var begin = start
        if let before = shape.before {
            begin = startOfRun(before.set, text, before: start, max: before.max + 1)
            if isEscapeLetter(text, begin) { begin += 1 }
            guard start - begin >= before.min, start - begin <= before.max else { return }
        }
        guard tables.detectors[detector].isInner || isTokenStart(text, begin) else { return }
        if shape.isBase64 {
            let before = byte(text, begin - 1)
            guard before != UInt8(ascii: "/"), before != UInt8(ascii: "+") else { return }
        }
        guard let match = endOfMatch(shape, text, end, mayOverrun: true),
            qualifies(
                detector, text, begin..<match, body: shape.before == nil ? end : begin)
        else { return }
        add(detector, begin..<match)
    }

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
            guard CharacterSet.alphanumeric.contains(text[place]) else {
                place += 1
                continue
            }
            if place > end, isTokenStart(text, place) {
                for shape in near.shapes {
                    guard let match = endOfMatch(shape, text, place, mayOverrun: false),
                        qualifies(near.detector, text, place..<match, body: place)
                    else { continue }
                    return add(near.detector, place..<match)
                }
            }
            place = endOfRun(.word, text, from: place, max: Self.windowBytes)
        }
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
        _ shape: TokenShape, _ text: Span<UInt8>, _ start: Int, mayOverrun: Bool
    ) -> Int? {
        var place = start
        if !mayOverrun {
            // Shapes after words have their literal in front, if any, as the anchor.
            for byte in shape.anchor {
                guard place < text.count, text[place] == byte else { return nil }
                place += 1
            }
        }
        for element in shape.elements {
            switch element {
            case .literal(let bytes):
                for byte in bytes {
                    guard place < text.count, text[place] == byte else { return nil }
                    place += 1
                }
            case .run(let set, let min, let max):
                let end = endOfRun(set, text, from: place, max: max)
                guard end - place >= min else { return nil }
                place = end
            case .padding:
                let limit = Swift.min(text.count, place + 2)
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
        let detector = tables.detectors[number]
        if detector.needsContext, !hasContext(number, at: range.lowerBound) { return false }
        if detector.isMixed || detector.hasDigit || detector.isDocumentNumber {
            var digits = 0
            var letters = 0
            for place in min(body, range.upperBound)..<range.upperBound {
                if CharacterSet.isDigit(text[place]) { digits += 1 }
                if CharacterSet.isLetter(text[place]) { letters += 1 }
            }
            if detector.isMixed, digits == 0 || letters == 0 { return false }
            if detector.hasDigit, digits == 0 { return false }
            if detector.isDocumentNumber, digits < (letters > 0 ? 4 : 6) { return false }
        }
        if detector.entropyMin > 0,
            Entropy.hundredths(text.extracting(body..<range.upperBound)) < detector.entropyMin
        {
            return false
        }
        if Samples.isToken(text.extracting(range)) { return false }
        guard let check = detector.check else { return true }
        return check.accepts(text.extracting(range))
    }
}
