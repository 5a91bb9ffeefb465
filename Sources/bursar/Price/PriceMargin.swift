import Administration
import ArgumentParser

/// `bursar price margin CLIENT …`.
struct PriceMargin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "margin",
        abstract:
            "What a client is charged for what its calls cost, as an exact fraction, by months.",
        discussion:
            "Holds for the clients below it, too, unless they have their own. Without --off, --on and --multiply charges are costs. Costs, budgets and balances stay; “bursar report run charges” shows both."
    )

    @Argument(help: "The client.") var client: String
    @Option(help: ArgumentHelp("Put on, such as 20%.", valueName: "percent")) var on: String?
    @Option(help: ArgumentHelp("Taken off, such as 5%.", valueName: "percent")) var off: String?
    @Option(help: ArgumentHelp("Costs times this, such as 6/5.", valueName: "fraction"))
    var multiply: String?
    @Option(
        help: ArgumentHelp(
            "The first month, such as 2027-01; this one without it.", valueName: "month"))
    var from: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(
            SetMargin(client: client, off: off, on: on, multiply: multiply, from: from))
        try house.format.write(answer) {
            "\(PlainText.word(answer.client)) is charged its costs × \(answer.factor) from \(answer.from.prefix(7)) on.\n"
        }
    }
}
