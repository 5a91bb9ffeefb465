import Administration
import ArgumentParser

/// `bursar budget list`.
struct BudgetList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "All budgets, with where they stand.")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListBudgets())
        try house.format.write(answer) { BudgetLines.table(answer.budgets) }
    }
}
