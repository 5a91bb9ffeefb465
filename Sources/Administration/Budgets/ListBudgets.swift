import Clients
import Vocabulary

/// All budgets in force, with where they stand.
package struct ListBudgets: UseCase {
    package static let name = "budget.list"

    /// `{"budgets":[…]}`
    package struct Answer: Codable, Sendable {
        package let budgets: [BudgetReport]
    }

    package init() {}

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let now = office.clock.now
        return try await office.read { database in
            Answer(
                budgets: try BudgetStore.list(in: database).map {
                    try BudgetReport($0, at: now, in: database)
                })
        }
    }
}
