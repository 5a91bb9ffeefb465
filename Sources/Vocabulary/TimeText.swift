/// Times and durations as users write them.
extension Timestamp {
    /// RFC 3339 in UTC with milliseconds, such as `2026-11-22T18:04:44.123Z`.
    package var text: String {
        let days = Self.floorDivide(milliseconds, 86_400_000)
        let rest = (milliseconds % 86_400_000 + 86_400_000) % 86_400_000
        let (year, month, day) = Self.civil(days)
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let milli = String(1000 + rest % 1000).dropFirst()
        let yearText =
            year >= 0 && year < 1000 ? String(String(10_000 + year).dropFirst()) : "\(year)"
        return "\(yearText)-\(two(month))-\(two(day))T\(two(rest / 3_600_000)):"
            + "\(two(rest / 60_000 % 60)):\(two(rest / 1000 % 60)).\(milli)Z"
    }

    /// Reads RFC 3339 (`2026-11-22T18:04:44Z`, fractions and offsets allowed) or a date alone
    /// (`2026-11-22`, midnight UTC); `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        func number(_ from: Int, _ count: Int) -> Int64? {
            guard from + count <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[from..<from + count] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        func has(_ character: Unicode.Scalar, _ index: Int) -> Bool {
            guard index < bytes.count else { return false }
            // RFC 3339 takes its two letters in either case.
            let isLower = bytes[index] >= 0x61 && bytes[index] <= 0x7a
            return bytes[index] == UInt8(ascii: character)
                || (isLower && bytes[index] & ~0x20 == UInt8(ascii: character))
        }
        guard let year = number(0, 4), has("-", 4), let month = number(5, 2), has("-", 7),
            let day = number(8, 2), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let days = Self.days(year, month, day)
        guard Self.civil(days) == (year, month, day) else { return nil }
        guard bytes.count > 10 else {
            self.init(milliseconds: days * 86_400_000)
            return
        }
        guard has("T", 10) || has(" ", 10), let hour = number(11, 2), has(":", 13),
            let minute = number(14, 2),
            has(":", 16), let second = number(17, 2), hour < 24, minute < 60, second < 61
        else { return nil }
        var index = 19
        var milli: Int64 = 0
        if has(".", index) {
            index += 1
            var scale: Int64 = 100
            let start = index
            while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 {
                milli += Int64(bytes[index] - 0x30) * scale
                scale /= 10
                index += 1
            }
            guard index > start else { return nil }
        }
        var offset: Int64 = 0
        if has("Z", index) {
            index += 1
        } else if index < bytes.count,
            bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-")
        {
            guard let hours = number(index + 1, 2), has(":", index + 3),
                let minutes = number(index + 4, 2),
                hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * (bytes[index] == UInt8(ascii: "-") ? -1 : 1)
            index += 6
        } else {
            return nil
        }
        guard index == bytes.count else { return nil }
        let seconds = days * 86_400 + hour * 3600 + (minute - offset) * 60 + second
        self.init(milliseconds: seconds * 1000 + milli)
    }

    /// Reads RFC 3339, or a duration (`7d`) that ends now.
    package init?(_ text: some StringProtocol, now: Timestamp) {
        if let ago = DurationText.milliseconds(text) {
            self = now.advanced(byMilliseconds: -ago)
        } else {
            self.init(text)
        }
    }

    /// The number of days since 1970-01-01 of a date of the Gregorian calendar
    /// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    /// The date of a number of days since 1970-01-01; the inverse of `days`.
    private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value / divisor - (value % divisor < 0 ? 1 : 0)
    }
}

/// Durations as users write them: `90s`, `15m`, `12h`, `30d`.
package enum DurationText {
    /// The milliseconds of a duration; `nil` unless it is digits and one of `ms s m h d`, below 100
    /// years.
    package static func milliseconds(_ text: some StringProtocol) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let count = Int64(digits) else { return nil }
        let unit: Int64
        switch text.dropFirst(digits.count) {
        case "ms": unit = 1
        case "s": unit = 1000
        case "m": unit = 60_000
        case "h": unit = 3_600_000
        case "d": unit = 86_400_000
        default: return nil
        }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow || product > 36_525 * 86_400_000 ? nil : product
    }
}
