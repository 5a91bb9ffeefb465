import ArgumentParser

/// `bursar budget …`: how much may be spent.
struct BudgetGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "budget",
        abstract: "Budgets: how much may be spent in a day, week, month or ever.",
        subcommands: [BudgetSet.self, BudgetList.self, BudgetRaise.self, BudgetRemove.self])
}
