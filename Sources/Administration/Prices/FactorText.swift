import Pricing

/// A discount or surcharge as operators write it: of three options one, or none to take it away.
enum FactorText {
    /// Reads whichever was given.
    ///
    /// - Parameters:
    ///   - off: A percentage that is taken off, such as `12.5%`.
    ///   - on: A percentage that is put on.
    ///   - multiply: A fraction, such as `7/8`.
    /// - Returns: `nil` when none was given.
    static func factor(
        off: String?, on: String?, multiply: String?
    ) throws(AdministrationFault) -> PriceFactor? {
        let given = [off, on, multiply].compactMap { $0 }
        guard let text = given.first else { return nil }
        guard given.count == 1 else {
            throw AdministrationFault(
                .invalid, "--off, --on and --multiply exclude each other; give one of them.")
        }
        let factor =
            multiply == nil
            ? PriceFactor(percent: text, isTakenOff: off != nil) : PriceFactor(fraction: text)
        guard let factor else {
            throw AdministrationFault(
                .invalid,
                "“\(text.prefix(64))” is no discount; write a percentage such as 12.5% (with --off, at most 100), or a fraction such as 7/8."
            )
        }
        return factor
    }
}
