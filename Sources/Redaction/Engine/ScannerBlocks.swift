/// What spans lines or words: keys in armour, machine-readable lines, seed phrases; telephones.
extension Scanner {
    // MARK: Keys

    /// RFC 7468, RFC 4880 and RFC 4716 armour round something that calls itself a private key; to
    /// its end, or as far as what follows looks like its body.
    mutating func matchPEM(_ text: Span<UInt8>, _ start: Int) {
        let detector = wanted(.pem)
        guard detector >= 0, start >= assignedEnd,
            byte(text, start + 5) == UInt8(ascii: "B") || byte(text, start + 5) == 0x20
        else { return }
        var place = start + 10
        let limit = min(text.count, start + 72)
        while place < limit,
            CharacterSet.isUpper(text[place]) || CharacterSet.isDigit(text[place])
                || text[place] == 0x20
        {
            place += 1
        }
        let label = text.extracting(start..<place)
        guard byte(text, place) == UInt8(ascii: "-"), Self.holdsPrivateKey(label) else { return }
        while place < text.count, text[place] == UInt8(ascii: "-") { place += 1 }
        while place < text.count, isArmourBody(text[place]) {
            if text[place] == UInt8(ascii: "-"), byte(text, place + 1) == UInt8(ascii: "-"),
                byte(text, place + 2) == UInt8(ascii: "-")
            {
                break
            }
            place += 1
        }
        steps += place - start
        if byte(text, place) == UInt8(ascii: "-") {
            var end = place
            while end < text.count, text[end] == UInt8(ascii: "-") { end += 1 }
            if byte(text, end) == 0x20 { end += 1 }
            if isWord(Self.end, text, end) {
                while end < text.count, text[end] != UInt8(ascii: "-"), text[end] >= 0x20 {
                    end += 1
                }
                while end < text.count, text[end] == UInt8(ascii: "-") { end += 1 }
                place = end
            }
        }
        assignedEnd = place
        add(detector, start..<place)
    }

    private static let end = Array("END ".utf8)
    private static let privateKey = Array("PRIVATE KEY".utf8)
    private static let mac = Array("private-mac:".utf8)
    private static let isWordBefore = Array("is ".utf8)

    private static func holdsPrivateKey(_ label: Span<UInt8>) -> Bool {
        let word = privateKey
        guard label.count >= word.count else { return false }
        for start in 0...label.count - word.count {
            var isSame = true
            for index in word.indices where label[start + index] != word[index] { isSame = false }
            if isSame { return true }
        }
        return false
    }

    private func isArmourBody(_ byte: UInt8) -> Bool {
        if CharacterSet.isAlphanumeric(byte) { return true }
        switch byte {
        case 0x20, 0x0a, 0x0d, 0x09, UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="),
            UInt8(ascii: "\\"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "."),
            UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "@"),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"),
            UInt8(ascii: "_"):
            return true
        default: return false
        }
    }

    mutating func matchPutty(_ text: Span<UInt8>, _ start: Int) {
        let detector = wanted(.putty)
        guard detector >= 0, start >= assignedEnd else {
            return
        }
        let limit = min(text.count, start + 12_000)
        let mark = Self.mac
        var end = start
        while end < limit {
            if text[end] | 0x20 == UInt8(ascii: "p"), isWord(mark, text, end) {
                end += mark.count
                while end < limit, text[end] == 0x20 { end += 1 }
                end = endOfRun(.hexadecimal, text, from: end, max: 128)
                break
            }
            end += 1
        }
        steps += end - start
        assignedEnd = end
        add(detector, start..<end)
    }

    /// Twelve to 24 words of three to eight letters after the name of a seed phrase.
    mutating func matchSeed(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
        let detector = wanted(.seed)
        guard detector >= 0, start >= assignedEnd else {
            return
        }
        var place = end
        while place < text.count, place - end < 12, !CharacterSet.isLower(text[place]) {
            place += 1
        }
        if isWord(Self.isWordBefore, text, place) { place += 3 }
        while place < text.count, place - end < 20, !CharacterSet.isLower(text[place]) {
            place += 1
        }
        let first = place
        // Names of phrases that stand in the same run of words: after some the run counts as it is.
        if first < phraseEnd {
            phraseTries += 1
            guard phraseTries <= Self.phraseTriesMax else {
                if phraseTries == Self.phraseTriesMax + 1 { add(detector, first..<phraseEnd) }
                return
            }
        } else {
            phraseTries = 0
        }
        var words = 0
        var last = place
        while words < 25 {
            var stop = place
            while stop < text.count, stop - place < 9, CharacterSet.isLower(text[stop]) {
                stop += 1
            }
            guard stop - place >= 3, stop - place <= 8 else { break }
            words += 1
            last = stop
            guard byte(text, stop) == 0x20 || byte(text, stop) == UInt8(ascii: ",") else { break }
            place = stop + 1
            while byte(text, place) == 0x20, place < text.count, place - stop < 3 { place += 1 }
        }
        steps += last - start
        phraseEnd = max(phraseEnd, last)
        guard [12, 15, 18, 21, 24].contains(words) else { return }
        assignedEnd = last
        add(detector, first..<last)
    }

    /// How many names of seed phrases in one run of words are followed.
    private static let phraseTriesMax = 4

    /// `machine host login name password x`
    mutating func matchNetrc(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
        let detector = wanted(.netrc)
        guard detector >= 0 else { return }
        // The last login stands behind the last machine, both shortly before.
        guard start >= 8, start >= assignedEnd, loginEnd <= start, machineEnd < loginEnd,
            start - machineEnd <= 160
        else { return }
        var stop = end
        while stop < text.count, text[stop] > 0x20, stop - end < 128 { stop += 1 }
        guard stop - end >= 4 else { return }
        add(detector, end..<stop)
    }

    // MARK: Machine-readable lines

    /// ICAO 9303: two lines of 44 or 36, or three of 30, whose check digits agree.
    mutating func matchMachineReadable(_ text: Span<UInt8>, _ place: Int) {
        let detector = wanted(.mrz)
        guard detector >= 0, place >= assignedEnd else {
            return
        }
        let start = startOfRun(.machineReadable, text, before: place, max: 45)
        let end = endOfRun(.machineReadable, text, from: place, max: 45)
        assignedEnd = end
        let count = end - start
        guard count == 44 || count == 36 || count == 30 else { return }
        var lines = [start]
        while lines.count < (count == 30 ? 3 : 2) {
            guard let next = nextLine(text, lines[lines.count - 1] + count, count: count) else {
                break
            }
            lines.append(next)
        }
        let isWhole: Bool
        if count == 30 {
            isWhole =
                lines.count == 3 && isChecked(text, lines[0] + 5, 9)
                && isChecked(text, lines[1], 6) && isChecked(text, lines[1] + 8, 6)
        } else {
            isWhole =
                lines.count == 2 && isChecked(text, lines[1], 9)
                && isChecked(text, lines[1] + 13, 6)
                && isChecked(text, lines[1] + 21, 6)
        }
        guard isWhole else { return }
        assignedEnd = lines[lines.count - 1] + count
        add(detector, start..<assignedEnd)
    }

    /// The line that follows, after a line end or an escaped one.
    private mutating func nextLine(_ text: Span<UInt8>, _ end: Int, count: Int) -> Int? {
        var place = end
        while place < text.count, place - end < 4, "\r\n\\nr ".utf8.contains(text[place]) {
            place += 1
        }
        guard place > end,
            endOfRun(.machineReadable, text, from: place, max: count + 1) - place == count
        else { return nil }
        return place
    }

    /// Weights 7, 3, 1 over so many characters, and the digit after them.
    private func isChecked(_ text: Span<UInt8>, _ start: Int, _ count: Int) -> Bool {
        var sum = 0
        for index in 0..<count {
            let byte = text[start + index]
            let value = byte == UInt8(ascii: "<") ? 0 : CheckDigits.alphanumericValue(byte)
            sum += value * [7, 3, 1][index % 3]
        }
        return text[start + count] == UInt8(48 + sum % 10)
    }

    // MARK: Telephones

    /// `+`, a country's code, eight to fifteen digits (ITU-T E.164).
    mutating func matchInternationalPhone(_ text: Span<UInt8>, _ plus: Int) {
        let detector = wanted(.phone)
        guard detector >= 0 else { return }
        guard CharacterSet.isDigit(byte(text, plus + 1)), byte(text, plus + 1) != 0x30,
            !CharacterSet.isAlphanumeric(byte(text, plus - 1)) || isEscapeLetter(text, plus - 1)
        else { return }
        let found = phoneDigits(text, plus + 1)
        guard (8...15).contains(found.count),
            CallingCodes.isPlausible(found.digits.span.extracting(0..<found.count))
        else { return }
        add(detector, plus..<found.end)
    }

    /// National numbers: `(415) 555-2671`, or any after a word for telephone.
    mutating func matchPhone(_ text: Span<UInt8>, _ start: Int, before: UInt8) {
        let detector = wanted(.phone)
        guard detector >= 0 else { return }
        guard before != UInt8(ascii: "+") else { return }
        let isBracketed = before == UInt8(ascii: "(") && byte(text, start + 3) == UInt8(ascii: ")")
        guard isBracketed || hasContext(detector, at: start, within: 24) else { return }
        let found = phoneDigits(text, start)
        if isBracketed {
            guard found.count == 10,
                Check.phoneGrouped.accepts(found.digits.span.extracting(0..<10))
            else { return }
            return add(detector, start - 1..<found.end)
        }
        guard (7...15).contains(found.count), found.groups > 1 || found.count >= 8,
            !CallingCodes.isDocumentation(found.digits.span.extracting(0..<found.count))
        else { return }
        add(detector, start..<found.end)
    }

    /// Digits of a telephone number and where it ends.
    private struct Dialled {
        var digits = InlineArray<16, UInt8>(repeating: 0)
        var count = 0
        var end: Int
        var groups = 0
    }

    /// Digits with single separators or a bracket between groups, at most fifteen.
    private mutating func phoneDigits(_ text: Span<UInt8>, _ start: Int) -> Dialled {
        var found = Dialled(end: start)
        var place = start
        while place < text.count {
            let first = place
            while place < text.count, place - first < 16, CharacterSet.isDigit(text[place]) {
                place += 1
            }
            let count = place - first
            guard count > 0, found.count + count <= 15,
                !CharacterSet.isAlphanumeric(byte(text, place)) || isEscape(text, place)
            else { break }
            for index in first..<place {
                found.digits[found.count] = text[index]
                found.count += 1
            }
            found.groups += 1
            found.end = place
            // (0) is passed over as it is written: +44 (0)20 …
            var separators = 0
            while place < text.count, separators < 3, Self.joinsDigits(text[place]) {
                separators += 1
                place += 1
            }
            guard separators > 0 else { break }
        }
        steps += found.end - start
        return found
    }

    private static func joinsDigits(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "/"):
            true
        default: false
        }
    }

    private func isEscape(_ text: Span<UInt8>, _ place: Int) -> Bool {
        byte(text, place - 1) == UInt8(ascii: "\\")
    }
}

/// The first digits of international telephone numbers (ITU-T E.164, list of 2016 and later notices).
enum CallingCodes {
    private static let two: UInt128 = [
        20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55,
        56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
    ].reduce(0) { $0 | 1 << UInt128($1) }

    /// Is there such a country, and does the number have the length it may have?
    static func isPlausible(_ digits: Span<UInt8>) -> Bool {
        if digits[0] == UInt8(ascii: "1") {
            return digits.count == 11 && Check.phoneGrouped.accepts(digits)
        }
        if digits[0] == UInt8(ascii: "7") { return digits.count == 11 }
        let code = Int(digits[0] - 48) * 10 + Int(digits[1] - 48)
        if two >> UInt128(code) & 1 != 0 { return digits.count >= 9 }
        // 21x to 29x, 35x to 38x, 42x, 50x, 59x, 67x to 69x, 80x, 85x to 88x, 96x to 99x
        switch code {
        case 21...26, 29, 35, 37, 38, 42, 50, 59, 67, 68, 69, 80, 85, 87, 88, 96, 97, 99:
            return digits.count >= 9
        default: return false
        }
    }

    /// 555-01xx of North America is for films and documentation.
    static func isDocumentation(_ digits: Span<UInt8>) -> Bool {
        guard digits.count == 7 || digits.count == 10 || digits.count == 11 else { return false }
        return CheckDigits.number(digits, digits.count - 7..<digits.count - 2) == 55_501
    }
}

extension Scanner {
    /// What looks like one of Bursar's placeholders is taken out too, so that it comes back as it
    /// was and can't be mistaken for one of this request.
    mutating func matchPlaceholder(_ text: Span<UInt8>, _ start: Int) {
        guard findsPlaceholders else { return }
        let count = Placeholder.count(in: text, at: start)
        if count > 0 { placeholders.append(start..<start + count) }
    }
}
