import Administration
import ArgumentParser

/// `bursar price list`.
struct PriceList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The price book: US dollars for a million tokens.")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListPrices(glob: nil))
        try house.format.write(answer) { PriceText.table(answer.prices) }
    }
}
