import Vocabulary

/// A discount or a surcharge as an exact fraction that a cost is multiplied by, before it is rounded.
package struct PriceFactor: Hashable, Sendable {
    /// The number by which the ledger names it for ever.
    package let number: Int64
    /// Above the line, 0 to a million.
    package let numerator: Int64
    /// Below the line, 1 to a million; lowest terms.
    package let denominator: Int64

    /// The most that either part of a fraction may be.
    package static let partMax: Int64 = 1_000_000

    /// Takes a fraction to its lowest terms; `nil` when a part is out of its range then.
    package init?(number: Int64 = 0, numerator: Int64, denominator: Int64) {
        guard numerator >= 0, denominator > 0 else { return nil }
        var (a, b) = (numerator, denominator)
        while b != 0 { (a, b) = (b, a % b) }
        guard numerator / a <= Self.partMax, denominator / a <= Self.partMax else { return nil }
        self.number = number
        self.numerator = numerator / a
        self.denominator = denominator / a
    }

    /// Reads a percentage that is taken off (`12.5%` makes 7/8), or put on.
    ///
    /// - Returns: `nil` for anything but a decimal percentage, and for more than 100 taken off.
    package init?(percent text: some StringProtocol, isTakenOff: Bool) {
        let digits = text.hasSuffix("%") ? text.dropLast() : text[...]
        guard let millionths = DecimalText.scaled(digits, decimals: 4),
            millionths <= 100_000_000
        else { return nil }
        let parts = 1_000_000 + (isTakenOff ? -millionths : millionths)
        self.init(numerator: parts, denominator: 1_000_000)
    }

    /// Reads a fraction such as `7/8`.
    package init?(fraction text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let numerator = DecimalText.scaled(parts[0], decimals: 0),
            let denominator = DecimalText.scaled(parts[1], decimals: 0)
        else { return nil }
        self.init(numerator: numerator, denominator: denominator)
    }

    /// The same fraction under its number.
    package func numbered(_ number: Int64) -> PriceFactor? {
        PriceFactor(number: number, numerator: numerator, denominator: denominator)
    }

    /// The fraction, such as `7/8`.
    package var text: String { "\(numerator)/\(denominator)" }
}
