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
