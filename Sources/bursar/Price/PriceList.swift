import Administration
import ArgumentParser

/// `bursar price list`.
struct PriceList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The price book: US dollars for a million tokens.")

    @Flag(help: "The prices that come with this program too.") var all = false
    @Option(help: "Only what holds at this upstream.") var upstream: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListPrices(upstream: upstream, all: all))
        try house.format.write(answer) {
            let rest = "\(answer.shipped) more come with this program; --all lists them.\n"
            return PriceText.table(answer.prices) + (answer.shipped == 0 ? "" : rest)
        }
    }
}
