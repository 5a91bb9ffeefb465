/// Checks of numbers that states in the west and south of Europe give.
extension Check {
    func acceptsWestern(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .deSteuerID: Self.isSteuerID(text)
        case .dePension: Self.isPension(text)
        case .frNIR: Self.isNIR(text)
        case .esDNI: text.count == 9 && Self.isDNI(text, number: 0..<8, add: 0)
        case .esNIE:
            text.count == 9 && (UInt8(ascii: "X")...UInt8(ascii: "Z")).contains(text[0])
                && Self.isDNI(text, number: 1..<8, add: Int(text[0] - 88) * 10_000_000)
        case .itFiscalCode: Self.isFiscalCode(text)
        case .ukNHS:
            CheckDigits.isDigits(text, 10...10)
                && CheckDigits.sum(text, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
        case .ukNINO: Self.isNINO(text)
        case .ukUTR: Self.isUTR(text)
        case .nlBSN:
            CheckDigits.isDigits(text, 9...9) && CheckDigits.number(text, 0..<9) > 0
                && CheckDigits.sum(text, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0
        case .beNN: Self.isBelgian(text)
        case .chAHV:
            CheckDigits.isDigits(text, 13...13) && CheckDigits.number(text, 0..<3) == 756
                && CheckDigits.sum(text, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 == 0
        case .ptNIF:
            CheckDigits.isDigits(text, 9...9) && text[0] != UInt8(ascii: "0")
                && (121 - CheckDigits.sum(text, [9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10
                    == CheckDigits.digit(text, 8)
        case .atSVNR:
            CheckDigits.isDigits(text, 10...10) && text[0] != UInt8(ascii: "0")
                && CheckDigits.sum(text, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11
                    == CheckDigits.digit(text, 3)
        case .grAFM: Self.isAFM(text)
        case .iePPS: Self.isPPS(text)
        default: false
        }
    }

    /// Eleven digits, of the first ten exactly one twice or three times, ISO 7064 MOD 11,10.
    private static func isSteuerID(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 11...11), text[0] != UInt8(ascii: "0") else {
            return false
        }
        // How often each digit is there, four bits each.
        var counts: UInt64 = 0
        for place in 0..<10 { counts &+= 1 &<< UInt64(CheckDigits.digit(text, place) &* 4) }
        var (repeated, most) = (0, UInt64(0))
        for digit in 0..<10 {
            let count = counts &>> UInt64(digit &* 4) & 15
            if count > 1 { (repeated, most) = (repeated + 1, max(most, count)) }
        }
        return repeated == 1 && most <= 3 && CheckDigits.isMod1110(text)
    }

    /// VKVV of the pension insurance: area, birthday, letter, serial, check digit.
    private static func isPension(_ text: Span<UInt8>) -> Bool {
        guard text.count == 12, CheckDigits.areDigits(text, 0..<8),
            CharacterSet.isUpper(text[8]), CheckDigits.areDigits(text, 9..<12),
            (1...12).contains(CheckDigits.number(text, 4..<6)),
            (1...31).contains(CheckDigits.number(text, 2..<4))
                || (51...81).contains(CheckDigits.number(text, 2..<4))
        else { return false }
        let weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]
        let letter = Int(text[8]) - 64
        var values: [Int] = []
        for place in 0..<8 { values.append(CheckDigits.digit(text, place)) }
        values += [letter / 10, letter % 10]
        values += [CheckDigits.digit(text, 9), CheckDigits.digit(text, 10)]
        var sum = 0
        for (index, value) in values.enumerated() {
            let product = value * weights[index]
            sum += product / 10 + product % 10
        }
        return sum % 10 == CheckDigits.digit(text, 11)
    }

    /// Thirteen digits (2A and 2B for Corsica) and 97 less their rest by 97.
    private static func isNIR(_ text: Span<UInt8>) -> Bool {
        guard text.count == 15, CheckDigits.areDigits(text, 0..<6),
            CheckDigits.areDigits(text, 7..<15), text[0] != UInt8(ascii: "0")
        else { return false }
        var number = 0
        for place in 0..<13 where place != 6 {
            number = place == 5 && text[6] > 0x39 ? number * 10 + 1 : number
            if place == 5, text[6] > 0x39 {
                guard text[5] == UInt8(ascii: "2") else { return false }
                switch text[6] {
                case UInt8(ascii: "A"): number = number * 10 + 9
                case UInt8(ascii: "B"): number = number * 10 + 8
                default: return false
                }
            } else {
                number = number * 10 + CheckDigits.digit(text, place)
                if place == 5 { number = number * 10 + CheckDigits.digit(text, 6) }
            }
        }
        return 97 - number % 97 == CheckDigits.number(text, 13..<15)
    }

    private static func isDNI(_ text: Span<UInt8>, number range: Range<Int>, add: Int) -> Bool {
        guard CheckDigits.areDigits(text, range) else { return false }
        return text[8] == letters[(CheckDigits.number(text, range) + add) % 23]
    }

    private static let letters = Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)

    /// Decree of 23 December 1976: letters may stand for digits, odd places have their own values.
    private static func isFiscalCode(_ text: Span<UInt8>) -> Bool {
        guard text.count == 16, CheckDigits.areCapitals(text, 0..<6),
            case let month = Self.month(text[8]), month > 0,
            CharacterSet.isUpper(text[11]), CharacterSet.isUpper(text[15])
        else { return false }
        let (decade, year) = (omocode(text[6]), omocode(text[7]))
        let (tens, ones) = (omocode(text[9]), omocode(text[10]))
        guard decade | year | tens | ones | omocode(text[12]) | omocode(text[13]) >= 0,
            omocode(text[14]) >= 0,
            CheckDigits.isDate(
                shortYear: decade * 10 + year, month: month, day: (tens * 10 + ones) % 40)
        else { return false }
        var sum = 0
        for place in 0..<15 {
            let byte = text[place]
            let value =
                CharacterSet.isDigit(byte) ? Int(byte) - 48 : Int(byte) - 65
            sum += place.isMultiple(of: 2) ? odd[value] : value
        }
        return Int(text[15]) - 65 == sum % 26
    }

    private static let odd = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ]

    /// A digit's value, or that of `LMNPQRSTUV`, which may stand for one; below zero for another.
    private static func omocode(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 48
        case UInt8(ascii: "L")...UInt8(ascii: "N"): Int(byte) - 76
        case UInt8(ascii: "P")...UInt8(ascii: "V"): Int(byte) - 77
        default: -1
        }
    }

    /// The month that one of `ABCDEHLMPRST` stands for; zero for another.
    private static func month(_ byte: UInt8) -> Int {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "E"): Int(byte) - 64
        case UInt8(ascii: "H"): 6
        case UInt8(ascii: "L"), UInt8(ascii: "M"): Int(byte) - 69
        case UInt8(ascii: "P"): 9
        case UInt8(ascii: "R")...UInt8(ascii: "T"): Int(byte) - 72
        default: 0
        }
    }

    private static func isNINO(_ text: Span<UInt8>) -> Bool {
        guard text.count == 9, CheckDigits.areCapitals(text, 0..<2),
            CheckDigits.areDigits(text, 2..<8),
            (UInt8(ascii: "A")...UInt8(ascii: "D")).contains(text[8]),
            !"DFIQUV".utf8.contains(text[0]), !"DFIOQUV".utf8.contains(text[1])
        else { return false }
        switch UInt16(text[0]) << 8 | UInt16(text[1]) {
        // BG, GB, NK, KN, TN, NT, ZZ
        case 0x4247, 0x4742, 0x4e4b, 0x4b4e, 0x544e, 0x4e54, 0x5a5a: return false
        default: return true
        }
    }

    private static func isUTR(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 10...10) else { return false }
        let rest = CheckDigits.sum(text, [6, 7, 8, 9, 10, 5, 4, 3, 2], from: 1) % 11
        return [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1][rest] == CheckDigits.digit(text, 0)
    }

    /// 97 less the rest of nine digits, with 2 before them for those born since 2000; months from 20
    /// or 40 on are for registers other than the national one, and where a birthday is unknown the
    /// day counts on.
    private static func isBelgian(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 11...11) else { return false }
        let nine = CheckDigits.number(text, 0..<9)
        let check = CheckDigits.number(text, 9..<11)
        let isOld = 97 - nine % 97 == check
        let isYoung = 97 - (2_000_000_000 + nine) % 97 == check
        let month = CheckDigits.number(text, 2..<4)
        return (isOld || isYoung) && month <= 52 && month % 20 <= 12
    }

    private static func isAFM(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 9...9) else { return false }
        let sum = CheckDigits.sum(text, [256, 128, 64, 32, 16, 8, 4, 2])
        return sum > 0 && sum % 11 % 10 == CheckDigits.digit(text, 8)
    }

    private static func isPPS(_ text: Span<UInt8>) -> Bool {
        guard (8...9).contains(text.count), CheckDigits.areDigits(text, 0..<7) else { return false }
        var sum = CheckDigits.sum(text, [8, 7, 6, 5, 4, 3, 2])
        if text.count == 9 {
            // A second letter: A, B or H, or one of the old forms for a spouse.
            switch text[8] {
            case UInt8(ascii: "A"), UInt8(ascii: "B"), UInt8(ascii: "H"):
                sum += 9 * (Int(text[8]) - 64)
            case UInt8(ascii: "W"), UInt8(ascii: "T"), UInt8(ascii: "X"): break
            default: return false
            }
        }
        return text[7] == (sum % 23 == 0 ? UInt8(ascii: "W") : UInt8(64 + sum % 23))
    }
}
