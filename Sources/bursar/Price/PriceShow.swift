import Administration
import ArgumentParser

/// `bursar price show GLOB`.
struct PriceShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "The prices set for a glob, or those that a model's name falls under.")

    @Argument(help: "A glob as it was set, or a model's name.") var glob: String
    @Option(help: "Only what holds at this upstream.") var upstream: String?
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListPrices(glob: glob, upstream: upstream))
        try house.format.write(answer) {
            PriceText.table(answer.prices) + PriceText.cases(answer.prices)
        }
    }
}
