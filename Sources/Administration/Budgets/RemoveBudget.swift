import Clients

/// Ends a budget; its windows stay in the books.
package struct RemoveBudget: UseCase {
    package static let name = "budget.remove"
    package let id: String

    package init(id: String) { self.id = id }

    package func perform(in office: Office) async throws(AdministrationFault) -> BudgetReport {
        try await office.change { database, now in
            let entry = try BudgetStore.remove(id: id, at: now, in: database)
            return try BudgetReport(entry, at: now, in: database)
        }
    }
}
