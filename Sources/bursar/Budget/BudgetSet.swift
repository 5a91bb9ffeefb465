import Administration
import ArgumentParser
import Vocabulary

/// `bursar budget set client:NAME|token:ID`.
struct BudgetSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Set how much a client or token may spend; set again, it replaces the limit.",
        discussion: """
            A client's budget is shared by all clients below it and their tokens. What was spent in the period before \
            counts. A call is refused if its worst case doesn't fit.
            """)

    @Argument(help: "client:NAME or token:ID.") var subject: String
    @Option(help: ArgumentHelp("What may be spent in a period.", valueName: "usd")) var limit:
        String
    @Option(help: "day, week, month or total.") var per: String
    @Option(help: ArgumentHelp("By whose calendar (default UTC).", valueName: "tz")) var zone:
        String?
    @Option(help: ArgumentHelp("Warn in the log at such a part of it.", valueName: "percent"))
    var warnAt: [Int64] = []
    @Flag(help: "Never refuse, only warn.") var warnOnly = false
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let budget = try await house.perform(
            SetBudget(
                subject: subject, limit: limit, per: per, zone: zone, warnAt: warnAt,
                warnOnly: warnOnly))
        try house.format.write(budget) { BudgetLines.table([budget]) }
    }
}

/// Budgets as text.
enum BudgetLines {
    /// One line a budget.
    static func table(_ budgets: [BudgetReport]) -> String {
        var table = TextTable([
            .text("BUDGET"), .text("SUBJECT"), .text("PER"), .text("ZONE"), .text("WINDOW FROM"),
            .number("LIMIT USD"), .number("SPENT USD"), .number("HELD USD"), .text("RAISED UNTIL"),
            .text("KIND"),
        ])
        for budget in budgets {
            table.add([
                budget.id, budget.subject, budget.per, budget.zone, budget.windowStart,
                budget.limitUSD, NanoUSD(budget.spentNanoUSD).dollars,
                NanoUSD(budget.heldNanoUSD).dollars, budget.raisedUntil,
                budget.hard ? "hard" : "warns",
            ])
        }
        return table.text(
            whenEmpty:
                "No budgets yet: bursar budget set client:NAME --limit 50 --per month sets one.")
    }
}
