import Clients
import Ledger
import Pricing
import Vocabulary

/// Says what a client is charged for what its calls cost: a margin on top, or a rebate. Costs, budgets and balances stay what
/// they are; the report `charges` multiplies.
package struct SetMargin: UseCase {
    package static let name = "price.margin"
    package let client: String
    /// A percentage that is taken off.
    package let off: String?
    /// A percentage that is put on, such as `20%`.
    package let on: String?
    /// A fraction that costs are multiplied by, such as `6/5`.
    package let multiply: String?
    /// The first month it is for, such as `2027-01`; `nil` for this one.
    package let from: String?

    /// - Parameters: None but the client makes its charges its costs again.
    package init(
        client: String, off: String? = nil, on: String? = nil, multiply: String? = nil,
        from: String? = nil
    ) {
        self.client = client
        self.off = off
        self.on = on
        self.multiply = multiply
        self.from = from
    }

    /// `{"client","factor","from"}`
    package struct Answer: Codable, Sendable {
        package let client: String
        /// The fraction in lowest terms; `1/1` for none.
        package let factor: String
        /// The beginning of its first month.
        package let from: String
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let month = try month(at: office.clock.now)
        guard
            let factor = try FactorText.factor(off: off, on: on, multiply: multiply)
                ?? PriceFactor(numerator: 1, denominator: 1)
        else { throw AdministrationFault(.invalid, "There is no such margin.") }
        return try await office.change { database, now in
            let found = try ClientStore.get(name: client, in: database)
            try MarginStore.set(factor, client: found.number, from: month, at: now, in: database)
            return Answer(client: found.name, factor: factor.text, from: month.text)
        }
    }

    /// Months that have passed are charged as they were.
    private func month(at now: Timestamp) throws(AdministrationFault) -> Timestamp {
        guard let from else { return now.month }
        guard let first = Timestamp(from + "-01"), first >= now.month else {
            throw AdministrationFault(
                .invalid,
                "--from “\(from.prefix(64))” must be this month or one to come, such as \(now.text.prefix(7))."
            )
        }
        return first
    }
}
