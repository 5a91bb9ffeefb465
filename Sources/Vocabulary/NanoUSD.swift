/// An amount of money in whole billionths of a US dollar.
///
/// The only form in which Bursar holds money. 64 bits reach 9.2 billion dollars; every operation is
/// checked and reports overflow instead of wrapping.
package struct NanoUSD: Hashable, Comparable, Sendable {
    /// Billionths of a dollar; may be negative in adjustments only.
    package let nanoUSD: Int64

    package static let zero = NanoUSD(0)

    package init(_ nanoUSD: Int64) { self.nanoUSD = nanoUSD }

    /// Reads a decimal amount of dollars such as `12.50`, exactly.
    ///
    /// - Returns: `nil` for anything but digits with at most one point, more than nine decimals, or
    ///   an amount beyond 64 bits.
    package init?(dollars text: some StringProtocol) {
        guard let nano = DecimalText.scaled(text, decimals: 9) else { return nil }
        self.nanoUSD = nano
    }

    /// The amount in dollars with all significant decimals and at least two, such as `0.00042` or
    /// `12.50`.
    package var dollars: String { DecimalText.text(nanoUSD, decimals: 9, decimalsMin: 2) }

    /// The sum, or `nil` beyond 64 bits.
    package func adding(_ other: NanoUSD) -> NanoUSD? {
        let (sum, overflow) = nanoUSD.addingReportingOverflow(other.nanoUSD)
        return overflow ? nil : NanoUSD(sum)
    }

    package static func < (left: NanoUSD, right: NanoUSD) -> Bool { left.nanoUSD < right.nanoUSD }
}
