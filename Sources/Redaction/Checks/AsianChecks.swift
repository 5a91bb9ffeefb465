/// Checks of numbers that states in Asia, Africa and Oceania give.
extension Check {
    func acceptsAsian(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .inAadhaar: Self.isAadhaar(text)
        case .inPAN: Self.isPAN(text, from: 0)
        case .inGSTIN: Self.isGSTIN(text)
        case .cnResident: Self.isChinese(text)
        case .krRRN: Self.isKorean(text)
        case .jpMyNumber:
            CheckDigits.isDigits(text, 12...12)
                && {
                    let rest = CheckDigits.sum(text, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
                    return (rest < 2 ? 0 : 11 - rest) == CheckDigits.digit(text, 11)
                }()
        case .sgNRIC: Self.isSingaporean(text)
        case .thPIN:
            CheckDigits.isDigits(text, 13...13) && text[0] != UInt8(ascii: "0")
                && text[0] != UInt8(ascii: "9")
                && (11 - CheckDigits.sum(text, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 10
                    == CheckDigits.digit(text, 12)
        case .trTCKN: Self.isTurkish(text)
        case .ilID:
            CheckDigits.isDigits(text, 9...9) && CheckDigits.number(text, 0..<9) > 0
                && CheckDigits.isLuhn(text)
        case .myNRIC:
            CheckDigits.isDigits(text, 12...12)
                && CheckDigits.isDate(
                    shortYear: CheckDigits.number(text, 0..<2),
                    month: CheckDigits.number(text, 2..<4), day: CheckDigits.number(text, 4..<6))
                && Self.isMalaysianPlace(CheckDigits.number(text, 6..<8))
        case .idNIK:
            CheckDigits.isDigits(text, 16...16)
                && (11...97).contains(CheckDigits.number(text, 0..<2))
                && CheckDigits.isDate(
                    shortYear: CheckDigits.number(text, 10..<12),
                    month: CheckDigits.number(text, 8..<10),
                    day: CheckDigits.number(text, 6..<8) % 40)
        case .auTFN:
            CheckDigits.isDigits(text, 8...9)
                && CheckDigits.sum(
                    text, Array([1, 4, 3, 7, 5, 8, 6, 9, 10].prefix(text.count))) % 11 == 0
        case .auABN:
            CheckDigits.isDigits(text, 11...11) && CheckDigits.number(text, 0..<2) > 10
                && (CheckDigits.sum(text, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 == 0
        case .auMedicare:
            CheckDigits.isDigits(text, 10...10)
                && (UInt8(ascii: "2")...UInt8(ascii: "6")).contains(text[0])
                && CheckDigits.sum(text, [1, 3, 7, 9, 1, 3, 7, 9]) % 10
                    == CheckDigits.digit(text, 8)
        case .nzIRD: Self.isIRD(text)
        case .zaID:
            CheckDigits.isDigits(text, 13...13)
                && CheckDigits.isDate(
                    shortYear: CheckDigits.number(text, 0..<2),
                    month: CheckDigits.number(text, 2..<4), day: CheckDigits.number(text, 4..<6))
                && text[10] <= UInt8(ascii: "2") && CheckDigits.isLuhn(text)
        default: false
        }
    }

    private static func isAadhaar(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 12...12), text[0] >= UInt8(ascii: "2") else {
            return false
        }
        var isPalindrome = true
        for place in 0..<6 where text[place] != text[11 - place] { isPalindrome = false }
        return !isPalindrome && CheckDigits.isVerhoeff(text)
    }

    /// Five letters, the fourth of them for the kind of holder, four digits, a letter.
    private static func isPAN(_ text: Span<UInt8>, from start: Int) -> Bool {
        guard text.count >= start + 10, start > 0 || text.count == 10,
            CheckDigits.areCapitals(text, start..<start + 5),
            CheckDigits.areDigits(text, start + 5..<start + 9),
            CharacterSet.isUpper(text[start + 9]),
            CheckDigits.number(text, start + 5..<start + 9) > 0
        else { return false }
        return "ABCFGHJKLPT".utf8.contains(text[start + 3])
    }

    private static func isGSTIN(_ text: Span<UInt8>) -> Bool {
        guard text.count == 15, CheckDigits.areDigits(text, 0..<2), isPAN(text, from: 2) else {
            return false
        }
        let state = CheckDigits.number(text, 0..<2)
        guard (1...38).contains(state) || state == 97,
            text[12] != UInt8(ascii: "0"), text[13] == UInt8(ascii: "Z")
        else { return false }
        var sum = 0
        for index in 0..<15 {
            let byte = text[14 - index]
            guard CharacterSet.isDigit(byte) || CharacterSet.isUpper(byte) else { return false }
            let value = CheckDigits.alphanumericValue(byte) * (index.isMultiple(of: 2) ? 1 : 2)
            sum += value / 36 + value % 36
        }
        return sum % 36 == 0
    }

    /// GB 11643: region, day of birth, serial, ISO 7064 MOD 11-2.
    private static func isChinese(_ text: Span<UInt8>) -> Bool {
        guard text.count == 18, CheckDigits.areDigits(text, 0..<17) else { return false }
        let region = CheckDigits.digit(text, 0)
        guard (1...6).contains(region) || (7...9).contains(region),
            CheckDigits.isDate(
                year: CheckDigits.number(text, 6..<10), month: CheckDigits.number(text, 10..<12),
                day: CheckDigits.number(text, 12..<14)),
            (1800...2099).contains(CheckDigits.number(text, 6..<10))
        else { return false }
        let rest =
            CheckDigits.sum(text, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11
        return text[17] == (rest == 2 ? UInt8(ascii: "X") : UInt8(48 + (12 - rest) % 11))
    }

    /// Day of birth by the century of the seventh digit; the check digit was given up in October
    /// 2020, so it isn't asked for.
    private static func isKorean(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 13...13) else { return false }
        let century: Int
        switch CheckDigits.digit(text, 6) {
        case 1, 2, 5, 6: century = 1900
        case 3, 4, 7, 8: century = 2000
        default: century = 1800
        }
        return CheckDigits.isDate(
            year: century + CheckDigits.number(text, 0..<2),
            month: CheckDigits.number(text, 2..<4), day: CheckDigits.number(text, 4..<6))
    }

    private static func isSingaporean(_ text: Span<UInt8>) -> Bool {
        guard text.count == 9, CheckDigits.areDigits(text, 1..<8) else { return false }
        let sum = CheckDigits.sum(text, [2, 7, 6, 5, 4, 3, 2], from: 1)
        let letters: String
        let add: Int
        switch text[0] {
        case UInt8(ascii: "S"): (letters, add) = ("JZIHGFEDCBA", 0)
        case UInt8(ascii: "T"): (letters, add) = ("JZIHGFEDCBA", 4)
        case UInt8(ascii: "F"): (letters, add) = ("XWUTRQPNMLK", 0)
        case UInt8(ascii: "G"): (letters, add) = ("XWUTRQPNMLK", 4)
        case UInt8(ascii: "M"): (letters, add) = ("KLJNPQRTUWX", 3)
        default: return false
        }
        let rest = (sum + add) % 11
        return text[8] == Array(letters.utf8)[text[0] == UInt8(ascii: "M") ? 10 - rest : rest]
    }

    private static func isTurkish(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 11...11), text[0] != UInt8(ascii: "0") else {
            return false
        }
        let tenth = CheckDigits.sum(text, [7, -1, 7, -1, 7, -1, 7, -1, 7]) % 10
        let eleventh = CheckDigits.sum(text, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) % 10
        return (tenth + 10) % 10 == CheckDigits.digit(text, 9)
            && eleventh == CheckDigits.digit(text, 10)
    }

    private static func isIRD(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 8...9) else { return false }
        let number = CheckDigits.number(text, 0..<text.count)
        guard number > 10_000_000, number < 150_000_000 else { return false }
        var digits: [Int] = text.count == 8 ? [0] : []
        for place in 0..<text.count { digits.append(CheckDigits.digit(text, place)) }
        func rest(_ weights: [Int]) -> Int {
            (11 - zip(weights, digits).reduce(0) { $0 + $1.0 * $1.1 } % 11) % 11
        }
        var check = rest([3, 2, 7, 6, 5, 4, 3, 2])
        if check == 10 { check = rest([7, 4, 3, 2, 5, 2, 7, 6]) }
        return check == digits[8]
    }

    /// The codes of states and countries that the register has given out.
    private static func isMalaysianPlace(_ place: Int) -> Bool {
        switch place {
        case 0, 17...20, 69, 70, 73, 80, 81, 94...97: false
        default: true
        }
    }
}
