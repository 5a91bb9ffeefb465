import ArgumentParser

/// `bursar price …`: the price book.
struct PriceGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "price",
        abstract: "Prices: what a million tokens cost, by the provider's model name.",
        subcommands: [
            PriceSet.self, PriceList.self, PriceShow.self, PriceImportCommand.self,
            PriceDiscount.self, PriceMargin.self, PriceRerate.self,
        ])
}
