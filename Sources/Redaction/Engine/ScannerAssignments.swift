/// What is assigned to words for passwords, keys and tokens, in code, configuration and prose.
extension Scanner {
    @inline(never)
    mutating func matchAssignment(
        _ detector: Int, _ text: Span<UInt8>, _ start: Int, _ end: Int
    ) {
        guard isActive[detector], start >= assignedEnd else { return }
        let row = traits[detector]
        if row.isExactWord {
            guard !CharacterSet.isAlphanumeric(byte(text, start - 1)) else { return }
        } else {
            guard isWordStart(text, start) else { return }
        }
        var place = end
        if !row.isExactWord {
            place = endOfRun(.word, text, from: end, max: 24)
            guard place - end < 24, place != unassignedEnd else { return }
        }
        // Several words may end in the same name, and mean the same detector.
        if place != valueName { (valueName, valueFound) = (place, valueStart(text, place)) }
        guard let value = valueFound else {
            unassignedEnd = place
            return
        }
        guard refusedValue != value.start || refusedDetector != detector else { return }
        guard row.isExactWord || !Self.isAboutSomethingElse(text.extracting(end..<place), tables)
        else { return }
        let found = valueRange(text, value.start, quote: value.quote, max: row.countMax)
        (refusedValue, refusedDetector) = (value.start, detector)
        guard let range = found,
            range.count >= row.countMin && range.count <= row.countMax || row.isPassword
        else { return }
        guard mayLookClosely(range.count, at: range.upperBound) else {
            assignedEnd = range.upperBound
            return add(detector, range)
        }
        let content = text.extracting(range)
        guard
            row.isPassword
                ? Self.isPassword(
                    content, tables, isQuoted: value.quote != 0, isProse: value.isProse)
                : Self.isKey(
                    content, tables, floor: row.entropyMin, isQuoted: value.quote != 0,
                    isService: row.isService),
            !Samples.isTemplate(content)
        else { return }
        assignedEnd = range.upperBound
        add(detector, range)
    }

    /// `token_count`, `password_reset_url`: words that turn the meaning.
    private static func isAboutSomethingElse(
        _ suffix: Span<UInt8>, _ tables: ScannerTables
    ) -> Bool {
        guard suffix.count >= 3 else { return false }
        let turns = tables.turns
        var state: UInt16 = 0
        for place in 0..<suffix.count {
            state = turns.step(from: state, suffix[place])
            if state >= turns.firstAccepting { return true }
        }
        return false
    }

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
            // set("api_key", "…")
            case UInt8(ascii: ",") where isQuote(byte(text, place - 1)):
                guard
                    isQuote(
                        byte(text, place + 1) == 0x20
                            ? byte(text, place + 2) : byte(text, place + 1))
                else { return nil }
                hasOperator = true
                place += 1
            // ?=, ||
            case UInt8(ascii: "?") where byte(text, place + 1) == UInt8(ascii: "="),
                UInt8(ascii: "|") where byte(text, place + 1) == UInt8(ascii: "|"):
                hasOperator = true
                place += 2
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
        // <add key="Password" value="…" />
        if !hasOperator, byte(text, start) == UInt8(ascii: "\""),
            isWord(Self.attribute, text, place)
        {
            place += Self.attribute.count
            hasOperator = true
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
        switch byte(text, place) | 0x20 {
        case UInt8(ascii: "b"), UInt8(ascii: "t"), UInt8(ascii: "a"):
            place += Self.schemeCount(text, place)
        default: break
        }
        return place < text.count ? (place, quote, isProse) : nil
    }

    private static let attribute = Array("value=".utf8)

    /// How long `bearer `, `basic `, `token ` or `apikey ` is where it stands, else zero.
    private static func schemeCount(_ text: Span<UInt8>, _ place: Int) -> Int {
        switch Samples.packed(text, place, 6) {
        case 0x62_6561_7265_72, 0x61_7069_6b65_79:
            Samples.packed(text, place + 6, 1) == 0x20 ? 7 : 0
        case 0x62_6173_6963_20, 0x74_6f6b_656e_20: 6
        default: 0
        }
    }

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

    /// The value that begins at a place; `nil` when it is longer than may be.
    ///
    /// A value without an end is read once, however many names stand in it.
    private mutating func valueRange(
        _ text: Span<UInt8>, _ start: Int, quote: UInt8, max: Int
    ) -> Range<Int>? {
        var end = start
        let limit = min(text.count, start + max + 1)
        if quote == valueQuote, start >= valueFrom, start < valueTo {
            end = min(limit, valueTo)
        } else {
            (valueFrom, valueTo, valueQuote) = (start, start, quote)
        }
        let first = end
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
            end &+= 1
        }
        steps &+= end &- first
        valueTo = Swift.max(valueTo, end)
        guard end - start <= max else { return nil }
        if quote == 0 {
            while end > start, Self.endsSentence(text[end - 1]) { end -= 1 }
        }
        return start..<end
    }

    private static func endsSentence(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ")"),
            UInt8(ascii: ":"), UInt8(ascii: "]"):
            true
        default: false
        }
    }

    /// Six characters or more with a digit or a sign in them, that don't read like code.
    private static func isPassword(
        _ text: Span<UInt8>, _ tables: ScannerTables, isQuoted: Bool, isProse: Bool
    ) -> Bool {
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
        return tables.entropy.hundredths(text) >= (letters == 0 ? 150 : 200)
    }

    /// What keys are made of, digits and letters both, random for its length.
    ///
    /// - Parameters:
    ///   - isQuoted: Between quotes long keys may have any sign.
    ///   - isService: Only a service's name stands before: then addresses, versions and words count
    ///     for nothing.
    private static func isKey(
        _ text: Span<UInt8>, _ tables: ScannerTables, floor: Int, isQuoted: Bool, isService: Bool
    ) -> Bool {
        var digits = 0
        var letters = 0
        var signs = 0
        var dots = 0
        var isHexadecimal = true
        for place in 0..<text.count {
            let byte = text[place]
            if CharacterSet.isDigit(byte) {
                digits += 1
            } else if CharacterSet.isLetter(byte) {
                letters += 1
            } else {
                switch byte {
                case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "="): break
                case UInt8(ascii: "."):
                    if isService { return false }
                    dots += 1
                case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "~"):
                    if isService { return false }
                case UInt8(ascii: ":"):
                    // An address is no key.
                    if isService { return false }
                    if place + 1 < text.count, text[place + 1] == UInt8(ascii: "/") { return false }
                case 0...0x20, 0x7f...0xff: return false
                default: signs += 1
                }
            }
            if !CharacterSet.hexadecimal.contains(byte) { isHexadecimal = false }
        }
        // A path or a domain has as many dots and slashes as words.
        guard digits > 0, letters > 0 else { return false }
        // usage.cacheWrite5m
        if dots > 0, !isQuoted, digits * 6 < text.count, text.count < 40 { return false }
        if isService, digits * 8 < text.count || letters < 3 { return false }
        // Signs are for generated keys only: code and prose have brackets and spaces.
        if signs > 0, !isQuoted || isService || text.count < 32 || signs * 3 > text.count {
            return false
        }
        return tables.entropy.hundredths(text)
            >= max(
                isHexadecimal ? 0 : floor,
                Entropy.floor(count: text.count, isHexadecimal: isHexadecimal))
    }
}
