import Clients
import Policy
import Vocabulary

/// Raises a budget's limit for a while, or ends its raise.
package struct RaiseBudget: UseCase {
    package static let name = "budget.raise"
    package let id: String
    /// The limit meanwhile, in dollars; `nil` ends the raise.
    package let to: String?
    /// When it is over: a duration from now, or a moment.
    package let until: String?

    package init(id: String, to: String?, until: String?) {
        self.id = id
        self.to = to
        self.until = until
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> BudgetReport {
        let raise = try raise(at: office.clock.now)
        return try await office.change { database, now in
            let entry = try BudgetStore.raise(id: id, raise, at: now, in: database)
            return try BudgetReport(entry, at: now, in: database)
        }
    }

    private func raise(at now: Timestamp) throws(AdministrationFault) -> Budget.Raise? {
        guard to != nil || until != nil else { return nil }
        guard let to, let limit = NanoUSD(dollars: to), let until, until != "never",
            let end = try OperatorText.expiry(until, at: now)
        else {
            throw AdministrationFault(
                .invalid, "A raise needs --to USD and --until, such as 12h or 2027-01-31.")
        }
        return Budget.Raise(limit: limit, end: end)
    }
}
