/// Decimal numbers as text, read and written without floating point.
package enum DecimalText {
    /// The number times ten to the power of `decimals`, exactly.
    ///
    /// - Returns: `nil` unless the text is digits with at most one point, digits on both sides of
    ///   it, no more than `decimals` decimals, and the result fits 64 bits.
    package static func scaled(_ text: some StringProtocol, decimals: Int) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.utf8.count <= decimals, parts.count == 1 || !fraction.isEmpty else {
            return nil
        }
        let padding = String(repeating: "0", count: decimals - fraction.utf8.count)
        var value: Int64 = 0
        for byte in (String(whole) + fraction + padding).utf8 {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = product.addingReportingOverflow(Int64(byte - 0x30))
            guard !tooLarge, !overflow else { return nil }
            value = sum
        }
        return value
    }

    /// A number as JSON and spreadsheets write it, with a sign or an exponent or without, times ten to the power of
    /// `decimals`, exactly: `1.5e-07` with 9 decimals is 150.
    ///
    /// - Returns: `nil` for anything else, such as `NaN`, more decimals than that, or a result beyond 64 bits.
    package static func scaledNumber(_ text: some StringProtocol, decimals: Int) -> Int64? {
        guard text.utf8.count <= 64 else { return nil }
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative || text.hasPrefix("+") ? 1 : 0)
            .split(omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard let mantissa = parts.first, parts.count <= 2 else { return nil }
        var exponent = 0
        if parts.count == 2 {
            let hasPlus = parts[1].hasPrefix("+")
            let digits = hasPlus ? parts[1].dropFirst() : parts[1]
            guard let number = Int(digits), digits.first != "+", !hasPlus || number >= 0,
                abs(number) <= 100
            else {
                return nil
            }
            exponent = number
        }
        var digits: [UInt8] = []
        var places = exponent + decimals
        var hasPoint = false
        var count = 0
        for byte in mantissa.utf8 {
            if byte == UInt8(ascii: "."), !hasPoint, count > 0 {
                hasPoint = true
                count = 0
                continue
            }
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            digits.append(byte - 0x30)
            count += 1
            if hasPoint { places -= 1 }
        }
        guard count > 0 else { return nil }
        while places < 0, let last = digits.last {
            guard last == 0 else { return nil }
            digits.removeLast()
            places += 1
        }
        var value: Int64 = 0
        let zeros = digits.isEmpty || digits.allSatisfy { $0 == 0 } ? 0 : max(0, places)
        for digit in digits + [UInt8](repeating: 0, count: zeros) {
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow) = product.addingReportingOverflow(Int64(digit))
            guard !tooLarge, !overflow else { return nil }
            value = sum
        }
        return isNegative ? -value : value
    }

    /// The text of `value` divided by ten to the power of `decimals`, without trailing zeros beyond
    /// `decimalsMin` decimals.
    package static func text(_ value: Int64, decimals: Int, decimalsMin: Int) -> String {
        var rest = value.magnitude
        // The last digit first.
        var text: [UInt8] = []
        text.reserveCapacity(24)
        for place in 0..<decimals {
            let digit = UInt8(rest % 10)
            rest /= 10
            if !text.isEmpty || digit != 0 || decimals - place <= decimalsMin {
                text.append(0x30 + digit)
            }
        }
        if !text.isEmpty { text.append(UInt8(ascii: ".")) }
        repeat {
            text.append(0x30 + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        if value < 0 { text.append(UInt8(ascii: "-")) }
        text.reverse()
        return String(decoding: text, as: UTF8.self)
    }
}
