/// Words with digits in them: codes in groups, masks, IBANs, addresses.
extension Scanner {
    /// Looks at the word round a run of digits, once for each word.
    @inline(never)
    mutating func matchNumber(_ text: Span<UInt8>, _ digit: Int) {
        let last = wordEnd
        let limit = min(text.count, digit &+ 128)
        var end = digit &+ 1
        while end < limit, CharacterSet.isDigit(text[end]) { end &+= 1 }
        let before = byte(text, digit &- 1)
        let after = byte(text, end)
        guard !CharacterSet.isAlphanumeric(before), !CharacterSet.isAlphanumeric(after) else {
            return matchMixed(text, digit, end)
        }
        wordEnd = end
        steps &+= end &- digit
        let count = end &- digit
        guard count <= CodeTrie.groupMax else {
            codeState = 0
            return
        }
        let separator = CodeTrie.separator(before)
        // So few digits are nothing alone, and nothing goes on with these.
        if count <= 3, !Self.mayGoOn(after), digit != last &+ 1 || separator == 0 {
            codeState = 0
            return
        }
        if digit == last &+ 1, separator != 0 {
            codeState = codeStep(from: codeState, separator, isDigits: true, count: count)
        } else if separator <= 2, separator > 0, CharacterSet.isLetter(byte(text, digit &- 2)) {
            beginCode(text, digit..<end, before: before)
        } else {
            let first = isJoined(text, digit, before: before) ? 0 : 1
            codeState = codeStep(from: first, 0, isDigits: true, count: count)
        }
        if codeState != 0 {
            if leafStarts[codeState] < leafStarts[codeState &+ 1] {
                tryLeaves(codeState, text, end: end)
            }
            if after == 0x20 || after == UInt8(ascii: "-"),
                CharacterSet.isLetter(byte(text, end &+ 1))
            {
                followLetters(text, end)
            }
        }
        guard !isJoined(text, digit, before: before) else { return }
        if count <= 3, after == UInt8(ascii: ".") { matchIPv4(text, digit) }
        if phone >= 0, before == UInt8(ascii: "(") || hasContext(phone, at: digit, within: 24) {
            matchPhone(text, digit, before: before)
        }
        if count <= 32, count >= 9, maskCounts &>> UInt64(count) & 1 != 0 {
            matchMasks(text, digit..<end)
        }
        if count >= 26, count <= 52 { matchKeyOrAddress(text, digit, end) }
    }

    /// A word of letters and digits.
    @inline(never)
    private mutating func matchMixed(_ text: Span<UInt8>, _ digit: Int, _ digitsEnd: Int) {
        let last = wordEnd
        var start = digit
        let back = max(0, digit - 64)
        while start > back, CharacterSet.isAlphanumeric(text[start - 1]) { start &-= 1 }
        var end = digitsEnd
        let limit = min(text.count, digit &+ 128)
        while end < limit, CharacterSet.isAlphanumeric(text[end]) { end &+= 1 }
        steps &+= end &- start
        wordEnd = end
        guard start == 0 || !CharacterSet.isAlphanumeric(text[start - 1]), end - digit < 128 else {
            codeState = 0
            return
        }
        if isEscapeLetter(text, start) { start += 1 }
        let before = byte(text, start - 1)
        let separator = start == last &+ 1 && last > 0 ? CodeTrie.separator(before) : 0
        // No code begins with a letter and a digit side by side, and so short no mask is.
        if end &- start <= 3, start < digit,
            separator == 0 || codeState == 0 && separator != CodeTrie.space
        {
            codeState = 0
            return
        }
        if separator != 0 {
            followCode(text, start..<end, separator)
        } else {
            beginCode(text, start..<end, before: before)
        }
        if leafStarts[codeState] < leafStarts[codeState &+ 1] {
            tryLeaves(codeState, text, end: end)
        }
        guard !isJoined(text, start, before: before) else { return }
        let count = end - start
        if count <= 32, maskCounts &>> UInt64(count) & 1 != 0 { matchMasks(text, start..<end) }
        if digit == start + 2, count >= 4, CharacterSet.isDigit(text[start + 3]) {
            matchIBAN(text, start)
        }
        if start == digit, phone >= 0 { matchPhone(text, start, before: before) }
        if count >= 26, count <= 52 { matchKeyOrAddress(text, start, end) }
    }

    /// May a number go on behind a byte: with another group, or with what closes a bracket?
    @inline(__always)
    private static func mayGoOn(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"),
            UInt8(ascii: "("), UInt8(ascii: ")"):
            true
        default: false
        }
    }

    /// Is it the later part of something with signs in it?
    @inline(__always)
    private func isJoined(_ text: Span<UInt8>, _ start: Int, before: UInt8) -> Bool {
        before == UInt8(ascii: "_")
            || (before == UInt8(ascii: "-") || before == UInt8(ascii: ".")
                || before == UInt8(ascii: "/"))
                && CharacterSet.isAlphanumeric(byte(text, start &- 2))
    }

    // MARK: Codes in groups

    /// A number begins, perhaps with one or two capitals before its first digits: `AB 12 34 56 C`,
    /// `X-1234567-L`.
    private mutating func beginCode(_ text: Span<UInt8>, _ word: Range<Int>, before: UInt8) {
        let start = word.lowerBound
        codeState = isJoined(text, start, before: before) ? 0 : 1
        guard before == 0x20 || before == UInt8(ascii: "-"), CharacterSet.isDigit(text[start]),
            CharacterSet.isLetter(byte(text, start &- 2))
        else { return followCode(text, word, 0) }
        let end = start &- 1
        var first = end
        while first > 0, end &- first < 3, CharacterSet.isLetter(text[first &- 1]) { first &-= 1 }
        guard end &- first <= 2, CharacterSet.isUpper(text[first]),
            !CharacterSet.isAlphanumeric(byte(text, first &- 1))
        else { return followCode(text, word, 0) }
        codeState = codeStep(from: 1, 0, isDigits: false, count: end &- first)
        followCode(text, word, CodeTrie.separator(before))
    }

    /// Goes on with a word's groups; a group is only digits or only letters.
    private mutating func followCode(
        _ text: Span<UInt8>, _ word: Range<Int>, _ separator: UInt8
    ) {
        var separator = separator
        var place = word.lowerBound
        repeat {
            let first = place
            let isDigits = CharacterSet.isDigit(text[place])
            repeat {
                place &+= 1
            } while place < word.upperBound
                && CharacterSet.isDigit(text[place]) == isDigits
            guard place &- first <= CodeTrie.groupMax else {
                codeState = 0
                return
            }
            codeState = codeStep(
                from: codeState, separator, isDigits: isDigits, count: place &- first)
            separator = 0
        } while codeState != 0 && place < word.upperBound
    }

    @inline(__always)
    private func codeStep(
        from state: Int, _ separator: UInt8, isDigits: Bool, count: Int
    ) -> Int {
        let column = codeColumns[
            CodeTrie.step(separator: separator, isDigits: isDigits, count: count)]
        return Int(codeNext[state &<< codeShift | Int(column)])
    }

    /// One or two letters behind the last digits belong to some codes: `12.345.678-K`.
    private mutating func followLetters(_ text: Span<UInt8>, _ end: Int) {
        var stop = end &+ 1
        while stop < text.count, stop &- end <= 3, CharacterSet.isLetter(text[stop]) { stop &+= 1 }
        let count = stop &- end &- 1
        guard count <= 2,
            case let state = codeStep(
                from: codeState, CodeTrie.separator(text[end]), isDigits: false, count: count),
            leafStarts[state] < leafStarts[state &+ 1]
        else { return }
        tryLeaves(state, text, end: stop)
    }

    private mutating func tryLeaves(_ state: Int, _ text: Span<UInt8>, end: Int) {
        guard endsNumber(text, end) else { return }
        compactCount = 0
        for index in leafStarts[state]..<leafStarts[state &+ 1] {
            let leaf = leaves[Int(index)]
            let detector = Int(leaf.detector)
            let range = end &- Int(leaf.byteCount)..<end
            guard
                leaf.firsts &>> UInt16(min(15, text[range.lowerBound] &- UInt8(ascii: "0"))) & 1
                    != 0,
                isActive[detector], leaf.isEnough || hasContext(detector, at: range.lowerBound),
                passes(detector, text, range, count: Int(leaf.count))
            else { continue }
            add(detector, range)
        }
    }

    /// Does a code pass its detector's check, without separators and in capitals?
    private mutating func passes(
        _ detector: Int, _ text: Span<UInt8>, _ range: Range<Int>, count: Int
    ) -> Bool {
        guard let check = traits[detector].check else { return true }
        if compactCount != count || compactStart != range.lowerBound {
            compactCount = 0
            compactStart = range.lowerBound
            for place in range {
                let byte = text[place]
                guard CharacterSet.isAlphanumeric(byte) else { continue }
                compact[compactCount] = CharacterSet.isLower(byte) ? byte &- 32 : byte
                compactCount &+= 1
            }
            steps &+= compactCount
        }
        let code = compact.span.extracting(0..<compactCount)
        return check.accepts(code) && !Samples.isNumber(code)
    }

    /// Nothing that makes the number longer follows.
    private func endsNumber(_ text: Span<UInt8>, _ end: Int) -> Bool {
        guard end < text.count else { return true }
        let next = text[end]
        if CharacterSet.isAlphanumeric(next) || next == UInt8(ascii: "_") { return false }
        return
            !(next == UInt8(ascii: "-") || next == UInt8(ascii: "/") || next == UInt8(ascii: "."))
            || !CharacterSet.isAlphanumeric(byte(text, end + 1))
    }

    private mutating func matchMasks(_ text: Span<UInt8>, _ word: Range<Int>) {
        let masks = tables.masks[word.count]
        var (digits, hasSmall) = (UInt64(0), false)
        for place in word {
            let byte = text[place]
            if CharacterSet.isDigit(byte) { digits |= 1 &<< UInt64(place &- word.lowerBound) }
            if CharacterSet.isLower(byte) { hasSmall = true }
        }
        compactCount = 0
        for mask in masks
        where digits & mask.digits == mask.digits && digits & mask.letters == 0
            && isActive[mask.detector]
        {
            guard
                tables.hasWords[mask.detector]
                    ? hasContext(mask.detector, at: word.lowerBound) : !hasSmall,
                endsNumber(text, word.upperBound),
                passes(mask.detector, text, word, count: word.count)
            else { continue }
            add(mask.detector, word)
        }
    }

    // MARK: Accounts and keys

    /// Two letters and two digits, then as many as the country has, in groups or not.
    private mutating func matchIBAN(_ text: Span<UInt8>, _ start: Int) {
        let detector = wanted(.iban)
        guard detector >= 0 else { return }
        let (first, second) = (text[start] & 0xdf, text[start + 1] & 0xdf)
        let count = IBANLengths.count(first, second)
        guard count > 0 else { return }
        var code = InlineArray<40, UInt8>(repeating: 0)
        var kept = 0
        var place = start
        while kept < count, place < text.count {
            let byte = text[place]
            if CharacterSet.isAlphanumeric(byte) {
                code[kept] = CharacterSet.isLower(byte) ? byte &- 32 : byte
                kept &+= 1
            } else if byte != 0x20 && byte != UInt8(ascii: "-")
                || !CharacterSet.isAlphanumeric(self.byte(text, place + 1))
            {
                break
            }
            place &+= 1
        }
        steps &+= place - start
        guard kept == count, endsNumber(text, place),
            Check.iban.accepts(code.span.extracting(0..<kept))
        else { return }
        add(detector, start..<place)
    }

    /// Bitcoin addresses and private keys, and Ethereum addresses.
    private mutating func matchKeyOrAddress(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
        let count = end - start
        switch text[start] {
        case UInt8(ascii: "0"):
            guard count == 42, text[start + 1] | 0x20 == UInt8(ascii: "x"),
                case let detector = wanted(.ethereum), detector >= 0,
                endOfRun(.hexadecimal, text, from: start + 2, max: 41) == end,
                hasContext(detector, at: start) || isChecksummed(text, start + 2)
            else { return }
            add(detector, start..<end)
        case UInt8(ascii: "1"), UInt8(ascii: "3"):
            guard count <= 35, case let detector = wanted(.base58), detector >= 0 else {
                return
            }
            matchBase58(detector, text, start..<end, counts: 25...25, versions: (0, 5))
        case UInt8(ascii: "5"), UInt8(ascii: "K"), UInt8(ascii: "L"):
            guard count >= 51, case let detector = wanted(.wif), detector >= 0 else {
                return
            }
            matchBase58(detector, text, start..<end, counts: 37...38, versions: (0x80, 0x80))
        default: break
        }
    }

    /// An Ethereum address whose letters' case is its checksum (EIP-55); one case alone says nothing.
    private mutating func isChecksummed(_ text: Span<UInt8>, _ start: Int) -> Bool {
        let digits = text.extracting(start..<start + 40)
        guard Keccak.hasBothCases(digits) else { return false }
        guard mayDigest(at: start) else { return true }
        return Keccak.isChecksummed(digits)
    }

    private mutating func matchBase58(
        _ detector: Int, _ text: Span<UInt8>, _ range: Range<Int>, counts: ClosedRange<Int>,
        versions: (UInt8, UInt8)
    ) {
        guard endOfRun(.base58, text, from: range.lowerBound, max: 53) == range.upperBound else {
            return
        }
        // A text that is all such words costs no more digests: then the shape must do.
        guard mayDigest(at: range.upperBound) else { return add(detector, range) }
        for count in counts {
            if let version = Check.base58(text, range, count: count),
                version == versions.0 || version == versions.1
            {
                return add(detector, range)
            }
        }
    }
}
