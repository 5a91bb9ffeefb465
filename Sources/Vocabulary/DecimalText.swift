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

    /// The text of `value` divided by ten to the power of `decimals`, without trailing zeros beyond
    /// `decimalsMin` decimals.
    package static func text(_ value: Int64, decimals: Int, decimalsMin: Int) -> String {
        var digits = String(value.magnitude)
        if digits.utf8.count <= decimals {
            digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
        }
        let whole = digits.dropLast(decimals)
        var fraction = digits.suffix(decimals)
        while fraction.count > decimalsMin, fraction.last == "0" { fraction.removeLast() }
        return (value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }
}
