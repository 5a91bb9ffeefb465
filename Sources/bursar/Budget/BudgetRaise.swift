import Administration
import ArgumentParser

/// `bursar budget raise ID --to USD --until T`.
struct BudgetRaise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "raise",
        abstract: "Raise a budget's limit for a while; without options, end its raise.")

    @Argument(help: "Its id, as in bursar budget list.") var id: String
    @Option(help: ArgumentHelp("The limit meanwhile.", valueName: "usd")) var to: String?
    @Option(help: ArgumentHelp("When it is over: 12h, or a time.", valueName: "d")) var until:
        String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let budget = try await house.perform(RaiseBudget(id: id, to: to, until: until))
        try house.format.write(budget) { BudgetLines.table([budget]) }
    }
}
