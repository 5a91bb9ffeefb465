import Vocabulary

/// What one million units of a meter cost.
package struct Rate: Hashable, Comparable, Sendable {
    /// Nano-dollars for 1,000,000 units, zero or more.
    package let nanoUSDPerMillion: Int64

    /// Nothing.
    package static let zero = Rate(unchecked: 0)

    /// `nil` for a negative number.
    package init?(nanoUSDPerMillion: Int64) {
        guard nanoUSDPerMillion >= 0 else { return nil }
        self.nanoUSDPerMillion = nanoUSDPerMillion
    }

    /// Reads dollars for one million units, such as `2.50` or `0.003625`; `nil` for anything but a
    /// decimal number with at most nine decimals.
    package init?(dollarsPerMillion text: some StringProtocol) {
        guard let nano = DecimalText.scaled(text, decimals: 9) else { return nil }
        nanoUSDPerMillion = nano
    }

    private init(unchecked nanoUSDPerMillion: Int64) { self.nanoUSDPerMillion = nanoUSDPerMillion }

    /// Dollars for one million units, exactly, such as `2.50`.
    package var dollarsPerMillion: String {
        DecimalText.text(nanoUSDPerMillion, decimals: 9, decimalsMin: 2)
    }

    package static func < (left: Rate, right: Rate) -> Bool {
        left.nanoUSDPerMillion < right.nanoUSDPerMillion
    }
}
