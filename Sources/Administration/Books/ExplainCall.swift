import Clients
import GRDB
import Keyring
import Ledger
import Pricing
import Vocabulary

/// Who called, which rule applied, which rate, which arithmetic.
package struct ExplainCall: UseCase {
    package static let name = "call.explain"
    package let id: String

    package init(id: String) { self.id = id }

    package func perform(in office: Office) async throws(AdministrationFault) -> CallExplanation {
        let id = try CallName.id(id)
        return try await office.read { database in
            guard let call = try CallRecord.find(id, in: database) else {
                throw AdministrationFault(
                    .notFound, "There is no call \(id); bursar call list shows the newest.")
            }
            return try CallExplanation(call, in: database)
        }
    }
}

/// Everything that led to a call's cost.
package struct CallExplanation: Codable, Sendable {
    package let call: String
    package let client: String
    package let token: String
    package let tokenName: String?
    package let model: String
    package let dialect: String
    package let endpoint: String
    package let beganAt: String
    package let outcome: String?
    package let code: String?
    package let status: Int?
    /// The rules that decided, in their order.
    package let rules: [Rule]
    package let attempts: [Attempt]
    package let costUSD: String?
    package let costNanoUSD: Int64?
    /// What was learned later; `nil` for nothing.
    package let adjustments: [AdjustmentEntry]?
    /// What the call costs with it; `nil` for nothing.
    package let netUSD: String?

    /// One rule and what it said.
    package struct Rule: Codable, Sendable {
        package let rule: String
        package let reason: String
    }

    /// One try: its rate and its arithmetic.
    package struct Attempt: Codable, Sendable {
        package let ordinal: Int
        package let upstream: String
        package let key: String
        package let keyName: String
        package let keyVersion: Int64
        package let modelSent: String
        package let modelServed: String
        package let outcome: String?
        package let usageSource: String?
        /// The entry of the price book; `nil` when none applied.
        package let price: PriceEntry?
        /// Why which of its rates: the tier that served, the whole input, the time of day.
        package let condition: String?
        package let lines: [Line]
        /// The exact sum of the lines, in dollars.
        package let sumUSD: String
        /// The discount or surcharge that the sum is multiplied by, as a fraction; `nil` for none.
        package let factor: String?
        package let costUSD: String?
        package let costNanoUSD: Int64?
        package let holdUSD: String
        /// Do sum and cost agree? `nil` while it is under way.
        package let agrees: Bool?
        package let note: String?
    }

    /// Units of one meter times a rate.
    package struct Line: Codable, Sendable {
        package let meter: String
        package let units: Int64
        package let usdPerMillion: String
        /// The meter whose rate it is.
        package let rateOf: String
        package let productUSD: String
        package let text: String
    }
}
