/// What is assigned to words for passwords, keys and tokens, in code, configuration and prose.
extension Scanner {
    mutating func matchAssignment(
        _ detector: Int, _ text: Span<UInt8>, _ start: Int, _ end: Int
    ) {
        guard isActive[detector], start >= assignedEnd else { return }
        let row = tables.detectors[detector]
        if row.isExactWord {
            guard !CharacterSet.isAlphanumeric(byte(text, start - 1)) else { return }
        } else {
            guard isWordStart(text, start) else { return }
        }
        var place = end
        if !row.isExactWord {
            place = endOfRun(.word, text, from: end, max: 24)
            guard place - end < 24, !isAboutSomethingElse(text.extracting(end..<place)) else {
                return
            }
        }
        guard let value = valueStart(text, place) else { return }
        let found = valueRange(text, value.start, quote: value.quote, max: row.lengths.upperBound)
        guard let range = found, row.lengths.contains(range.count) || row.isPassword else { return }
        let content = text.extracting(range)
        guard !Samples.isTemplate(content),
            row.isPassword
                ? isPassword(content, isQuoted: value.quote != 0, isProse: value.isProse)
                : isKey(content, floor: row.entropyMin)
        else { return }
        assignedEnd = range.upperBound
        add(detector, range)
    }

    /// `token_count`, `password_reset_url`: words that turn the meaning.
    private func isAboutSomethingElse(_ suffix: Span<UInt8>) -> Bool {
        guard suffix.count >= 3 else { return false }
        for word in Self.turns {
            guard suffix.count >= word.count else { continue }
            for start in 0...suffix.count - word.count {
                var isSame = true
                for index in word.indices where suffix[start + index] | 0x20 != word[index] {
                    isSame = false
                    break
                }
                if isSame { return true }
            }
        }
        return false
    }

    private static let turns = [
        "count", "max", "min", "len", "limit", "size", "type", "url", "uri", "path", "file",
        "name", "field", "policy", "expir", "timeout", "izer", "usage", "budget", "reset", "label",
        "hint", "placeholder", "error", "index", "version", "_id",
    ].map { Array($0.utf8) }

    /// Passes quotes, brackets, spaces and an operator.
    ///
    /// - Returns: Where the value begins, the quote before it (zero for none), and whether only
    ///   "is" stood between; `nil` when nothing is assigned.
    private mutating func valueStart(
        _ text: Span<UInt8>, _ start: Int
    ) -> (start: Int, quote: UInt8, isProse: Bool)? {
        var place = start
        var hasOperator = false
        var isProse = false
        let limit = min(text.count, start + 12)
        while place < limit {
            switch text[place] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "]"),
                UInt8(ascii: ")"), UInt8(ascii: "\\"), UInt8(ascii: "*"), UInt8(ascii: " "),
                UInt8(ascii: "\t"):
                place += 1
                continue
            case UInt8(ascii: ">"), UInt8(ascii: ":"), UInt8(ascii: "="):
                hasOperator = true
                place += 1
                // :=, =>, ==, ->
                while place < limit,
                    text[place] == UInt8(ascii: "=") || text[place] == UInt8(ascii: ">")
                {
                    place += 1
                }
            case UInt8(ascii: "i")
            where byte(text, place - 1) == 0x20 && byte(text, place + 1) == UInt8(ascii: "s")
                && byte(text, place + 2) == 0x20:
                hasOperator = true
                isProse = true
                place += 3
            default: break
            }
            break
        }
        guard hasOperator else { return nil }
        var quote: UInt8 = 0
        let end = min(text.count, place + 8)
        opening: while place < end {
            switch text[place] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): place += 1
            case UInt8(ascii: "\\") where isQuote(byte(text, place + 1)): place += 1
            case let byte where isQuote(byte) && quote == 0:
                quote = byte
                place += 1
            default: break opening
            }
        }
        for scheme in Self.schemes where isWord(scheme, text, place) { place += scheme.count }
        return place < text.count ? (place, quote, isProse) : nil
    }

    private static let schemes = ["bearer ", "basic ", "token ", "apikey "].map { Array($0.utf8) }

    /// Does a word stand at a place, in either case?
    func isWord(_ word: [UInt8], _ text: Span<UInt8>, _ place: Int) -> Bool {
        guard place + word.count <= text.count else { return false }
        for index in word.indices where text[place + index] | 0x20 != word[index] | 0x20 {
            return false
        }
        return true
    }

    private func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
    }

    private mutating func valueRange(
        _ text: Span<UInt8>, _ start: Int, quote: UInt8, max: Int
    ) -> Range<Int>? {
        var end = start
        let limit = min(text.count, start + max + 1)
        reading: while end < limit {
            let byte = text[end]
            if byte < 0x20 { break }
            if quote != 0 {
                if byte == quote { break }
                if byte == UInt8(ascii: "\\"), self.byte(text, end + 1) == quote { break }
            } else {
                switch byte {
                case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"),
                    UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "<"), UInt8(ascii: ">"),
                    UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "}"):
                    break reading
                case UInt8(ascii: "\\")
                where isEscapeLetter(text, end + 1 < text.count ? end + 1 : end):
                    break reading
                default: break
                }
            }
            end += 1
        }
        steps += end - start
        guard end - start <= max else { return nil }
        if quote == 0 {
            while end > start, ".!?):]".utf8.contains(text[end - 1]) { end -= 1 }
        }
        return start..<end
    }

    /// Six characters or more with a digit or a sign in them, that don't read like code.
    private func isPassword(_ text: Span<UInt8>, isQuoted: Bool, isProse: Bool) -> Bool {
        guard text.count >= 6, text.count <= 128 else { return false }
        var digits = 0
        var letters = 0
        var signs = 0
        var spaces = 0
        var dots = 0
        for place in 0..<text.count {
            let byte = text[place]
            if CharacterSet.isDigit(byte) {
                digits += 1
            } else if CharacterSet.isLetter(byte) {
                letters += 1
            } else if byte == 0x20 {
                spaces += 1
            } else if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") {
                dots += 1
            } else if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") {
                if !isQuoted { return false }
                signs += 1
            } else {
                signs += 1
            }
        }
        guard spaces <= 5, digits > 0 || signs > 0 && letters > 0 && isQuoted && spaces == 0 else {
            return false
        }
        // user.password1, MAX_LENGTH_8
        if !isQuoted, dots > 0, signs == 0, CharacterSet.isLetter(text[0]) { return false }
        if isProse, letters > 0, digits == 0 { return false }
        return Entropy.hundredths(text) >= (letters == 0 ? 150 : 200)
    }

    /// What keys are made of, digits and letters both, random for its length.
    private func isKey(_ text: Span<UInt8>, floor: Int) -> Bool {
        var digits = 0
        var letters = 0
        var isHexadecimal = true
        for place in 0..<text.count {
            let byte = text[place]
            if CharacterSet.isDigit(byte) {
                digits += 1
            } else if CharacterSet.isLetter(byte) {
                letters += 1
            } else if !"-_+/=.~:".utf8.contains(byte) {
                return false
            }
            if !CharacterSet.hexadecimal.contains(byte) { isHexadecimal = false }
        }
        // A path or a domain has as many dots and slashes as words.
        guard digits > 0, letters > 0 else { return false }
        return Entropy.hundredths(text)
            >= max(
                isHexadecimal ? 0 : floor,
                Entropy.floor(count: text.count, isHexadecimal: isHexadecimal))
    }
}
