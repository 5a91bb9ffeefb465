/// Checks of numbers that American states give.
extension Check {
    func acceptsAmerican(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .usSSN: Self.isSSN(text)
        case .usITIN: Self.isITIN(text)
        case .usEIN:
            CheckDigits.isDigits(text, 9...9) && Self.isEINPrefix(CheckDigits.number(text, 0..<2))
        case .usNPI: Self.isNPI(text)
        case .usMBI: Self.isMBI(text)
        case .caSIN:
            CheckDigits.isDigits(text, 9...9) && text[0] != UInt8(ascii: "0")
                && text[0] != UInt8(ascii: "8") && CheckDigits.isLuhn(text)
        case .mxCURP: Self.isCURP(text)
        case .mxRFC: Self.isRFC(text)
        case .brCPF: Self.isCPF(text)
        case .brCNPJ: Self.isCNPJ(text)
        case .arCUIT: Self.isCUIT(text)
        case .clRUT: Self.isRUT(text)
        default: false
        }
    }

    /// Area not 000, 666 or 9xx, group not 00, serial not 0000; not three that were printed widely.
    private static func isSSN(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 9...9) else { return false }
        let area = CheckDigits.number(text, 0..<3)
        guard area != 0, area != 666, area < 900, CheckDigits.number(text, 3..<5) != 0,
            CheckDigits.number(text, 5..<9) != 0
        else { return false }
        return ![78_051_120, 457_555_462, 219_099_999].contains(CheckDigits.number(text, 0..<9))
    }

    private static func isITIN(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 9...9), text[0] == UInt8(ascii: "9") else { return false }
        let group = CheckDigits.number(text, 3..<5)
        return (50...65).contains(group) || (70...88).contains(group)
            || (90...92).contains(group) || (94...99).contains(group)
    }

    /// Prefixes that the IRS has given out.
    private static func isEINPrefix(_ prefix: Int) -> Bool {
        switch prefix {
        case 1...6, 10...16, 20...27, 30...48, 50...68, 71...77, 80...88, 90...95, 98, 99: true
        default: false
        }
    }

    /// Luhn over 80840 and the number.
    private static func isNPI(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 10...10), text[0] == 0x31 || text[0] == 0x32 else {
            return false
        }
        var sum = 24
        for index in 0..<10 {
            let digit = CheckDigits.digit(text, 9 - index)
            let value = index.isMultiple(of: 2) ? digit : digit * 2
            sum += value > 9 ? value - 9 : value
        }
        return sum % 10 == 0
    }

    /// Eleven places without S, L, O, I, B, Z; the first from 1 to 9.
    private static func isMBI(_ text: Span<UInt8>) -> Bool {
        guard text.count == 11, text[0] != UInt8(ascii: "0") else { return false }
        for place in 0..<11 where "SLOIBZ".utf8.contains(text[place]) { return false }
        return true
    }

    /// Date, sex, state and check digit (the population register's instruction of 2018).
    private static func isCURP(_ text: Span<UInt8>) -> Bool {
        guard text.count == 18, CheckDigits.areCapitals(text, 0..<4),
            CheckDigits.areDigits(text, 4..<10), CheckDigits.areCapitals(text, 10..<16),
            CharacterSet.isDigit(text[17]),
            CharacterSet.isDigit(text[16]) || CharacterSet.isUpper(text[16])
        else { return false }
        let century = CharacterSet.isDigit(text[16]) ? 1900 : 2000
        guard
            CheckDigits.isDate(
                year: century + CheckDigits.number(text, 4..<6),
                month: CheckDigits.number(text, 6..<8), day: CheckDigits.number(text, 8..<10)),
            text[10] == UInt8(ascii: "H") || text[10] == UInt8(ascii: "M")
        else { return false }
        var isState = false
        for state in states where state.0 == text[11] && state.1 == text[12] { isState = true }
        var sum = 0
        for place in 0..<17 {
            let byte = text[place]
            // Ñ stands between N and O.
            let value = CheckDigits.alphanumericValue(byte) + (byte > UInt8(ascii: "N") ? 1 : 0)
            sum += (18 - place) * value
        }
        return isState && (10 - sum % 10) % 10 == CheckDigits.digit(text, 17)
    }

    private static let states: [(UInt8, UInt8)] =
        "AS BC BS CC CS CH CL CM DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE"
        .split(separator: " ").map { (Array($0.utf8)[0], Array($0.utf8)[1]) }

    private static func isRFC(_ text: Span<UInt8>) -> Bool {
        guard text.count == 13, CheckDigits.areCapitals(text, 0..<4),
            CheckDigits.areDigits(text, 4..<10)
        else { return false }
        return CheckDigits.isDate(
            shortYear: CheckDigits.number(text, 4..<6), month: CheckDigits.number(text, 6..<8),
            day: CheckDigits.number(text, 8..<10))
    }

    private static func isCPF(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 11...11) else { return false }
        var isVaried = false
        for place in 1..<11 where text[place] != text[0] { isVaried = true }
        let first = CheckDigits.sum(text, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10
        let second = CheckDigits.sum(text, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10 % 11 % 10
        return isVaried && first == CheckDigits.digit(text, 9)
            && second == CheckDigits.digit(text, 10)
    }

    /// With letters since July 2026: a character counts as its code less 48.
    private static func isCNPJ(_ text: Span<UInt8>) -> Bool {
        guard text.count == 14, CheckDigits.areDigits(text, 12..<14) else { return false }
        var isZero = true
        for place in 0..<12 {
            guard CharacterSet.isDigit(text[place]) || CharacterSet.isUpper(text[place]) else {
                return false
            }
            if text[place] != UInt8(ascii: "0") { isZero = false }
        }
        func check(_ sum: Int) -> Int { sum % 11 < 2 ? 0 : 11 - sum % 11 }
        let weights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
        let first = check(CheckDigits.sum(text, Array(weights.dropFirst())))
        let second = check(CheckDigits.sum(text, weights))
        return !isZero && first == CheckDigits.digit(text, 12)
            && second == CheckDigits.digit(text, 13)
    }

    private static func isCUIT(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 11...11),
            [20, 23, 24, 27, 30, 33, 34, 50, 51, 55].contains(CheckDigits.number(text, 0..<2))
        else { return false }
        let rest = 11 - CheckDigits.sum(text, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
        let check = rest == 11 ? 0 : rest == 10 ? 9 : rest
        return check == CheckDigits.digit(text, 10)
    }

    private static func isRUT(_ text: Span<UInt8>) -> Bool {
        guard (8...9).contains(text.count), CheckDigits.areDigits(text, 0..<text.count - 1) else {
            return false
        }
        var sum = 0
        for index in 0..<text.count - 1 {
            sum += CheckDigits.digit(text, text.count - 2 - index) * (2 + index % 6)
        }
        let rest = (11 - sum % 11) % 11
        return text[text.count - 1] == (rest == 10 ? UInt8(ascii: "K") : UInt8(48 + rest))
    }
}
