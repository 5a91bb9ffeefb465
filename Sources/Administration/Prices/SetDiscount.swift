import Keyring
import Pricing
import Vocabulary

/// Puts a discount or a surcharge on what an upstream's calls cost, from now on, or takes it away.
package struct SetDiscount: UseCase {
    package static let name = "price.discount"
    package let upstream: String
    /// A percentage that is taken off, such as `12.5%`.
    package let off: String?
    /// A percentage that is put on.
    package let on: String?
    /// A fraction that costs are multiplied by, such as `7/8`.
    package let multiply: String?

    /// - Parameters: None but the upstream takes the discount away.
    package init(
        upstream: String, off: String? = nil, on: String? = nil, multiply: String? = nil
    ) {
        self.upstream = upstream
        self.off = off
        self.on = on
        self.multiply = multiply
    }

    /// `{"upstream","factor"}`
    package struct Answer: Codable, Sendable {
        package let upstream: String
        /// The fraction in lowest terms; `nil` for none.
        package let factor: String?
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let factor = try factor()
        return try await office.change { database, now in
            let number = try UpstreamStore.get(name: upstream, in: database).number
            let set = try FactorStore.set(factor, upstream: number, at: now, in: database)
            return Answer(upstream: upstream, factor: set?.text)
        }
    }

    private func factor() throws(AdministrationFault) -> PriceFactor? {
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
