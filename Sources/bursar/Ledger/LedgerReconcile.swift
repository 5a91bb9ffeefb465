import Administration
import ArgumentParser
import Ledger

/// `bursar ledger reconcile --upstream NAME FILE`.
struct LedgerReconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Compare the books with a provider's export of usage or costs, by day and key.",
        discussion:
            "Reads OpenAI's and Anthropic's usage and cost reports (JSON), FOCUS, and any table with a header (CSV). Status 1 when anything but rounding differs."
    )

    @Argument(help: "The export; - for standard input.") var file: String
    @Option(help: "Whose it is.") var upstream: String
    @Option(
        help: ArgumentHelp(
            "What a table's columns hold: day, key, model, requests, input, cache_read, cost, ….",
            valueName: "what=HEADER,…"))
    var map: String?
    @Option(
        help: ArgumentHelp(
            "What the provider calls a key of ours.", valueName: "our-name=THEIRS,…"))
    var keys: String?
    @Option(help: ArgumentHelp("Only days from then on.", valueName: "time")) var since: String?
    @Option(help: ArgumentHelp("Only days before then.", valueName: "time")) var until: String?
    @Flag(help: "Keep nothing of it for the report \u{201c}reconciliation\u{201d}.") var dryRun =
        false
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let text = try InputFile.text(at: file, bytesMax: ProviderExport.bytesMax)
        let answer = try await house.perform(
            ReconcileLedger(
                upstream: upstream, text: text, columns: try Self.pairs(map, "--map"),
                keys: try Self.pairs(keys, "--keys"), since: since, until: until,
                dryRun: dryRun))
        try house.format.write(answer) { Self.text(answer) }
        guard answer.ok else {
            let count = answer.differences.count { $0.kind != "rounding" }
            throw CommandFailure(
                answer.part
                    ? "The export has further pages; fetch them too and put the pages into one list."
                    : "\(count) days differ by more than rounding. What the ledger lacks wasn't sent through Bursar; bursar price rerate and bursar ledger adjust book the rest."
            )
        }
    }

    private static func pairs(_ text: String?, _ option: String) throws -> [String: String] {
        var pairs: [String: String] = [:]
        for part in (text ?? "").split(separator: ",") {
            let ends = part.split(separator: "=", maxSplits: 1)
            guard ends.count == 2 else {
                throw CommandFailure(
                    "\(option) “\(part)” is no pair; write \(option == "--map" ? "cost=Amount" : "front=key_abc").",
                    status: CommandFailure.usage)
            }
            pairs[String(ends[0])] = String(ends[1])
        }
        return pairs
    }

    private static func text(_ answer: ReconcileLedger.Answer) -> String {
        var table = TextTable([
            .text("DAY"), .text("KEY"), .text("MODEL"), .text("CLASS"), .number("REQUESTS"),
            .number("THERE"), .number("COST USD"), .number("THERE"), .number("DIFFERENCE"),
            .text("NOTE"),
        ])
        func count(_ number: Int64?) -> String? { number.map { String($0) } }
        for row in answer.differences {
            table.add([
                row.day, row.key, row.model, row.kind, count(row.here?.requests),
                count(row.there?.requests), row.here?.costUSD, row.there?.costUSD,
                row.differenceUSD, row.note,
            ])
        }
        let classes = answer.byClass.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return (answer.differences.isEmpty ? "" : table.text + "\n")
            + "\(answer.same) agree to the nano-dollar\(classes.isEmpty ? "" : "; " + classes.joined(separator: ", "))."
            + " The file is \(answer.form).\n"
    }
}
