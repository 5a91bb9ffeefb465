import Vocabulary

/// One step of a cost: units of a meter times a rate.
package struct ArithmeticLine: Hashable, Sendable {
    /// What was used.
    package let meter: Meter
    /// How many units were used; never zero.
    package let units: Int64
    /// What a million units cost.
    package let rate: Rate
    /// The meter whose rate it is; another one than `meter` when that has no rate of its own.
    package let rateOf: Meter
    /// The product before division and rounding: nano-dollars times one million.
    package let scaled: Int128

    /// The product in dollars, exactly, with at most fifteen decimals.
    package var productDollars: String {
        var digits = String(scaled)
        if digits.utf8.count <= 15 {
            digits = String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        var fraction = digits.suffix(15)
        while fraction.count > 2, fraction.last == "0" { fraction.removeLast() }
        return digits.dropLast(15) + "." + fraction
    }

    /// The line as `call explain` prints it, such as `12304 × 3.75 / 1000000 = 0.04614`.
    package var text: String {
        "\(units) × \(rate.dollarsPerMillion) / 1000000 = \(productDollars)"
    }
}
