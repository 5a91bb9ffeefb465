import Administration
import ArgumentParser
import Foundation
import Pricing

/// `bursar price import FILE`.
struct PriceImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract:
            "Take over a public price list; what it can't mean is refused, and nothing changes.",
        discussion:
            "Reads BerriAI/litellm's model_prices_and_context_window.json, pydantic/genai-prices' data.json, and prices/book.csv of Bursar. What is set goes on to win over what is imported."
    )

    @Argument(help: "The file; - for standard input.") var file: String
    @Option(help: "Only this provider's prices.") var provider: String?
    @Option(help: "For this upstream alone, whichever provider's it is.") var upstream: String?
    @Flag(help: "Only say what would change.") var dryRun = false
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let text = try InputFile.text(at: file, bytesMax: PriceImport.bytesMax)
        let name = file == "-" ? "standard input" : URL(filePath: file).lastPathComponent
        let answer = try await house.perform(
            ImportPrices(
                text: text, file: name, provider: provider, upstream: upstream, dryRun: dryRun))
        try house.format.write(answer) { Self.text(answer) }
    }

    private static func text(_ answer: ImportPrices.Answer) -> String {
        var text = ""
        if !answer.differences.isEmpty {
            var table = TextTable([
                .text("PROVIDER"), .text("MODEL"), .text("CONDITION"), .text("METER"),
                .number("BOOK USD"), .number("FILE USD"), .text("BOOK'S IS"),
            ])
            for row in answer.differences {
                table.add([
                    row.provider, row.model, row.condition, row.meter, row.bookUSD, row.fileUSD,
                    row.source,
                ])
            }
            text += table.text + "\n"
        }
        for skipped in answer.skipped {
            text += "left out: \(PlainText.word(skipped.model)) \(PlainText.word(skipped.reason))\n"
        }
        let verb = answer.dryRun ? "would be" : "were"
        return text
            + "\(answer.prices) prices of \(answer.form)'s form: \(answer.added) \(verb) new or changed, "
            + "\(answer.ended) of an earlier import \(verb) ended, \(answer.skipped.count) left out, "
            + "\(answer.differences.count) rates differ from the book.\n"
    }
}
