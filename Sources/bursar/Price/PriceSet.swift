import Administration
import ArgumentParser

/// `bursar price set GLOB …`.
struct PriceSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Set what a model costs, in US dollars for a million tokens.",
        discussion: "Example: bursar price set 'gpt-4o*' --input 2.50 --output 10 --cache-read 1.25"
    )

    @Argument(help: "The model's name at the provider; * and ? stand for any.") var glob: String
    @Option(help: ArgumentHelp("Fresh input.", valueName: "usd")) var input: String?
    @Option(help: ArgumentHelp("Output, reasoning included.", valueName: "usd")) var output: String?
    @Option(help: ArgumentHelp("Input read from a cache.", valueName: "usd")) var cacheRead: String?
    @Option(
        name: .customLong("cache-write-5m"),
        help: ArgumentHelp("Input written to a five-minute cache.", valueName: "usd"))
    var cacheWrite5m: String?
    @Option(
        name: .customLong("cache-write-1h"),
        help: ArgumentHelp("Input written to a one-hour cache.", valueName: "usd"))
    var cacheWrite1h: String?
    @Option(help: ArgumentHelp("When it begins (default: now).", valueName: "time")) var from:
        String?
    @Option(help: "Only at this upstream.") var upstream: String?
    @Flag(help: "It costs nothing.") var free = false
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let price = try await house.perform(
            SetPrice(
                glob: glob, upstream: upstream, input: input, output: output, cacheRead: cacheRead,
                cacheWrite5m: cacheWrite5m, cacheWrite1h: cacheWrite1h, from: from, free: free))
        try house.format.write(price) { PriceText.table([price]) }
    }
}

/// Prices as text.
enum PriceText {
    /// One line a price.
    static func table(_ prices: [PriceEntry]) -> String {
        var table = TextTable([
            .text("MODEL"), .text("UPSTREAM"), .text("IN FORCE"), .text("FROM"), .text("UNTIL"),
            .number("INPUT"), .number("OUTPUT"),
            .number("CACHE READ"), .number("WRITE 5M"), .number("WRITE 1H"), .text("SOURCE"),
        ])
        for price in prices {
            table.add([
                price.model, price.upstream ?? "any", price.inForce.map { $0 ? "yes" : "no" },
                price.from, price.until,
                price.free ? "free" : price.inputUSD,
                price.free ? "free" : price.outputUSD, price.cacheReadUSD, price.cacheWrite5mUSD,
                price.cacheWrite1hUSD, price.source,
            ])
        }
        return table.text
    }
}
