import Vocabulary

/// Why a price could not be set or a cost could not be told.
package struct PricingFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for code.
    package enum Code: Hashable, Sendable {
        /// A meter was used that has no rate.
        case unpriced(Meter)
        /// A count of units was negative.
        case negative(Meter)
        /// The amount is beyond 64 bits of nano-dollars.
        case tooLarge
        /// The glob can't be used: empty, longer than 256 bytes, or not plain ASCII.
        case badGlob
        /// Neither a rate nor `free`, or both.
        case noRates
        /// An amount of money isn't a decimal number of dollars.
        case badAmount
        /// No current price has this glob.
        case notFound
        /// A stored row can't be read.
        case unreadable
        /// A price book or what is to be imported can't be read.
        case badBook
    }

    /// What went wrong, for code.
    package let code: Code
    /// One sentence for an operator, with the way out.
    package let description: String

    /// A fault with its sentence for an operator, which never holds a secret.
    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    static func unpriced(_ meter: Meter) -> PricingFault {
        PricingFault(
            .unpriced(meter),
            "The price has no rate for \(meter.rawValue). Set one with `bursar price set`.")
    }
}
