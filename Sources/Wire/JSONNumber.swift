/// Exact whole numbers out of JSON number text, without floating point.
enum JSONNumber {
    /// The number, if it is whole and fits.
    ///
    /// - Parameters:
    ///   - range: Where the number stands; a parser has accepted it.
    static func int64(_ range: Range<Int>, in bytes: Span<UInt8>) -> Int64? {
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        var value: Int64 = 0
        // Zeros are only counted until a digit other than zero follows them.
        var zeros = 0
        var fractionDigits: Int?
        var place = range.lowerBound + (isNegative ? 1 : 0)
        while place < range.upperBound {
            let byte = bytes[place]
            if byte == UInt8(ascii: ".") {
                fractionDigits = 0
            } else if !JSONScanner.isDigit(byte) {
                break
            } else {
                fractionDigits = fractionDigits.map { $0 + 1 }
                if byte == UInt8(ascii: "0") {
                    zeros += 1
                } else {
                    guard let shifted = scaled(value, byTenTo: zeros + 1) else { return nil }
                    let digit = Int64(byte - UInt8(ascii: "0"))
                    // Downwards, since there is one more negative number than positive ones.
                    let (sum, overflows) = shifted.subtractingReportingOverflow(digit)
                    guard !overflows else { return nil }
                    value = sum
                    zeros = 0
                }
            }
            place += 1
        }
        guard value != 0 else { return 0 }
        let exponent = exponent(place..<range.upperBound, in: bytes)
        let shift = exponent + zeros - (fractionDigits ?? 0)
        guard shift >= 0, let whole = scaled(value, byTenTo: shift) else { return nil }
        if isNegative { return whole }
        return whole == .min ? nil : -whole
    }

    /// What stands after `e`, zero if there is none; cut off where no text is long enough to
    /// matter.
    private static func exponent(_ range: Range<Int>, in bytes: Span<UInt8>) -> Int {
        var exponent = 0
        var isNegative = false
        for place in range {
            let byte = bytes[place]
            if byte == UInt8(ascii: "-") { isNegative = true }
            guard JSONScanner.isDigit(byte) else { continue }
            exponent = min(exponent * 10 + Int(byte - UInt8(ascii: "0")), 1 << 40)
        }
        return isNegative ? -exponent : exponent
    }

    private static func scaled(_ value: Int64, byTenTo exponent: Int) -> Int64? {
        guard value != 0 else { return 0 }
        guard exponent <= 18 else { return nil }
        var value = value
        for _ in 0..<exponent {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            guard !overflows else { return nil }
            value = product
        }
        return value
    }
}
