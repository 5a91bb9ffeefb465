import Administration
import ArgumentParser

/// `bursar price show GLOB`.
struct PriceShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "The prices set for a glob, or those that a model's name falls under.")

    @Argument(help: "A glob as it was set, or a model's name.") var glob: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListPrices(glob: glob))
        try house.format.write(answer) { PriceText.table(answer.prices) }
    }
}
