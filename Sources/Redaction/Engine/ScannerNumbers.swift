/// Words with digits in them: codes in groups, masks, IBANs, addresses.
extension Scanner {
    /// Looks at the word round a run of digits, once for each word.
    mutating func matchNumber(_ text: Span<UInt8>, _ digit: Int) {
        guard digit >= wordEnd else { return }
        var start = digit
        let back = max(0, digit - 64)
        while start > back, CharacterSet.isAlphanumeric(text[start - 1]) { start &-= 1 }
        let end = endOfRun(.alphanumeric, text, from: digit, max: 128)
        wordEnd = end
        guard start == 0 || !CharacterSet.isAlphanumeric(text[start - 1]), end - digit < 128 else {
            return
        }
        if isEscapeLetter(text, start) { start += 1 }
        let before = byte(text, start - 1)
        let isJoined =
            before == UInt8(ascii: "_")
            || (before == UInt8(ascii: "-") || before == UInt8(ascii: ".")
                || before == UInt8(ascii: "/"))
                && CharacterSet.isAlphanumeric(byte(text, start - 2))
        if start == digit, before == 0x20 || before == UInt8(ascii: "-") {
            walkFromLetters(text, before: start - 1)
        }
        guard !isJoined else { return }
        let count = end - start
        walk(text, start)
        if count <= 32 { matchMasks(text, start, end) }
        if digit == start + 2, count >= 4, CharacterSet.isDigit(text[start + 3]) {
            matchIBAN(text, start)
        }
        if start == digit {
            if count <= 3, byte(text, end) == UInt8(ascii: ".") { matchIPv4(text, start) }
            matchPhone(text, start, before: before)
        }
        if count >= 26, count <= 52 { matchKeyOrAddress(text, start, end) }
    }

    /// Adds a character of a code, in upper case.
    @inline(__always)
    private mutating func keep(_ byte: UInt8) {
        guard compactCount < 64 else { return }
        compact[compactCount] = CharacterSet.isLower(byte) ? byte &- 32 : byte
        compactCount &+= 1
    }

    /// Follows the layouts of codes from the start of a word.
    private mutating func walk(_ text: Span<UInt8>, _ start: Int) {
        compactCount = 0
        var place = start
        var (end, isDigits) = endOfGroup(text, start)
        guard end - place <= CodeTrie.groupMax else { return }
        var node = Int(
            roots[Int(CodeTrie.step(separator: 0, isDigits: isDigits, count: end - place))])
        while node != 0 {
            while place < end {
                let byte = text[place]
                keep(byte)
                place &+= 1
            }
            if leafStarts[node] < leafStarts[node + 1] {
                tryLeaves(node, text, start..<end)
            }
            var separator: UInt8 = 0
            guard place < text.count else { return }
            if !CharacterSet.isAlphanumeric(text[place]) {
                separator = CodeTrie.separator(text[place])
                place += 1
                guard separator != 0, place < text.count, CharacterSet.isAlphanumeric(text[place])
                else { return }
            }
            (end, isDigits) = endOfGroup(text, place)
            guard end - place <= CodeTrie.groupMax else { return }
            node = child(
                of: node,
                CodeTrie.step(separator: separator, isDigits: isDigits, count: end - place))
        }
    }

    private func child(of node: Int, _ step: UInt16) -> Int {
        var index = Int(edgeStarts[node])
        let end = Int(edgeStarts[node + 1])
        while index < end {
            let edge = edges[index]
            if edge >> 16 == UInt32(step) { return Int(edge & 0xffff) }
            index += 1
        }
        return 0
    }

    /// A group is only digits or only letters.
    private func endOfGroup(_ text: Span<UInt8>, _ start: Int) -> (Int, Bool) {
        let isDigits = CharacterSet.isDigit(text[start])
        var end = start
        let limit = min(text.count, start + CodeTrie.groupMax + 1)
        while end < limit,
            isDigits ? CharacterSet.isDigit(text[end]) : CharacterSet.isLetter(text[end])
        {
            end &+= 1
        }
        return (end, isDigits)
    }

    private mutating func tryLeaves(_ node: Int, _ text: Span<UInt8>, _ range: Range<Int>) {
        guard endsNumber(text, range.upperBound) else { return }
        steps &+= compactCount
        for index in leafStarts[node]..<leafStarts[node + 1] {
            let leaf = leaves[Int(index)]
            let detector = Int(leaf.detector)
            guard isActive[detector],
                leaf.isEnough || hasContext(detector, at: range.lowerBound),
                tables.detectors[detector].check?.accepts(compact.span.extracting(0..<compactCount))
                    ?? true,
                !Samples.isNumber(compact.span.extracting(0..<compactCount))
            else { continue }
            add(detector, range)
        }
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

    /// `AB 12 34 56 C`, `X-1234567-L`: one or two letters stand before the first digits.
    private mutating func walkFromLetters(_ text: Span<UInt8>, before separator: Int) {
        var start = separator
        while start > 0, separator - start < 3, CharacterSet.isLetter(text[start - 1]) {
            start -= 1
        }
        guard separator - start == 1 || separator - start == 2,
            !CharacterSet.isAlphanumeric(byte(text, start - 1)), CharacterSet.isUpper(text[start])
        else { return }
        walk(text, start)
    }

    private mutating func matchMasks(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
        let masks = tables.masks[end - start]
        guard !masks.isEmpty, endsNumber(text, end) else { return }
        var hasLower = false
        compactCount = 0
        for place in start..<end {
            let byte = text[place]
            if CharacterSet.isLower(byte) { hasLower = true }
            keep(byte)
        }
        steps &+= end - start
        for mask in masks where isActive[mask.detector] {
            guard fits(mask.classes) else { continue }
            let needsWord = tables.hasWords[mask.detector]
            guard needsWord ? hasContext(mask.detector, at: start) : !hasLower,
                tables.detectors[mask.detector].check?.accepts(
                    compact.span.extracting(0..<compactCount)) ?? true
            else { continue }
            add(mask.detector, start..<end)
        }
    }

    private func fits(_ classes: [UInt8]) -> Bool {
        for index in classes.indices {
            switch classes[index] {
            case UInt8(ascii: "9"): if !CharacterSet.isDigit(compact[index]) { return false }
            case UInt8(ascii: "A"): if !CharacterSet.isUpper(compact[index]) { return false }
            default: break
            }
        }
        return true
    }

    /// Two letters and two digits, then as many as the country has, in groups or not.
    private mutating func matchIBAN(_ text: Span<UInt8>, _ start: Int) {
        let detector = wanted(.iban)
        guard detector >= 0 else { return }
        let (first, second) = (text[start] & 0xdf, text[start + 1] & 0xdf)
        let count = IBANLengths.count(first, second)
        guard count > 0 else { return }
        compactCount = 0
        var place = start
        while compactCount < count, place < text.count {
            let byte = text[place]
            if CharacterSet.isAlphanumeric(byte) {
                keep(byte)
            } else if byte != 0x20 && byte != UInt8(ascii: "-")
                || !CharacterSet.isAlphanumeric(self.byte(text, place + 1))
            {
                break
            }
            place += 1
        }
        steps &+= place - start
        guard compactCount == count, endsNumber(text, place),
            Check.iban.accepts(compact.span.extracting(0..<compactCount))
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
                hasContext(detector, at: start)
            else { return }
            add(detector, start..<end)
        case UInt8(ascii: "1"), UInt8(ascii: "3"):
            guard count <= 35, case let detector = wanted(.base58), detector >= 0 else {
                return
            }
            matchBase58(detector, text, start..<end, counts: [25], versions: [0, 5])
        case UInt8(ascii: "5"), UInt8(ascii: "K"), UInt8(ascii: "L"):
            guard count >= 51, case let detector = wanted(.wif), detector >= 0 else {
                return
            }
            matchBase58(detector, text, start..<end, counts: [37, 38], versions: [0x80])
        default: break
        }
    }

    private mutating func matchBase58(
        _ detector: Int, _ text: Span<UInt8>, _ range: Range<Int>, counts: [Int], versions: [UInt8]
    ) {
        guard endOfRun(.base58, text, from: range.lowerBound, max: 53) == range.upperBound else {
            return
        }
        digests += 1
        // A text that is all such words costs no more digests: then the shape must do.
        guard digests <= Self.digestsMax else { return add(detector, range) }
        for count in counts {
            if let bytes = Check.base58(text, range, count: count), versions.contains(bytes[0]) {
                return add(detector, range)
            }
        }
    }
}
