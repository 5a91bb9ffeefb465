import Administration
import ArgumentParser

/// `bursar price discount UPSTREAM …`.
struct PriceDiscount: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discount",
        abstract: "A discount or surcharge on all costs at an upstream, as an exact fraction.",
        discussion: "Without --off, --on and --multiply it is taken away.")

    @Argument(help: "The upstream.") var upstream: String
    @Option(help: ArgumentHelp("Taken off, such as 12.5%.", valueName: "percent")) var off: String?
    @Option(help: ArgumentHelp("Put on, such as 3%.", valueName: "percent")) var on: String?
    @Option(help: ArgumentHelp("Costs times this, such as 7/8.", valueName: "fraction"))
    var multiply: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(
            SetDiscount(upstream: upstream, off: off, on: on, multiply: multiply))
        try house.format.write(answer) {
            let name = PlainText.word(answer.upstream)
            return answer.factor.map { "Costs at \(name) are multiplied by \($0) from now on.\n" }
                ?? "Costs at \(name) are those of the price book.\n"
        }
    }
}
