import Administration
import ArgumentParser

/// `bursar budget remove ID`.
struct BudgetRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "End a budget; what was spent stays in the books.")

    @Argument(help: "Its id, as in bursar budget list.") var id: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let budget = try await house.perform(RemoveBudget(id: id))
        try house.format.write(budget) {
            "Removed budget \(budget.id) of \(PlainText.word(budget.subject)).\n"
        }
    }
}
