import Administration
import ArgumentParser

/// `bursar price discount UPSTREAM …`.
struct PriceDiscount: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discount",
        abstract: "A discount or surcharge at an upstream, or of one key, as an exact fraction.",
        discussion: "Without --off, --on and --multiply it is taken away.")

    @Argument(help: "The upstream.") var upstream: String
    @Option(
        help: "The name or id of one of its keys; its discount is in the place of the upstream's.")
    var key: String?
    @Option(help: ArgumentHelp("Taken off, such as 12.5%.", valueName: "percent")) var off: String?
    @Option(help: ArgumentHelp("Put on, such as 3%.", valueName: "percent")) var on: String?
    @Option(help: ArgumentHelp("Costs times this, such as 7/8.", valueName: "fraction"))
    var multiply: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(
            SetDiscount(upstream: upstream, key: key, off: off, on: on, multiply: multiply))
        try house.format.write(answer) {
            let name = PlainText.word(
                answer.key.map { "\(answer.upstream) with key \($0)" } ?? answer.upstream)
            return answer.factor.map { "Costs at \(name) are multiplied by \($0) from now on.\n" }
                ?? (answer.key == nil
                    ? "Costs at \(name) are those of the price book.\n"
                    : "Costs at \(name) are as at the upstream's other keys.\n")
        }
    }
}
