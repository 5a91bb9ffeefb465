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
            if isWord(Array("END ".utf8), text, end) {
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

    private static func holdsPrivateKey(_ label: Span<UInt8>) -> Bool {
        let word = Array("PRIVATE KEY".utf8)
        guard label.count >= word.count else { return false }
        for start in 0...label.count - word.count {
            var isSame = true
            for index in word.indices where label[start + index] != word[index] { isSame = false }
            if isSame { return true }
        }
        return false
    }

    private func isArmourBody(_ byte: UInt8) -> Bool {
        CharacterSet.isAlphanumeric(byte)
            || "+/= \n\r\t\\:,.-()@<>\"'_".utf8.contains(byte)
    }

    mutating func matchPutty(_ text: Span<UInt8>, _ start: Int) {
        let detector = wanted(.putty)
        guard detector >= 0, start >= assignedEnd else {
            return
        }
        let limit = min(text.count, start + 12_000)
        let mark = Array("private-mac:".utf8)
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
        if isWord(Array("is ".utf8), text, place) { place += 3 }
        while place < text.count, place - end < 20, !CharacterSet.isLower(text[place]) {
            place += 1
        }
        let first = place
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
        guard [12, 15, 18, 21, 24].contains(words) else { return }
        assignedEnd = last
        add(detector, first..<last)
    }

    /// `machine host login name password x`
    mutating func matchNetrc(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
        let detector = wanted(.netrc)
        guard detector >= 0 else { return }
        let from = max(0, start - 160)
        guard start >= 8, byte(text, start - 1) <= 0x20 else { return }
        var place = start
        var hasLogin = false
        var hasMachine = false
        while place > from, !hasMachine {
            place -= 1
            if text[place] == UInt8(ascii: "l"), isWord(Array("login ".utf8), text, place) {
                hasLogin = true
            } else if text[place] == UInt8(ascii: "m"), isWord(Array("machine ".utf8), text, place)
            {
                hasMachine = true
            }
            if text[place] == UInt8(ascii: ".") && hasLogin == false && start - place > 80 { break }
        }
        steps += start - place
        guard hasLogin, hasMachine else { return }
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
        guard (8...15).contains(found.digits.count), CallingCodes.isPlausible(found.digits) else {
            return
        }
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
            guard found.digits.count == 10, Check.phoneGrouped.accepts(found.digits.span) else {
                return
            }
            return add(detector, start - 1..<found.end)
        }
        guard (7...15).contains(found.digits.count), found.groups > 1 || found.digits.count >= 8,
            !CallingCodes.isDocumentation(found.digits)
        else { return }
        add(detector, start..<found.end)
    }

    /// Digits with single separators or a bracket between groups, at most fifteen.
    private mutating func phoneDigits(
        _ text: Span<UInt8>, _ start: Int
    ) -> (digits: [UInt8], end: Int, groups: Int) {
        var digits: [UInt8] = []
        var place = start
        var end = start
        var groups = 0
        while place < text.count {
            let first = place
            while place < text.count, CharacterSet.isDigit(text[place]) { place += 1 }
            let count = place - first
            guard count > 0, digits.count + count <= 15,
                !CharacterSet.isLetter(byte(text, place)) || isEscape(text, place)
            else { break }
            for index in first..<place { digits.append(text[index]) }
            groups += 1
            end = place
            // (0) is passed over as it is written: +44 (0)20 …
            var separators = 0
            while place < text.count, separators < 3, " -.()/".utf8.contains(text[place]) {
                separators += 1
                place += 1
            }
            guard separators > 0 else { break }
        }
        steps += end - start
        return (digits, end, groups)
    }

    private func isEscape(_ text: Span<UInt8>, _ place: Int) -> Bool {
        byte(text, place - 1) == UInt8(ascii: "\\")
    }
}

/// The first digits of international telephone numbers (ITU-T E.164, list of 2016 and later notices).
enum CallingCodes {
    private static let two: Set<Int> = [
        20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55,
        56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
    ]

    /// Is there such a country, and does the number have the length it may have?
    static func isPlausible(_ digits: [UInt8]) -> Bool {
        if digits[0] == UInt8(ascii: "1") {
            return digits.count == 11 && Check.phoneGrouped.accepts(digits.span)
        }
        if digits[0] == UInt8(ascii: "7") { return digits.count == 11 }
        let code = Int(digits[0] - 48) * 10 + Int(digits[1] - 48)
        if two.contains(code) { return digits.count >= 9 }
        // 21x to 29x, 35x to 38x, 42x, 50x, 59x, 67x to 69x, 80x, 85x to 88x, 96x to 99x
        switch code {
        case 21...26, 29, 35, 37, 38, 42, 50, 59, 67, 68, 69, 80, 85, 87, 88, 96, 97, 99:
            return digits.count >= 9
        default: return false
        }
    }

    /// 555-01xx of North America is for films and documentation.
    static func isDocumentation(_ digits: [UInt8]) -> Bool {
        guard digits.count == 7 || digits.count == 10 || digits.count == 11 else { return false }
        let tail = digits.suffix(7)
        return tail.prefix(5).elementsEqual("55501".utf8)
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
