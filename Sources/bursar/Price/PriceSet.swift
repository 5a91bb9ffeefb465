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
    @Option(help: ArgumentHelp("Reasoning, where it isn't output's.", valueName: "usd"))
    var reasoning: String?
    @Option(help: ArgumentHelp("Sound heard.", valueName: "usd")) var audioInput: String?
    @Option(help: ArgumentHelp("Sound made.", valueName: "usd")) var audioOutput: String?
    @Option(help: ArgumentHelp("A million web searches.", valueName: "usd")) var searches: String?
    @Option(help: ArgumentHelp("A million images made.", valueName: "usd")) var images: String?
    @Option(
        help: ArgumentHelp(
            "These rates where this tier serves: flex, priority, batch.", valueName: "tier"))
    var tier: String?
    @Option(
        help: ArgumentHelp(
            "These rates where the whole input, caches included, is longer.", valueName: "tokens"))
    var inputOver: Int64?
    @Option(
        help: ArgumentHelp("These rates at this time of day, in UTC.", valueName: "00:30-16:30"))
    var hours: String?
    @Flag(help: "It costs nothing.") var free = false
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let price = try await house.perform(
            SetPrice(
                glob: glob, upstream: upstream, input: input, output: output, cacheRead: cacheRead,
                cacheWrite5m: cacheWrite5m, cacheWrite1h: cacheWrite1h, from: from, free: free,
                others: [
                    "reasoning": reasoning, "audio-input": audioInput,
                    "audio-output": audioOutput, "searches": searches, "images": images,
                ]
                .compactMapValues { $0 },
                tier: tier, inputOver: inputOver, hours: hours))
        try house.format.write(price) { PriceText.table([price]) + PriceText.cases([price]) }
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
                price.model, price.upstream ?? price.provider ?? "any",
                price.inForce.map { $0 ? "yes" : "no" },
                price.from, price.until,
                price.free ? "free" : price.inputUSD,
                price.free ? "free" : price.outputUSD, price.cacheReadUSD, price.cacheWrite5mUSD,
                price.cacheWrite1hUSD, price.source,
            ])
        }
        return table.text(
            whenEmpty: "No prices yet: bursar price set GLOB --input USD --output USD sets one.")
    }

    /// The rates that hold under conditions, and where each price comes from.
    static func cases(_ prices: [PriceEntry]) -> String {
        var table = TextTable([
            .text("MODEL"), .text("FROM"), .text("CONDITION"), .text("USD FOR A MILLION"),
        ])
        var origins: [String] = []
        for price in prices {
            for rateCase in price.cases ?? [] {
                let rates = rateCase.usdPerMillion.sorted { $0.key < $1.key }
                    .map { "\($0.key) \($0.value)" }
                table.add([
                    price.model, String(price.from.prefix(10)), rateCase.condition,
                    rates.joined(separator: ", "),
                ])
            }
            if let origin = price.origin {
                origins.append("\(PlainText.word(price.model)): \(PlainText.word(origin))\n")
            }
        }
        let hasCases = prices.contains { $0.cases != nil }
        return (hasCases ? "\n" + table.text : "")
            + (origins.isEmpty ? "" : "\n" + origins.joined())
    }
}
