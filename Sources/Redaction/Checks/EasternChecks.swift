/// Checks of numbers that states in the north and east of Europe give.
extension Check {
    func acceptsEastern(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .plPESEL: Self.isPESEL(text)
        case .sePersonnummer: Self.isPersonnummer(text)
        case .fiHETU: Self.isHETU(text)
        case .noFodselsnummer: Self.isFodselsnummer(text)
        case .dkCPR:
            CheckDigits.isDigits(text, 10...10)
                && CheckDigits.isDate(
                    year: Self.danishYear(text), month: CheckDigits.number(text, 2..<4),
                    day: CheckDigits.number(text, 0..<2))
        case .czRC: Self.isRodneCislo(text)
        case .roCNP: Self.isCNP(text)
        case .bgEGN: Self.isEGN(text)
        case .hrOIB: CheckDigits.isDigits(text, 11...11) && CheckDigits.isMod1110(text)
        case .eeIK: Self.isIsikukood(text)
        case .siEMSO: Self.isEMSO(text)
        case .ruINN: Self.isINN(text)
        case .uaRNTRC:
            CheckDigits.isDigits(text, 10...10)
                && (CheckDigits.sum(text, [-1, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 + 11) % 11 % 10
                    == CheckDigits.digit(text, 9)
        default: false
        }
    }

    /// The month tells the century: plus 80 for 18xx, 20 for 20xx, 40 and 60 after.
    private static func isPESEL(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 11...11) else { return false }
        let month = CheckDigits.number(text, 2..<4)
        let year = [1900, 2000, 2100, 2200, 1800][min(month / 20, 4)]
        guard
            CheckDigits.isDate(
                year: year + CheckDigits.number(text, 0..<2), month: month % 20,
                day: CheckDigits.number(text, 4..<6))
        else { return false }
        return CheckDigits.sum(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0
    }

    /// A day (plus 60 for coordination numbers) and Luhn over the last ten digits.
    private static func isPersonnummer(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 10...12), text.count != 11 else { return false }
        let start = text.count - 10
        let day = CheckDigits.number(text, start + 4..<start + 6)
        let month = CheckDigits.number(text, start + 2..<start + 4)
        let year = CheckDigits.number(text, 0..<start + 2)
        let real = day > 60 ? day - 60 : day
        let isDay =
            start == 0
            ? CheckDigits.isDate(shortYear: year, month: month, day: real)
            : (1800...2099).contains(year)
                && CheckDigits.isDate(year: year, month: month, day: real)
        return isDay && CheckDigits.isLuhn(text, from: start)
    }

    /// ddmmyy, a century's sign (dropped when it is no letter), a serial, MOD 31.
    private static func isHETU(_ text: Span<UInt8>) -> Bool {
        guard (10...11).contains(text.count), CheckDigits.areDigits(text, 0..<6) else {
            return false
        }
        var years = [1800, 1900]
        if text.count == 11 {
            switch text[6] {
            case UInt8(ascii: "A")...UInt8(ascii: "F"): years = [2000]
            case UInt8(ascii: "U")...UInt8(ascii: "Y"): years = [1900]
            default: return false
            }
        }
        let serial = text.count - 4
        guard CheckDigits.areDigits(text, serial..<serial + 3) else { return false }
        let individual = CheckDigits.number(text, serial..<serial + 3)
        guard (2..<900).contains(individual) else { return false }
        let short = CheckDigits.number(text, 4..<6)
        let month = CheckDigits.number(text, 2..<4)
        let day = CheckDigits.number(text, 0..<2)
        guard
            years.contains(where: { CheckDigits.isDate(year: $0 + short, month: month, day: day) })
        else { return false }
        let rest = (CheckDigits.number(text, 0..<6) * 1000 + individual) % 31
        return text[text.count - 1] == hetuLetters[rest]
    }

    private static let hetuLetters = Array("0123456789ABCDEFHJKLMNPRSTUVWXY".utf8)

    /// Two check digits MOD 11; days from 41 on are D-numbers, months from 41 on are help numbers.
    private static func isFodselsnummer(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 11...11) else { return false }
        let first = (11 - CheckDigits.sum(text, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11) % 11
        let second = (11 - CheckDigits.sum(text, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11
        guard first == CheckDigits.digit(text, 9), second == CheckDigits.digit(text, 10) else {
            return false
        }
        let individual = CheckDigits.number(text, 6..<9)
        let short = CheckDigits.number(text, 4..<6)
        let month = CheckDigits.number(text, 2..<4)
        let day = CheckDigits.number(text, 0..<2)
        let year: Int
        switch individual {
        case 0..<500: year = 1900
        case 500..<750 where short >= 54: year = 1800
        case 500..<1000 where short < 40: year = 2000
        case 900..<1000: year = 1900
        default: return false
        }
        guard day <= 71, month <= 52 else { return false }
        return CheckDigits.isDate(
            year: year + short, month: month > 40 ? month - 40 : month,
            day: day > 40 ? day - 40 : day)
    }

    /// The seventh digit tells the century (CPR office, "The structure of the CPR number").
    private static func danishYear(_ text: Span<UInt8>) -> Int {
        let short = CheckDigits.number(text, 4..<6)
        switch CheckDigits.digit(text, 6) {
        case 0...3: return 1900 + short
        case 5...8: return (short >= 58 ? 1800 : 2000) + short
        default: return (short >= 37 ? 1900 : 2000) + short
        }
    }

    /// Nine digits until 1953, then a tenth: the rest by 11 of the nine, 10 counting as 0.
    private static func isRodneCislo(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 9...10) else { return false }
        var year = 1900 + CheckDigits.number(text, 0..<2)
        if text.count == 9 {
            if year >= 1980 { year -= 100 }
            guard year <= 1953 else { return false }
        } else if year < 1954 {
            year += 100
        }
        let month = CheckDigits.number(text, 2..<4) % 50 % 20
        guard
            CheckDigits.isDate(year: year, month: month, day: CheckDigits.number(text, 4..<6))
        else { return false }
        guard text.count == 10 else { return true }
        return CheckDigits.number(text, 0..<9) % 11 % 10 == CheckDigits.digit(text, 9)
    }

    private static func isCNP(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 13...13), text[0] != UInt8(ascii: "0") else {
            return false
        }
        let first = CheckDigits.digit(text, 0)
        let century = first == 3 || first == 4 ? 1800 : first == 5 || first == 6 ? 2000 : 1900
        let county = CheckDigits.number(text, 7..<9)
        guard
            CheckDigits.isDate(
                year: century + CheckDigits.number(text, 1..<3),
                month: CheckDigits.number(text, 3..<5), day: CheckDigits.number(text, 5..<7)),
            (1...48).contains(county) || (51...52).contains(county) || county == 70
                || (80...83).contains(county)
        else { return false }
        let rest = CheckDigits.sum(text, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
        return (rest == 10 ? 1 : rest) == CheckDigits.digit(text, 12)
    }

    private static func isEGN(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 10...10) else { return false }
        let month = CheckDigits.number(text, 2..<4)
        let century = month > 40 ? 2000 : month > 20 ? 1800 : 1900
        guard
            CheckDigits.isDate(
                year: century + CheckDigits.number(text, 0..<2),
                month: month > 40 ? month - 40 : month > 20 ? month - 20 : month,
                day: CheckDigits.number(text, 4..<6))
        else { return false }
        return CheckDigits.sum(text, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10
            == CheckDigits.digit(text, 9)
    }

    private static func isIsikukood(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 11...11) else { return false }
        let first = CheckDigits.digit(text, 0)
        guard (1...8).contains(first) else { return false }
        guard
            CheckDigits.isDate(
                year: 1800 + (first - 1) / 2 * 100 + CheckDigits.number(text, 1..<3),
                month: CheckDigits.number(text, 3..<5), day: CheckDigits.number(text, 5..<7))
        else { return false }
        var rest = CheckDigits.sum(text, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11
        if rest == 10 { rest = CheckDigits.sum(text, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 }
        return rest % 10 == CheckDigits.digit(text, 10)
    }

    private static func isEMSO(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 13...13) else { return false }
        let short = CheckDigits.number(text, 4..<7)
        guard
            CheckDigits.isDate(
                year: short < 800 ? 2000 + short : 1000 + short,
                month: CheckDigits.number(text, 2..<4), day: CheckDigits.number(text, 0..<2))
        else { return false }
        let rest = CheckDigits.sum(text, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
        return (11 - rest) % 11 % 10 == CheckDigits.digit(text, 12)
    }

    private static func isINN(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 10...12), text.count != 11 else { return false }
        guard text.count == 12 else {
            return CheckDigits.sum(text, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10
                == CheckDigits.digit(text, 9)
        }
        let first = CheckDigits.sum(text, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10
        let second = CheckDigits.sum(text, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10
        return first == CheckDigits.digit(text, 10) && second == CheckDigits.digit(text, 11)
    }
}
