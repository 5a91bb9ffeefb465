/// The arithmetic of check digits (ISO 7064, Luhn, Verhoeff, weighted sums) and of calendars.
///
/// All functions take the ASCII text and answer for any input.
enum CheckDigits {
    /// The value of a digit; of anything else something beyond nine.
    @inline(__always)
    static func digit(_ text: Span<UInt8>, _ place: Int) -> Int {
        Int(text[place] &- UInt8(ascii: "0"))
    }

    /// Whether the text is so many digits and nothing else.
    static func isDigits(_ text: Span<UInt8>, _ counts: ClosedRange<Int>) -> Bool {
        guard counts.contains(text.count) else { return false }
        return areDigits(text, 0..<text.count)
    }

    /// Whether only digits stand there.
    static func areDigits(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for place in range where !CharacterSet.isDigit(text[place]) { return false }
        return true
    }

    /// Whether only capitals stand there.
    static func areCapitals(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for place in range where !CharacterSet.isUpper(text[place]) { return false }
        return true
    }

    /// The number that digits stand for.
    static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
        var number = 0
        for place in range { number = number &* 10 &+ digit(text, place) }
        return number
    }

    /// The digits from a place on, times their weights, summed.
    static func sum(_ text: Span<UInt8>, _ weights: [Int], from start: Int = 0) -> Int {
        var sum = 0
        for (index, weight) in weights.enumerated() { sum += weight * digit(text, start + index) }
        return sum
    }

    /// Luhn (ISO/IEC 7812-1 annex B) over the last digits, the check digit included.
    static func isLuhn(_ text: Span<UInt8>, from start: Int = 0) -> Bool {
        var sum = 0
        var place = text.count &- 1
        while place > start {
            let doubled = digit(text, place &- 1) &* 2
            sum &+= digit(text, place) &+ doubled &- (doubled > 9 ? 9 : 0)
            place &-= 2
        }
        if place == start { sum &+= digit(text, place) }
        return sum % 10 == 0
    }

    /// ISO 7064 MOD 11,10 over all digits, the check digit last.
    static func isMod1110(_ text: Span<UInt8>) -> Bool {
        var check = 5
        for place in 0..<text.count {
            check = ((check == 0 ? 10 : check) * 2) % 11 + digit(text, place)
            check %= 10
        }
        return check == 1
    }

    /// ISO 7064 MOD 97-10: letters count from ten; what begins at `start` is read first.
    static func mod97(_ text: Span<UInt8>, from start: Int = 0) -> Int {
        var rest: UInt64 = 0
        var place = start
        for _ in 0..<text.count {
            let value = UInt64(truncatingIfNeeded: alphanumericValue(text[place]))
            rest = value > 9 ? rest &* 100 &+ value : rest &* 10 &+ value
            // Far from overflow, and a division only now and then.
            if rest > 1 << 52 { rest %= 97 }
            place &+= 1
            if place == text.count { place = 0 }
        }
        return Int(rest % 97)
    }

    /// Zero to 35 for digits and capitals.
    @inline(__always)
    static func alphanumericValue(_ byte: UInt8) -> Int {
        CharacterSet.isDigit(byte) ? Int(byte) - 48 : Int(byte) - 55
    }

    /// Verhoeff's check over the dihedral group of ten (1969), the check digit last.
    static func isVerhoeff(_ text: Span<UInt8>) -> Bool {
        let (dihedral, permuted) = (dihedral, permuted)
        var check = 0
        for index in 0..<text.count {
            let digit = digit(text, text.count &- 1 &- index)
            guard digit < 10 else { return false }
            check = Int(dihedral[check &* 10 &+ Int(permuted[(index & 7) &* 10 &+ digit])])
        }
        return check == 0
    }

    /// Composition in the dihedral group of ten: rotations 0 to 4, reflections 5 to 9.
    private static let dihedral: [UInt8] = (0..<100).map { index in
        let (left, right) = (index / 10, index % 10)
        switch (left < 5, right < 5) {
        case (true, true): return UInt8((left + right) % 5)
        case (true, false): return UInt8((left + right) % 5 + 5)
        case (false, true): return UInt8((left - right) % 5 + 5)
        case (false, false): return UInt8((left - right + 5) % 5)
        }
    }

    /// A digit permuted so often, eight times at most.
    private static let permuted: [UInt8] = (0..<80).map { index in
        var digit = index % 10
        for _ in 0..<index / 10 { digit = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][digit] }
        return UInt8(digit)
    }

    /// Whether there is such a day in the Gregorian calendar.
    static func isDate(year: Int, month: Int, day: Int) -> Bool {
        guard (1...12).contains(month), day >= 1 else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= days[month - 1]
    }

    /// Whether there is such a day in some century.
    static func isDate(shortYear: Int, month: Int, day: Int) -> Bool {
        isDate(year: 1900 + shortYear, month: month, day: day)
            || isDate(year: 2000 + shortYear, month: month, day: day)
    }
}
