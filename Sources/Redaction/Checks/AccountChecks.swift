/// Checks of accounts, cards and devices.
extension Check {
    func acceptsAccount(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .card: Self.isCard(text)
        case .luhn15: CheckDigits.isDigits(text, 15...15) && CheckDigits.isLuhn(text)
        case .iccid:
            // ITU-T E.118: they begin with 89, for telecommunication.
            CheckDigits.isDigits(text, 19...20) && text[0] == UInt8(ascii: "8")
                && text[1] == UInt8(ascii: "9") && CheckDigits.isLuhn(text)
        case .vin: Self.isVIN(text)
        case .lei: text.count == 20 && CheckDigits.mod97(text) == 1
        case .isin: Self.isISIN(text)
        case .bic: Self.isBIC(text)
        case .iban: Self.isIBAN(text)
        case .phoneGrouped: Self.isGroupedPhone(text)
        // French numbers begin with 01 to 09.
        case .phonePairs:
            CheckDigits.isDigits(text, 10...10) && text[0] == UInt8(ascii: "0")
                && text[1] != UInt8(ascii: "0")
        case .usRouting:
            CheckDigits.isDigits(text, 9...9)
                && CheckDigits.sum(text, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0
        case .euVAT: Self.isEuropeanVAT(text)
        default: false
        }
    }

    /// An issuer's range, the Luhn digit, not one digit only, no Unix time in milliseconds.
    private static func isCard(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 12...19) else { return false }
        let four = CheckDigits.number(text, 0..<4)
        guard isIssuer(four, count: text.count) else { return false }
        var isVaried = false
        for place in 1..<text.count where text[place] != text[0] { isVaried = true }
        return isVaried && CheckDigits.isLuhn(text)
    }

    private static func isIssuer(_ four: Int, count: Int) -> Bool {
        switch four {
        case 4000...4999: count == 13 || count == 16 || count == 19
        case 5100...5599, 2221...2720: count == 16
        case 3400...3499, 3700...3799: count == 15
        case 3600...3699, 3800...3899, 3000...3059, 3095, 3900...3999: (14...19).contains(count)
        case 6011, 6500...6599, 6440...6499: (16...19).contains(count)
        case 3500...3599: (16...19).contains(count)
        case 6200...6299, 8100...8171: (16...19).contains(count)
        case 2200...2204: (16...19).contains(count)
        case 5000...5099, 5600...6999: (12...19).contains(count)
        case 8200...8299: count == 16
        default: false
        }
    }

    /// ISO 3779 with the check digit of 49 CFR 565 (North America); others have none, so a word
    /// before must do and the digit isn't asked for outside its regions 1 to 5.
    private static func isVIN(_ text: Span<UInt8>) -> Bool {
        guard text.count == 17 else { return false }
        let weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
        var sum = 0
        var digits = 0
        for place in 0..<17 {
            let byte = text[place]
            let value: Int
            switch byte {
            case 0x30...0x39: (value, digits) = (Int(byte) - 48, digits + 1)
            case 0x41...0x48: value = Int(byte) - 64
            case 0x4a...0x4e: value = Int(byte) - 73
            case 0x50: value = 7
            case 0x52: value = 9
            case 0x53...0x5a: value = Int(byte) - 81
            default: return false
            }
            sum += value * weights[place]
        }
        guard digits >= 4 else { return false }
        guard (0x31...0x35).contains(text[0]) else { return true }
        let check = sum % 11
        return text[8] == (check == 10 ? UInt8(ascii: "X") : UInt8(48 + check))
    }

    /// ISO 6166: Luhn over the digits that the characters expand to.
    private static func isISIN(_ text: Span<UInt8>) -> Bool {
        guard text.count == 12, CheckDigits.areCapitals(text, 0..<2) else { return false }
        var sum = 0
        var isDoubled = false
        func add(_ digit: Int) {
            let value = isDoubled ? digit * 2 : digit
            sum += value > 9 ? value - 9 : value
            isDoubled.toggle()
        }
        for index in 0..<12 {
            let byte = text[11 - index]
            guard CharacterSet.isDigit(byte) || CharacterSet.isUpper(byte) else { return false }
            let value = CheckDigits.alphanumericValue(byte)
            add(value % 10)
            if value > 9 { add(value / 10) }
        }
        return sum % 10 == 0 && CharacterSet.isDigit(text[11])
    }

    /// ISO 9362: four letters of a bank, two of a country, two of a place, perhaps three of a branch.
    private static func isBIC(_ text: Span<UInt8>) -> Bool {
        guard text.count == 8 || text.count == 11, CheckDigits.areCapitals(text, 0..<6) else {
            return false
        }
        return true
    }

    /// ISO 13616: the country's length, MOD 97-10 with the first four at the end.
    private static func isIBAN(_ text: Span<UInt8>) -> Bool {
        guard text.count > 4, CheckDigits.areCapitals(text, 0..<2),
            CheckDigits.areDigits(text, 2..<4), IBANLengths.count(text[0], text[1]) == text.count
        else { return false }
        for place in 4..<text.count {
            let byte = text[place]
            guard CharacterSet.isDigit(byte) || CharacterSet.isUpper(byte) else { return false }
        }
        return CheckDigits.mod97(text, from: 4) == 1
    }

    /// The North American plan: area and exchange begin with 2 to 9 and don't end with 11, 555-01xx
    /// is for documentation.
    private static func isGroupedPhone(_ text: Span<UInt8>) -> Bool {
        guard CheckDigits.isDigits(text, 10...11) else { return false }
        let start = text.count - 10
        guard start == 0 || text[0] == UInt8(ascii: "1") else { return false }
        let area = CheckDigits.number(text, start..<start + 3)
        let exchange = CheckDigits.number(text, start + 3..<start + 6)
        let line = CheckDigits.number(text, start + 6..<start + 10)
        return area >= 200 && exchange >= 200 && area % 100 != 11 && exchange % 100 != 11
            && !(exchange == 555 && (100...199).contains(line))
    }

    private static func isEuropeanVAT(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 10, CheckDigits.areCapitals(text, 0..<2) else { return false }
        let country = UInt16(text[0]) << 8 | UInt16(text[1])
        guard europe.contains(country) else { return false }
        var digits = 0
        for place in 2..<text.count where CharacterSet.isDigit(text[place]) { digits += 1 }
        return digits >= 7
    }

    private static let europe: Set<UInt16> = Set(
        "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI GB"
            .split(separator: " ").map {
                let letters = Array($0.utf8)
                return UInt16(letters[0]) << 8 | UInt16(letters[1])
            })
}
